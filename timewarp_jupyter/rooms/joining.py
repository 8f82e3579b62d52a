"""How people become members of a room, get other roles, and leave."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence

from ..clock import now_ms
from ..documents.access import Check, anyone
from ..documents.authors import SERVER
from ..errors import NotFound, StorageFailed
from ..store.interface import Receipt, RoomRow
from ..store.operations import DropMember, Operation, PutMember, Role, SeeMember
from .activity import given_role, joined, left
from .changing import Changing
from .members import Members
from .people import People
from .permissions import RANK, Action, Member

_SEEN_MS = 60_000
"""How exactly it is kept when a member was last seen."""


class Joining(ABC):
    """What of a room is about its members."""

    row: RoomRow

    def __init__(self, members: Members, people: People) -> None:
        self.members = members
        self.changing = Changing(self.read_again)
        """Held from a check to the commit that rests on it."""
        self._people = people

    @abstractmethod
    def member(self, username: str) -> Member:
        """A user's standing in this room."""

    @abstractmethod
    def require(self, username: str, action: Action) -> None:
        """Raise ``Forbidden`` with the reason where the user may not do this now."""

    @abstractmethod
    async def commit(self, *operations: Operation) -> Receipt:
        """Commit operations of this room that are no edits."""

    @abstractmethod
    async def read_again(self) -> None:
        """Take over what is stored of the room. Raises ``StorageFailed``."""

    @abstractmethod
    def usernames(self) -> Sequence[str]:
        """The user of each socket into this room, whatever it is for."""

    @abstractmethod
    def recheck(self, usernames: Collection[str] | None = None) -> None:
        """What these people may do or are called has changed, or everyone's: act on open connections."""

    async def join(self, username: str) -> bool:
        """Make the user a member with the default role; False if they need not.

        Members and teachers stay what they are. Raises ``Forbidden`` where strangers may not join.
        """
        if self.member(username).role is not None and self.row.deleted_at is None:
            return False
        async with self.changing:
            self.require(username, Action.JOIN)
            if username in self.members:
                return False
            role = self.row.default_role
            await self.put_member(username, role, joined(username, role))
        return True

    async def put_member(self, username: str, role: Role, *with_it: Operation) -> None:
        """Commit a role, together with other operations. ``changing`` is held by the caller."""
        operation = self.members.put_operation(username, role)
        await self._people.remember(username)
        await self._commit_role(username, role, *with_it, operation)
        self._apply(operation)

    async def _commit_role(self, username: str, role: Role | None, *operations: Operation) -> None:
        """Commit that a user has a role from now on. ``changing`` is held by the caller."""

        def is_so() -> bool:
            row = self.members.get(username)
            return role == (None if row is None else row.role)

        try:
            await self.commit(*operations)
        except StorageFailed:
            if not await self.changing.came_true(is_so):
                raise

    async def set_role(self, username: str, role: Role, by: str = SERVER, check: Check = anyone) -> None:
        """Give a user a role. Raises as ``Members.put_operation`` does, and what ``check`` does."""
        async with self.changing:
            check()
            row = self.members.get(username)
            await self.put_member(username, role, *given_role(by, username, role, row))

    async def remove(self, username: str, by: str = SERVER, check: Check = anyone) -> None:
        """A member goes. Raises ``NotFound``, ``Conflict`` (``last_owner``), and what ``check`` does."""
        async with self.changing:
            check()
            operation = self.members.drop_operation(username)
            await self._commit_role(username, None, operation, left(by, username))
            self._apply(operation)

    async def accept(self, username: str, role: Role, use: Operation) -> bool:
        """Take up an invitation: never to a lower role; False where it brings nothing new.

        ``use`` is committed with the role, or neither is.
        """
        async with self.changing:
            if self.row.deleted_at is not None:
                raise NotFound("This room has been deleted.", code="room_deleted")
            row = self.members.get(username)
            if row is not None and RANK[row.role] >= RANK[role]:
                return False
            await self.put_member(username, role, use, joined(username, role, invited=True))
        return True

    async def see(self, username: str) -> None:
        """Note that a member is here now, if that was not noted in the last minute."""
        row, at = self.members.get(username), now_ms()
        if row is None or at - (row.last_seen or 0) < _SEEN_MS:
            return
        await self.commit(SeeMember(username, at))
        if username in self.members:
            self.members.seen(username, at)

    def _apply(self, operation: PutMember | DropMember) -> None:
        # In a class that comes in, asking all that are there for each that comes holds everyone up.
        before = self.members.names()
        self.members.apply(operation)
        after = self.members.names()
        renamed = {username for username, name in after.items() if before.get(username) != name}
        # Who is here without being a member gives way to a member of the same name.
        guests = {username for username in self.usernames() if username not in self.members}
        self.recheck({operation.username, *renamed, *guests})
