"""Operations on rooms, their members and their invitations; see ``operations``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

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
