"""The concrete parts of a running server, as handlers find them at ``settings["timewarp"]``.

Put together in one place, ``app.py``. A part that is not there yet, for the store is still being opened or
could not be, is refused with a reason instead of being None.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .config import Limits
from .documents.allowance import Allowances
from .errors import StorageFailed
from .turnstile import Turnstile

if TYPE_CHECKING:
    from .bus.interface import Bus
    from .documents.compactor import Compactor
    from .documents.historian import Historian
    from .rooms.archive.archives import Archives
    from .rooms.invitations import Invitations
    from .rooms.people import People
    from .rooms.registry import Registry
    from .store.interface import Store


@dataclass(slots=True)
class Parts:
    """All that exists only once the store is open."""

    store: Store
    bus: Bus
    people: People
    invitations: Invitations
    registry: Registry
    historian: Historian
    compactor: Compactor
    archives: Archives


@dataclass(eq=False)  # no slots: the metrics keep a weak reference, which slots allow from Python 3.11
class Services:
    """What a request can use.

    ``registry``, ``people``, ``invitations``, ``store`` and ``bus`` raise ``StorageFailed`` (503, close
    code 4503) as long as the store is not open; ``failure`` then says why. ``active`` is to be called on
    every message that a person caused: it keeps a hub from stopping the server as idle. ``on_arrival``
    hears of workspace paths that have come into a room.
    """

    version: str
    enabled: bool
    limits: Limits
    active: Callable[[], None] = lambda: None
    on_arrival: Callable[[str], Awaitable[None]] | None = None
    failure: str = "The server is still starting."
    parts: Parts | None = None
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    turnstile: Turnstile = field(default_factory=Turnstile)
    allowances: Allowances = field(init=False)

    def __post_init__(self) -> None:
        self.allowances = Allowances(self.limits)

    @property
    def ready(self) -> bool:
        """Whether the store is open and rooms can be used."""
        return self.parts is not None

    @property
    def registry(self) -> Registry:
        """The rooms."""
        return self._parts().registry

    @property
    def people(self) -> People:
        """Names and colours."""
        return self._parts().people

    @property
    def invitations(self) -> Invitations:
        """Invitation links."""
        return self._parts().invitations

    @property
    def historian(self) -> Historian:
        """The history of documents."""
        return self._parts().historian

    @property
    def archives(self) -> Archives:
        """Rooms as files."""
        return self._parts().archives

    @property
    def store(self) -> Store:
        """Durable storage."""
        return self._parts().store

    @property
    def bus(self) -> Bus:
        """The way to other servers."""
        return self._parts().bus

    def _parts(self) -> Parts:
        if self.parts is None:
            raise StorageFailed(
                "The rooms of this server cannot be used now. `jupyter timewarp doctor` tells what to do.",
                reason=self.failure,
            )
        return self.parts
