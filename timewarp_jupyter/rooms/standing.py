"""What somebody may do in a room, and how they appear there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from ..documents.access import Check, Decision, Identity
from ..documents.authors import SERVER
from ..errors import Conflict, Forbidden
from ..store.interface import MemberRow, RoomRow
from ..store.operations import Role
from .context import Context
from .joining import Joining
from .members import Members
from .permissions import Action, Member, decide


class Standing(Joining):
    """What of a room is about roles, as they are at this moment."""

    def __init__(self, row: RoomRow, members: Iterable[MemberRow], context: Context) -> None:
        self.row = row
        known = Members(row.id, members, context.people, context.limits.max_members_per_room)
        super().__init__(known, context.people)
        self._context = context

    def member(self, username: str) -> Member:
        """A user's standing in this room; teachers are owners everywhere."""
        row = self.members.get(username)
        role: Role | None = row.role if row is not None else None
        if role != "owner" and self._context.teachers(username):
            role = "owner"
        room = self.row
        deleted = room.deleted_at is not None
        return Member(username, role, room.locked, deleted, room.visibility, room.default_role)

    def decide(self, username: str, action: Action) -> Decision:
        """Whether the user may do this now."""
        return decide(self.member(username), action)

    def require(self, username: str, action: Action) -> None:
        """Raise ``Forbidden`` with the reason where the user may not do this now.

        The code is ``not_a_member``, ``locked`` or ``forbidden``.
        """
        member = self.member(username)
        decision = decide(member, action)
        if decision:
            return
        code = "forbidden"
        if member.role is None:
            code = "not_a_member"
        elif member.locked and decide(replace(member, locked=False), action):
            code = "locked"
        raise Forbidden(decision.reason, code=code)

    def check(self, username: str, action: Action) -> Check:
        """``require`` for the moment of an act that has to wait before."""
        return partial(self.require, username, action)

    def is_visible_to(self, username: str) -> bool:
        """Whether the user may know of the room at all."""
        member = self.member(username)
        if member.deleted:
            return member.role == "owner"
        return member.role is not None or member.visibility == "open"

    def identity(self, username: str) -> Identity:
        """How the user appears in this room."""
        return self.members.identity(username)

    def inviter_name(self, username: str) -> str:
        """The name of who invites; empty where that was the server itself."""
        return "" if username == SERVER else self.identity(username).display_name

    def require_not_deleted(self) -> None:
        """Raise ``Conflict`` (``room_deleted``) for a room that has to be brought back first."""
        if self.row.deleted_at is not None:
            raise Conflict("This room has been deleted. Bring it back first.", code="room_deleted")
