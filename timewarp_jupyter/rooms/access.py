"""What the connections of one user ask of a room at every frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..documents.access import Decision, Identity
from .permissions import Action

if TYPE_CHECKING:
    from .room import Room


class RoomAccess:
    """One user's standing in the room, asked by their connections at every frame."""

    __slots__ = ("_room", "username")

    def __init__(self, room: Room, username: str) -> None:
        self._room = room
        self.username = username

    def identity(self) -> Identity:
        """Name and colour as they are now."""
        return self._room.identity(self.username)

    def may_read(self) -> Decision:
        """Whether the user may see the room's documents now."""
        return self._room.decide(self.username, Action.READ)

    def may_write(self) -> Decision:
        """Whether the user may edit the room's documents now."""
        return self._room.decide(self.username, Action.EDIT)
