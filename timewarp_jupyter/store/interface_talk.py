"""What a store answers about chat and activity: rows, and which of them are asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .operations import Anchor

MOST_UNREAD = 100
"""Nobody counts further in a list of rooms."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of what is numbered: at most ``limit`` records between two seqs, both excluded.

    They come oldest first. Without ``after`` it is the newest ones before ``before``.
    """

    before: int | None = None
    after: int | None = None
    limit: int = 200

    @property
    def backwards(self) -> bool:
        """Whether the records nearest to ``before`` are meant."""
        return self.after is None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as stored. ``changed_seq`` is of its posting, last edit or deletion.

    A deleted one has neither body nor mentions nor anchor.
    """

    id: str
    seq: int
    changed_seq: int
    author: str
    body: str
    mentions: Sequence[str]
    reply_to: str | None
    anchor: Anchor | None
    client_id: str
    created_at: int
    edited_at: int | None
    deleted_at: int | None


@dataclass(frozen=True, slots=True)
class ReadMark:
    """The newest seq that a user has read, and how many messages of others came after it."""

    seq: int
    unread: int


@dataclass(frozen=True, slots=True)
class Unread:
    """How many messages of others came since a user has read, and how many of them mention that user.

    Each up to ``MOST_UNREAD``.
    """

    messages: int
    mentions: int


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line of what has happened in a room."""

    seq: int
    actor: str
    verb: str
    document: str | None
    detail: Mapping[str, Any]
    at: int


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Which lines are wanted; None is all."""

    actor: str | None = None
    document: str | None = None
    verb: str | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """All messages changed and all activity after a seq, as of the room's ``seq``.

    ``messages`` are in the order of their last changes. ``complete`` is False where it is too much: then
    there is nothing here.
    """

    seq: int
    messages: Sequence[MessageRow]
    activity: Sequence[ActivityRow]
    complete: bool


@dataclass(frozen=True, slots=True)
class EditRow:
    """One journal row without its data: what an author did to a document, in UTF-16 units."""

    seq: int
    document: str
    author: str
    at: int
    inserted: int
    deleted: int


class TalkStore(ABC):
    """The part of ``Store`` that answers about chat and activity. Everything raises ``StorageFailed``."""

    @abstractmethod
    async def messages(self, room: str, window: Window) -> Sequence[MessageRow]:
        """A part of a room's chat, deleted messages as well, oldest first."""

    @abstractmethod
    async def search(self, room: str, query: str, window: Window) -> Sequence[MessageRow]:
        """The messages that hold every word of ``query``, or a word that begins with it, oldest first.

        Letter case and accents make no difference. No word at all finds nothing.
        """

    @abstractmethod
    async def message(self, room: str, message: str) -> MessageRow | None:
        """One message of a room."""

    @abstractmethod
    async def message_of_client(self, room: str, author: str, client_id: str) -> MessageRow | None:
        """What an author has posted under a client's own id."""

    @abstractmethod
    async def read_mark(self, room: str, username: str) -> ReadMark:
        """How far a user has read; seq 0 where they never said."""

    @abstractmethod
    async def unread(self, rooms: Sequence[str], username: str) -> Mapping[str, Unread]:
        """How much came into each room since a user has read."""

    @abstractmethod
    async def activity(self, room: str, window: Window, wanted: ActivityFilter) -> Sequence[ActivityRow]:
        """A part of a room's activity, oldest first."""

    @abstractmethod
    async def people_told_of(self, room: str) -> Sequence[str]:
        """Whom a room's chat, activity and programs name, each once, in the order of their user names.

        Members or not, and the server's own authors (``:disk``) as well.
        """

    @abstractmethod
    async def since(self, room: str, after: int | None, limit: int) -> Since:
        """What was committed after a seq; just the room's newest seq where that is None."""
