"""What one commit may hold: the vocabulary in which everything else speaks to the store.

A commit is a sequence of these, carried out in order, in one transaction of one room. An operation
with ``numbered = True`` is a committed record: it is given the next ``seq`` of its room. ``at`` is
milliseconds since the Unix epoch, for people to read; only ``seq`` orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

Role = Literal["owner", "editor", "viewer"]
Visibility = Literal["open", "invite"]


@dataclass(frozen=True, slots=True)
class CreateRoom:
    """A new room. Raises ``Conflict`` (``slug_taken``, ``folder_taken``)."""

    numbered: ClassVar[bool] = False
    slug: str
    name: str
    folder: str
    folder_id: str | None
    visibility: Visibility
    default_role: Role
    created_by: str
    at: int


@dataclass(frozen=True, slots=True)
class ChangeRoom:
    """New values for a room; ``None`` leaves a value as it is.

    ``deleted_at`` 0 brings the room back.
    """

    numbered: ClassVar[bool] = False
    name: str | None = None
    slug: str | None = None
    folder: str | None = None
    folder_id: str | None = None
    visibility: Visibility | None = None
    default_role: Role | None = None
    locked: bool | None = None
    deleted_at: int | None = None


@dataclass(frozen=True, slots=True)
class PurgeRoom:
    """Remove at most about ``most`` rows of a room, and the room itself with the last of them.

    Raises ``Conflict`` where it was not deleted before ``before``, and ``NotFound`` once it is gone.
    """

    numbered: ClassVar[bool] = False
    before: int
    most: int


@dataclass(frozen=True, slots=True)
class PutMember:
    """A member's role, new or changed."""

    numbered: ClassVar[bool] = False
    username: str
    role: Role
    at: int


@dataclass(frozen=True, slots=True)
class DropMember:
    """A member leaves or is removed."""

    numbered: ClassVar[bool] = False
    username: str


@dataclass(frozen=True, slots=True)
class SeeMember:
    """When a member was last in the room."""

    numbered: ClassVar[bool] = False
    username: str
    at: int


@dataclass(frozen=True, slots=True)
class PutPerson:
    """A person's own name and colour in rooms. Belongs to no room: commit with room ``""``."""

    numbered: ClassVar[bool] = False
    username: str
    display_name: str
    color: str
    at: int


@dataclass(frozen=True, slots=True)
class CreateDocument:
    """A document row, its genesis update and the owner of its first client id, all or nothing.

    Raises ``Conflict`` (``path_taken``) where the room has a document of that path that is not
    deleted: two openings cannot both insert the file. ``newline`` is what a save restores, ``size`` the
    UTF-16 units that the genesis inserts.
    """

    numbered: ClassVar[bool] = True
    document: str
    path: str
    file_id: str | None
    history_id: str
    newline: Literal["\n", "\r\n"]
    author: str
    client_id: int
    genesis: bytes
    size: int
    at: int


@dataclass(frozen=True, slots=True)
class ChangeDocument:
    """New values for a document; ``None`` leaves a value. ``deleted_at`` 0 brings it back.

    Raises ``Conflict`` (``path_taken``).
    """

    numbered: ClassVar[bool] = False
    document: str
    path: str | None = None
    file_id: str | None = None
    deleted_at: int | None = None
    newline: Literal["\n", "\r\n"] | None = None


@dataclass(frozen=True, slots=True)
class AppendUpdates:
    """One run of consecutive updates of one author in a document, merged, in arrival order.

    ``inserted`` and ``deleted`` are UTF-16 units. ``started_at`` is of a run that was folded elsewhere.
    """

    numbered: ClassVar[bool] = True
    document: str
    author: str
    data: bytes
    inserted: int
    deleted: int
    at: int
    started_at: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimClient:
    """A Yjs client id belongs to the first user who writes with it in a document.

    Raises ``Conflict`` (``client_taken``) where it belongs to another user already.
    """

    numbered: ClassVar[bool] = False
    document: str
    client_id: int
    username: str


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """The whole encoded state of a document as of ``seq``."""

    numbered: ClassVar[bool] = False
    document: str
    seq: int
    data: bytes
    at: int


@dataclass(frozen=True, slots=True)
class IntendSave:
    """A file is about to be written with the document's text as of ``seq``."""

    numbered: ClassVar[bool] = False
    document: str
    seq: int
    hash: str
    at: int


@dataclass(frozen=True, slots=True)
class ConfirmSave:
    """The file was written; ``hash`` is of what was read back (save hooks may change it)."""

    numbered: ClassVar[bool] = False
    document: str
    seq: int
    hash: str
    at: int


@dataclass(frozen=True, slots=True)
class FoldUpdates:
    """The ``count`` records of a document from ``first_seq`` to ``seq`` become the one at ``seq``.

    ``begins_seq`` and ``started_at`` are those of the first record with text among them. Its content is
    ``data`` from then on, its size the sum of theirs. What is stored is read again and compared before the
    others are deleted. Raises ``Conflict`` (``history_changed``) where there are other records than these,
    and ``StorageFailed`` where something else is read than was written.
    """

    numbered: ClassVar[bool] = False
    document: str
    first_seq: int
    seq: int
    count: int
    begins_seq: int
    started_at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class DropCheckpoint:
    """A checkpoint is no longer needed: what it holds is in the records before it."""

    numbered: ClassVar[bool] = False
    document: str
    seq: int


@dataclass(frozen=True, slots=True)
class ForgetSaves:
    """Forget save intents of states before ``seq``, made before ``at``."""

    numbered: ClassVar[bool] = False
    document: str
    seq: int
    at: int


@dataclass(frozen=True, slots=True)
class CreateInvitation:
    """An invitation link, stored as a hash of its token."""

    numbered: ClassVar[bool] = False
    invitation: str
    token_hash: str
    role: Role
    expires_at: int | None
    max_uses: int | None
    created_by: str
    at: int


@dataclass(frozen=True, slots=True)
class UseInvitation:
    """One use of an invitation by a user.

    Raises ``Conflict`` (``invitation_used_up``, ``invitation_expired``, ``invitation_revoked``) as
    of ``at``: decided here, in the transaction, so that two people cannot share the last use.
    """

    numbered: ClassVar[bool] = False
    invitation: str
    username: str
    at: int


@dataclass(frozen=True, slots=True)
class RevokeInvitation:
    """An invitation can no longer be used."""

    numbered: ClassVar[bool] = False
    invitation: str
    at: int


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


Operation = (
    CreateRoom
    | ChangeRoom
    | PurgeRoom
    | PutMember
    | DropMember
    | SeeMember
    | PutPerson
    | CreateDocument
    | ChangeDocument
    | AppendUpdates
    | ClaimClient
    | AddCheckpoint
    | IntendSave
    | ConfirmSave
    | FoldUpdates
    | DropCheckpoint
    | ForgetSaves
    | CreateInvitation
    | UseInvitation
    | RevokeInvitation
    | PostMessage
    | EditMessage
    | DeleteMessage
    | MarkRead
    | AddActivity
    | MarkEditsTold
)
