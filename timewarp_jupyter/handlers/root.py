"""``/api/timewarp`` and ``/api/timewarp/me``: the server, and the caller as a person."""

from __future__ import annotations

from ..models import person_record
from ..records import Limits, Person, Server
from ..rooms.colors import PALETTE
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, text
from .operation import operation

_LIMITS = tuple(Limits.__annotations__)
_PERSON = Fields({"display_name": text(200), "color": text(20)})


class _PersonHandler(TimeWarpHandler):
    def me(self) -> Person:
        """The caller as a person."""
        people = self.services.people
        return person_record(
            people.identity(self.username),
            name_fixed=people.is_fixed(self.username),
            chosen=people.has_chosen(self.username),
        )


class RootHandler(_PersonHandler):
    """Version, limits, the caller."""

    @allow("read")
    @operation({200: Server})
    async def get(self) -> None:
        """Answers while the store is not open as well: ``ready`` and ``failure`` say so."""
        services = self.services
        self.answer(
            {
                "version": services.version,
                "enabled": services.enabled,
                "ready": services.ready,
                "failure": None if services.ready else services.failure,
                "limits": {name: getattr(services.limits, name) for name in _LIMITS},
                "colors": PALETTE,
                "me": self.me() if services.ready else None,
            }
        )


class MeHandler(_PersonHandler):
    """The caller's name and colour."""

    @allow("read")
    @operation({200: Person})
    async def get(self) -> None:
        """The caller."""
        self.answer(self.me())

    @allow("write")
    @operation({200: Person}, body=_PERSON, refuses=(409,))
    async def patch(self) -> None:
        """Change them; seen by the others at once."""
        values = self.body()
        await self.services.people.change(self.current_user, **values)
        self.services.registry.recheck(self.username)
        self.answer(self.me())
