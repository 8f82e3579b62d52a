"""The members of one room: their roles, and their names made distinct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..clock import now_ms
from ..documents.access import Identity
from ..errors import Conflict, NotFound, TooMuch
from ..store.interface import MemberRow
from ..store.operations import DropMember, PutMember, Role
from .people import People, distinct


class Members(Mapping[str, MemberRow]):
    """Members by user name, in the order in which they came."""

    def __init__(self, room: str, rows: Iterable[MemberRow], people: People, most: int) -> None:
        self._room = room
        self._people = people
        self._most = most
        self._rows = _in_order(rows)
        self._names: dict[str, str] = {}
        self._identities: dict[str, Identity] = {}
        self._names_version = -1

    def __getitem__(self, username: str) -> MemberRow:
        return self._rows[username]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, username: str) -> MemberRow:
        """A member. Raises ``NotFound`` (``no_such_member``)."""
        if username not in self._rows:
            raise NotFound("The room has no such member.", code="no_such_member", reason=username)
        return self._rows[username]

    def names(self) -> Mapping[str, str]:
        """User name → name unlike that of every other member. Kept until a name changes."""
        if self._names_version != self._people.version:
            self._names = distinct((name, self._people.show(name)) for name in self._rows)
            self._identities = {}
            self._names_version = self._people.version
        return self._names

    def identity(self, username: str) -> Identity:
        """How a user appears in the room. Asked for every move of a cursor, and so kept."""
        names = self.names()
        identity = self._identities.get(username)
        if identity is None:
            name = names.get(username) or self.name_beside(username)
            identity = self._identities[username] = self._people.identity(username, {username: name})
        return identity

    def name_beside(self, username: str) -> str:
        """The name of somebody who is not a member (a teacher, a guest of an open room)."""
        if username in self._rows:
            return self.names()[username]
        everyone = [*self._rows, username]
        return distinct((name, self._people.show(name)) for name in everyone)[username]

    def others(self, usernames: Iterable[str]) -> Sequence[Identity]:
        """Those of several who are no members (any longer), with names unlike all others in the room."""
        others = [username for username in usernames if username not in self._rows]
        names = distinct((name, self._people.name(name)) for name in (*self._rows, *others))
        return [self._people.identity(username, names) for username in others]

    def put_operation(self, username: str, role: Role) -> PutMember:
        """What to commit to give somebody a role.

        Raises ``Conflict`` (``last_owner``), ``TooMuch`` (``too_many_members``).
        """
        if role != "owner":
            self._keep_an_owner(username)
        if username not in self._rows and len(self._rows) >= self._most:
            raise TooMuch("The room has too many members. Remove some first.", code="too_many_members")
        joined = self._rows[username].joined_at if username in self._rows else now_ms()
        return PutMember(username, role, joined)

    def drop_operation(self, username: str) -> DropMember:
        """What to commit when somebody goes. Raises ``NotFound``, ``Conflict`` (``last_owner``)."""
        self.find(username)
        self._keep_an_owner(username)
        return DropMember(username)

    def apply(self, operation: PutMember | DropMember) -> None:
        """Take over what has been committed."""
        if isinstance(operation, DropMember):
            self._rows.pop(operation.username, None)
        else:
            old = self._rows.get(operation.username)
            self._rows[operation.username] = MemberRow(
                self._room,
                operation.username,
                operation.role,
                old.joined_at if old else operation.at,
                old.last_seen if old else None,
            )
        self._names_version = -1

    def take(self, rows: Iterable[MemberRow]) -> None:
        """Take over what is stored."""
        self._rows = _in_order(rows)
        self._names_version = -1

    def seen(self, username: str, at: int) -> None:
        """Take over that a member was here at ``at``, in milliseconds since the epoch."""
        self._rows[username] = replace(self._rows[username], last_seen=at)

    def _keep_an_owner(self, username: str) -> None:
        owners = [name for name, row in self._rows.items() if row.role == "owner"]
        if owners == [username]:
            raise Conflict("A room needs an owner. Make somebody else an owner first.", code="last_owner")


def _in_order(rows: Iterable[MemberRow]) -> dict[str, MemberRow]:
    ordered = sorted(rows, key=lambda row: (row.joined_at, row.username))
    return {row.username: row for row in ordered}
