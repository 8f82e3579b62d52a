"""Operations on chat and activity; see ``operations``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a document that a message is about: lines from 1, both included."""

    document: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class PostMessage:
    """A new message in a room's chat.

    Raises ``Conflict`` (``message_exists``) where this author has sent this ``client_id`` before,
    ``NotFound`` (``no_such_message``) or ``Conflict`` (``message_deleted``) for what it replies to, and
    ``NotFound`` (``no_such_document``) for its anchor.
    """

    numbered: ClassVar[bool] = True
    message: str
    author: str
    body: str
    mentions: Sequence[str]
    reply_to: str | None
    anchor: Anchor | None
    client_id: str
    at: int
    edited_at: int | None = None


@dataclass(frozen=True, slots=True)
class EditMessage:
    """Another text for a message. Raises ``NotFound``, ``Conflict`` (``message_deleted``)."""

    numbered: ClassVar[bool] = True
    message: str
    body: str
    mentions: Sequence[str]
    at: int


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """A message's text is removed, that it was there is kept. Raises as ``EditMessage`` does."""

    numbered: ClassVar[bool] = True
    message: str
    at: int


@dataclass(frozen=True, slots=True)
class MarkRead:
    """A user has read the chat up to ``seq``. What was read once stays read."""

    numbered: ClassVar[bool] = False
    username: str
    seq: int
    at: int


@dataclass(frozen=True, slots=True)
class AddActivity:
    """Something happened that people want to look back at.

    To be committed together with what it tells of. ``detail`` is anything that JSON can hold.
    """

    numbered: ClassVar[bool] = True
    actor: str
    verb: str
    document: str | None
    at: int
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarkEditsTold:
    """All edits up to ``seq`` are told of in the activity."""

    numbered: ClassVar[bool] = False
    seq: int
