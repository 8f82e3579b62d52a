"""The rooms of the server, found by id, slug or path, and by who may know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..clock import now_ms
from ..errors import NotFound
from .allowance import DAY_MS
from .folders import Folders, is_within
from .room import Room

UNDO_DAYS = 30
"""Days in which a deleted room can be brought back."""


class Directory:
    """All rooms and where they are. What is in it is the registry's to say."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self._rooms: dict[str, Room] = {}
        self._ids: dict[str, str] = {}

    @property
    def rooms(self) -> Mapping[str, Room]:
        """All rooms by id, the deleted ones as well, oldest first."""
        return self._rooms

    def get(self, id_or_slug: str) -> Room:
        """A room, deleted or not. Raises ``NotFound`` (``no_such_room``)."""
        room = self._rooms.get(id_or_slug) or self._rooms.get(self._ids.get(id_or_slug, ""))
        if room is None:
            raise NotFound("There is no such room.", code="no_such_room")
        return room

    def find(self, id_or_slug: str, username: str) -> Room:
        """A room that the user may know of. To others it is as if there were none."""
        room = self.get(id_or_slug)
        if not room.is_visible_to(username):
            raise NotFound("There is no such room.", code="no_such_room")
        return room

    def for_path(self, path: str) -> Room | None:
        """The room whose folder a workspace path is, or lies in. Deleted rooms have none."""
        stripped = path.strip("/")
        for room in self._rooms.values():
            if room.row.deleted_at is None and is_within(stripped, room.row.folder):
                return room
        return None

    async def locate(self, path: str) -> tuple[Room, str] | None:
        """The room of a workspace path and the path relative to its folder (``""`` for the folder).

        A link is followed: a program has the same room by every way to it. Raises ``Unavailable`` where the
        workspace does not answer.
        """
        stripped = path.strip("/")
        return self.place_of(stripped) or self.place_of(await self.folders.real(stripped))

    def place_of(self, *candidates: str) -> tuple[Room, str] | None:
        """As ``locate``, of paths whose links have been followed."""
        for candidate in candidates:
            room = self.for_path(candidate)
            if room is not None:
                return room, candidate[len(room.row.folder) + 1 :]
        return None

    def below(self, path: str) -> Sequence[Room]:
        """The rooms whose folders lie below a workspace path."""
        stripped = path.strip("/")
        return [
            room
            for room in self._rooms.values()
            if room.row.deleted_at is None
            and (not stripped or is_within(room.row.folder, stripped))
            and room.row.folder != stripped
        ]

    def visible_to(self, username: str) -> list[Room]:
        """The rooms that the user may know of and that are not deleted, oldest first."""
        return [
            room
            for room in self._rooms.values()
            if room.row.deleted_at is None and room.is_visible_to(username)
        ]

    def deleted_for(self, username: str) -> list[Room]:
        """The deleted rooms that the user could bring back."""
        return [
            room
            for room in self._rooms.values()
            if room.row.deleted_at is not None and room.is_visible_to(username) and not is_too_late(room)
        ]

    def connections(self) -> int:
        """How many connections there are into all rooms."""
        return sum(len(room.usernames()) for room in self._rooms.values())

    def connections_of(self, username: str) -> int:
        """How many connections a user has into all rooms."""
        return sum(room.usernames().count(username) for room in self._rooms.values())


def is_too_late(room: Room) -> bool:
    """Whether a room was deleted too long ago to be brought back."""
    deleted = room.row.deleted_at
    return deleted is not None and now_ms() - deleted > UNDO_DAYS * DAY_MS
