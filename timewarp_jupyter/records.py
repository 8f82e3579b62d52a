"""The records of the HTTP interface, as types: the one definition of what a client gets.

The functions of ``models*.py`` make them; the OpenAPI description and the types of the frontend are made from
them (``schema.py``). More fields may come, these stay. Text offsets and lengths are UTF-16 units, lines count
from 1 and columns from 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypedDict

from .schema import Keywords
from .store.operations import Role, Visibility

Time = Annotated[str, Keywords(format="date-time")]
"""ISO 8601 in UTC."""


Status = Literal["active", "idle", "away"]
"""From the most to the least attentive."""


class ErrorDetail(TypedDict):
    """``code`` is for programs, ``message`` says what to do, ``reason`` is what is particular, or empty."""

    code: Annotated[str, Keywords(ref="ErrorCode")]
    message: str
    reason: str


class Refusal(TypedDict):
    """Every refusal has this shape."""

    error: ErrorDetail


class Limits(TypedDict):
    """What a client should know before it is refused. ``session_timeout`` is in seconds, 0 is no timeout."""

    max_frame_bytes: int
    max_document_bytes: int
    max_file_bytes: int
    max_connections_per_user: int
    max_documents_per_room: int
    max_rooms_per_user: int
    max_message_chars: int
    max_archive_bytes: int
    session_timeout: float


class Person(TypedDict):
    """The caller as a person. ``name_fixed``: the server names people; ``chosen``: they have chosen."""

    username: str
    display_name: str
    color: str
    initials: str
    name_fixed: bool
    chosen: bool


class Other(TypedDict):
    """Somebody else in the caller's browser, where a person is a browser."""

    username: str
    display_name: str
    color: str
    initials: str


class Server(TypedDict):
    """The server. While its store is not open ``ready`` is false, and ``failure`` says why."""

    version: str
    enabled: bool
    ready: bool
    failure: str | None
    limits: Limits
    colors: Sequence[str]
    me: Person | None


class SharedRoom(TypedDict):
    """What is the same about a room for everyone in it."""

    id: str
    slug: str
    name: str
    folder: str
    folder_missing: bool
    visibility: Visibility
    default_role: Role
    locked: bool
    created_at: Time
    online: int
    deleted: bool
    deleted_at: Time | None


class Room(SharedRoom):
    """A room, as the caller sees it; ``role`` is null for somebody who has not joined."""

    role: Role | None
    seq: int


class Inside(TypedDict):
    """Somebody who is in a room now."""

    username: str
    display_name: str
    color: str


class ListedRoom(Room):
    """A room in the list: what there is to read in it, and some of those who are inside.

    ``unread`` counts messages of others since the caller's read mark, ``unread_mentions`` those of them that
    mention the caller, each up to 100. ``inside`` is empty for somebody who has not joined.
    """

    unread: int
    unread_mentions: int
    inside: Sequence[Inside]


class Member(TypedDict):
    """A member of a room. ``role`` is what counts now, so a teacher's is owner; null for who is no member."""

    username: str
    display_name: str
    color: str
    role: Role | None
    online: bool
    last_seen: Time | None


class Invitation(TypedDict):
    """An invitation without its link, which only the answer to making it has."""

    id: str
    role: Role
    expires_at: Time | None
    max_uses: int | None
    uses: int
    created_by: str
    created_at: Time


class MadeInvitation(Invitation):
    """An invitation with its link."""

    url: Annotated[str, Keywords(format="uri")]


class OfferedRoom(TypedDict):
    """What somebody who is invited may know of a room."""

    id: str
    slug: str
    name: str


class Offer(TypedDict):
    """What an invitation opens; ``already`` is true for who has that role, or a higher one."""

    room: OfferedRoom
    role: Role
    invited_by: str
    expires_at: Time | None
    already: bool


class Document(TypedDict):
    """A program of a room. ``size`` is in bytes of UTF-8, null where nobody has looked."""

    id: str
    kind: Literal["document"]
    room: str
    path: str
    language: str
    size: int | None
    updated_at: Time
    updated_by: str
    history_id: str
    deleted: bool


class DocumentWithContent(Document):
    """A program with its text, as of the commit that covers it."""

    content: str


class OtherFile(TypedDict):
    """A file in a room's folder that Jupyter alone opens: without roles or history. ``size`` is in bytes."""

    id: None
    kind: Literal["file"]
    path: str
    size: int | None
    updated_at: Time | None


class Found(TypedDict):
    """What a path of the workspace is. ``document`` and ``history_id`` are null for the folder itself.

    ``joined``: opening it made the caller a member of the room, just now.
    """

    room: Room
    document: str | None
    role: Role
    history_id: str | None
    joined: bool


class Anchor(TypedDict):
    """The lines of a program that a message is about, both included."""

    document: str
    line: int
    end_line: int


class Said(TypedDict):
    """What answers and events tell of a message. Of a deleted one only the mark is left."""

    id: str
    author: str
    body: str
    mentions: Sequence[str]
    reply_to: str | None
    anchor: Anchor | None
    client_id: str
    created_at: Time
    edited_at: Time | None
    deleted: bool


class Message(Said):
    """A message of the chat."""

    seq: int


class ReadMark(TypedDict):
    """The newest seq that the caller has read, and how many messages of others came after it."""

    seq: int
    unread: int


class Activity(TypedDict):
    """One line of what has happened; ``detail`` depends on ``verb``."""

    seq: int
    actor: str
    verb: str
    document: str | None
    detail: Mapping[str, Any]
    at: Time


class Presence(TypedDict):
    """A person in a room and where they are. ``tabs`` 0 is somebody who has left."""

    username: str
    display_name: str
    color: str
    document: str | None
    line: int | None
    column: int | None
    status: Status
    hand_raised_at: Time | None
    tabs: int
