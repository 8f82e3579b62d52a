"""The events of a room's socket, as types: ``{"type", "seq", …}``. ``seq`` is null for what is not stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from .records import Activity, Document, ErrorDetail, Member, Presence, Room, Said, SharedRoom
from .store.operations import Role


class Hello(TypedDict):
    """The greeting; ``seq`` is the newest of the room.

    ``resumed`` is null without ``?after=``, and false where too much was missed: read the listings anew.
    """

    type: Literal["hello"]
    seq: int
    room: Room
    username: str
    role: Role | None
    presence: Sequence[Presence]
    read: int
    unread: int
    resumed: bool | None


class PresenceEvent(Presence):
    """Somebody has come, moved or left (``tabs`` 0)."""

    type: Literal["presence"]
    seq: None


class MessageEvent(Said):
    """A message was posted, edited or deleted. ``seq`` is the change's, ``message_seq`` the message's."""

    type: Literal["chat.posted", "chat.edited", "chat.deleted"]
    seq: int
    message_seq: int


class TypingEvent(TypedDict):
    """Somebody is writing a message."""

    type: Literal["chat.typing"]
    seq: None
    username: str


class ReadEvent(TypedDict):
    """Somebody has read everything up to ``read``."""

    type: Literal["chat.read"]
    seq: None
    username: str
    read: int


class ActivityEvent(Activity):
    """Something has happened."""

    type: Literal["activity"]


class RoomUpdatedEvent(SharedRoom):
    """The room is another now; without what differs between people."""

    type: Literal["room.updated"]
    seq: int | None


class RoomDeletedEvent(TypedDict):
    """The room has been deleted."""

    type: Literal["room.deleted"]
    seq: int
    id: str


class MemberUpdatedEvent(Member):
    """Somebody has become a member, or has another role."""

    type: Literal["member.updated"]
    seq: int


class MemberRemovedEvent(TypedDict):
    """Somebody is no member any longer."""

    type: Literal["member.removed"]
    seq: int
    username: str


class DocumentEvent(Document):
    """A program was made, renamed, deleted or brought back."""

    type: Literal["document.created", "document.renamed", "document.deleted", "document.restored"]
    seq: int


class ErrorEvent(ErrorDetail):
    """What a client has sent was refused, or why the socket is closed next."""

    type: Literal["error"]
    seq: None


class PongEvent(TypedDict):
    """The answer to ``ping``."""

    type: Literal["pong"]
    seq: None


ServerEvent = (
    Hello
    | PresenceEvent
    | MessageEvent
    | TypingEvent
    | ReadEvent
    | ActivityEvent
    | RoomUpdatedEvent
    | RoomDeletedEvent
    | MemberUpdatedEvent
    | MemberRemovedEvent
    | DocumentEvent
    | ErrorEvent
    | PongEvent
)
"""What the server sends."""
