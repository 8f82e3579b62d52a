"""What all rooms of a server share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from logging import Logger
from typing import TYPE_CHECKING

from ..errors import TooMuch
from ..store.interface import Store
from .operator_log import Emit
from .people import People
from .teachers import Teachers

if TYPE_CHECKING:
    from ..config import Limits
    from ..documents.workspace import Workspace

Arrived = Callable[[str], Awaitable[None]]
"""Hears of a workspace path that belongs to a room from now on."""


@dataclass(slots=True)
class Context:
    """The parts that a room is built on, and the census of connections over all rooms."""

    store: Store
    workspace: Workspace
    limits: Limits
    people: People
    teachers: Teachers
    log: Logger
    connections: Callable[[], int] = lambda: 0
    connections_of: Callable[[str], int] = lambda _username: 0
    emit: Emit | None = None
    on_arrival: Arrived | None = None
    moves: int = 0
    """How often it has changed which paths belong to which rooms."""

    async def arrived(self, path: str) -> None:
        """What is at or below a workspace path belongs to a room from now on."""
        self.moves += 1
        if self.on_arrival is not None:
            await self.on_arrival(path)

    def require_place(self, in_room: int, username: str | None) -> None:
        """Raise ``TooMuch`` (``too_many_connections``) where one more connection is too many.

        ``in_room`` is how many there are into the room already.
        """
        limits = self.limits
        full = in_room >= limits.max_connections_per_room
        if full or self.connections() >= limits.max_connections:
            raise TooMuch("The room is full.", code="too_many_connections", retry_after=30.0)
        if username and self.connections_of(username) >= limits.max_connections_per_user:
            raise TooMuch(
                "You have too many programs open. Close some tabs.",
                code="too_many_connections",
                retry_after=30.0,
            )
