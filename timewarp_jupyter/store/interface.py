"""What the rest of the server asks of a store, and the rows it answers with.

A store knows no CRDT and no Tornado: updates and checkpoints are bytes to it. Everything is awaited on
the event loop and done elsewhere: commits in one writer thread, which takes all that wait into one
transaction (each room's commit in a savepoint of its own), reads beside it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from .interface_talk import TalkStore
from .operations import Operation, Role, Visibility
from .session import Session

R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room as stored. Times are milliseconds since the epoch."""

    id: str
    slug: str
    name: str
    folder: str
    folder_id: str | None
    visibility: Visibility
    default_role: Role
    locked: bool
    seq: int
    created_by: str
    created_at: int
    deleted_at: int | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a room as stored."""

    room: str
    username: str
    role: Role
    joined_at: int
    last_seen: int | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person's own name and colour in rooms."""

    username: str
    display_name: str
    color: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as stored. ``updated_*`` come from its newest update."""

    id: str
    room: str
    path: str
    file_id: str | None
    history_id: str
    newline: Literal["\n", "\r\n"]
    created_at: int
    updated_at: int
    updated_by: str
    updated_seq: int
    deleted_at: int | None


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One journal record of a document."""

    seq: int
    author: str
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What is known of a journal record without its content. ``inserted`` and ``deleted`` are UTF-16 units.

    ``first_seq`` and ``started_at`` are ``seq`` and ``at``, unless several records were folded into this.
    """

    seq: int
    author: str
    at: int
    inserted: int
    deleted: int
    first_seq: int
    started_at: int


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """What an author did in a part of a journal, from ``first_at`` to ``last_at``.

    ``typed`` and ``deleted`` are UTF-16 units; ``active_ms`` is the time without pauses.
    """

    author: str
    typed: int
    deleted: int
    active_ms: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Journal:
    """All that is needed to make a document live again.

    ``updates`` are those after ``checkpoint_seq`` (0 without a checkpoint), oldest first;
    ``clients`` maps each Yjs client id to the user it belongs to.
    """

    checkpoint: bytes | None
    checkpoint_seq: int
    updates: Sequence[UpdateRow]
    clients: dict[int, str]

    @property
    def seq(self) -> int:
        """The newest seq that is in it."""
        return self.updates[-1].seq if self.updates else self.checkpoint_seq

    @property
    def size(self) -> int:
        """Bytes of updates."""
        return len(self.checkpoint or b"") + sum(len(row.data) for row in self.updates)


@dataclass(frozen=True, slots=True)
class SaveRow:
    """A save intent, and its confirmation where there is one (``confirmed_hash``)."""

    seq: int
    intended_hash: str
    confirmed_hash: str | None
    at: int


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as stored; the token itself is nowhere."""

    id: str
    room: str
    role: Role
    expires_at: int | None
    max_uses: int | None
    uses: int
    created_by: str
    created_at: int
    revoked_at: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a commit was given: the room's ``seq`` after it, and one seq per operation.

    ``seqs[i]`` is None where operation ``i`` is not a numbered record.
    """

    seq: int
    seqs: Sequence[int | None]


class Store(TalkStore):
    """Durable storage of all rooms of one server, or of several that share it."""

    @abstractmethod
    async def start(self) -> None:
        """Open, and bring the schema up to date. Raises ``StorageFailed`` with what to do."""

    @abstractmethod
    async def stop(self) -> None:
        """Finish the commits that wait, then close. Later commits raise ``StorageFailed``."""

    @abstractmethod
    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        """Carry out all operations of a room, or none.

        Returns when they are on disk. Raises ``Conflict`` for an operation that the state does not
        allow (the other rooms of the same transaction are not touched), ``NotFound`` for a room or
        document that is not there, and ``StorageFailed`` for everything else, after which nothing of
        this commit is stored.
        """

    @abstractmethod
    async def probe(self) -> None:
        """Write and commit something of no meaning. Raises ``StorageFailed`` where commits would fail."""

    @abstractmethod
    async def examine(
        self, read: Callable[[Session], R], make: Callable[[R], T], *, heavily: bool = False
    ) -> T:
        """What ``make`` makes of what ``read`` reads off one state of the store, off the loop.

        ``heavily``: in another process, the reading as well where it can read the store. Both functions,
        what they read and what they make have to be picklable then. Raises ``StorageFailed``, and
        ``Unavailable`` (``busy``) where it takes too long.
        """

    @abstractmethod
    async def rooms(self) -> Sequence[RoomRow]:
        """All rooms, the deleted ones as well."""

    @abstractmethod
    async def members(self) -> Sequence[MemberRow]:
        """All members of all rooms."""

    @abstractmethod
    async def people(self) -> Sequence[PersonRow]:
        """Everyone who has a name or colour of their own."""

    @abstractmethod
    async def documents(self, room: str) -> Sequence[DocumentRow]:
        """All documents of a room, the deleted ones as well."""

    @abstractmethod
    async def journal(self, document: str, upto: int | None = None) -> Journal:
        """The newest checkpoint at or before seq ``upto`` and the updates after it, up to ``upto``."""

    @abstractmethod
    async def records(
        self, document: str, *, after: int = 0, before: int | None = None, limit: int, newest: bool = False
    ) -> Sequence[RecordRow]:
        """At most ``limit`` journal records with ``after < seq < before``, oldest or newest first."""

    @abstractmethod
    async def updates(
        self, document: str, *, after: int = 0, before: int | None = None, limit: int
    ) -> Sequence[UpdateRow]:
        """The same with their content, oldest first."""

    @abstractmethod
    async def contributions(
        self, document: str, *, after: int, upto: int, pause_ms: int
    ) -> Sequence[ContributionRow]:
        """What each author did in the records with ``after < seq <= upto``; records without text are none.

        A gap above ``pause_ms`` between two records of an author is a pause.
        """

    @abstractmethod
    async def checkpoints(self, document: str) -> Sequence[int]:
        """The seqs of a document's checkpoints, oldest first."""

    @abstractmethod
    async def saves(self, document: str, limit: int = 200) -> Sequence[SaveRow]:
        """The newest save intents of a document, newest first."""

    @abstractmethod
    async def invitations(self, room: str) -> Sequence[InvitationRow]:
        """All invitations of a room, newest first."""

    @abstractmethod
    async def invitation(self, token_hash: str) -> InvitationRow | None:
        """The invitation of a token, whatever has become of it."""
