"""``/api/timewarp`` and ``/api/timewarp/me``: the server, and the caller as a person."""

from __future__ import annotations

from typing import Any

from ..models import person_record
from ..rooms.colors import PALETTE
from .allow import allow
from .base import TimeWarpHandler
from .body import text

_LIMITS = (
    "max_frame_bytes",
    "max_document_bytes",
    "max_file_bytes",
    "max_connections_per_user",
    "max_documents_per_room",
    "max_rooms_per_user",
    "max_message_chars",
    "session_timeout",
)


class _PersonHandler(TimeWarpHandler):
    def me(self) -> dict[str, Any]:
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
    async def get(self) -> None:
        """The caller."""
        self.answer(self.me())

    @allow("write")
    async def patch(self) -> None:
        """Change them; seen by the others at once."""
        values = self.body({"display_name": text(200), "color": text(20)})
        await self.services.people.change(self.current_user, **values)
        self.services.registry.recheck(self.username)
        self.answer(self.me())
