"""Who may do what in a room: one pure function, asked at the time of every action."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..documents.access import Decision
from ..store.operations import Role, Visibility


class Action(Enum):
    """What can be asked of a room. Changing one's own membership (leaving) needs no action."""

    READ = "read"
    JOIN = "join"
    EDIT = "edit"
    CREATE = "create"
    RENAME = "rename"
    DELETE = "delete"
    RESTORE = "restore"
    CHAT = "chat"
    EXPORT = "export"
    INVITE = "invite"
    CHANGE_ROLES = "change_roles"
    CHANGE_ROOM = "change_room"
    DELETE_ROOM = "delete_room"


@dataclass(frozen=True, slots=True)
class Member:
    """One user's standing in one room; ``role`` is None for somebody who is not a member."""

    username: str
    role: Role | None
    locked: bool
    deleted: bool
    visibility: Visibility
    default_role: Role


RANK: dict[Role | None, int] = {None: 0, "viewer": 1, "editor": 2, "owner": 3}
"""Roles in order of what they allow."""

_READS = frozenset({Action.READ, Action.JOIN, Action.CHAT, Action.EXPORT})
_CHANGES = frozenset({Action.EDIT, Action.CREATE, Action.RENAME, Action.DELETE, Action.RESTORE})
_ALLOWED = Decision(True)


def decide(member: Member, action: Action) -> Decision:
    """Whether ``member`` may do ``action`` now, with a sentence for the person if not.

    A lock makes programs read-only for all but owners; talking goes on, for that is what a teacher
    locks a room for. A deleted room is there for nobody, but its owners may bring it back.
    """
    if member.deleted:
        if member.role == "owner" and action is Action.CHANGE_ROOM:
            return _ALLOWED
        return Decision(False, "This room has been deleted.")
    if member.role is None:
        return _decide_for_stranger(member, action)
    if member.role == "owner" or action in _READS:
        return _ALLOWED
    if action not in _CHANGES:
        return Decision(False, "Only an owner of the room may do this.")
    if member.locked:
        return Decision(False, "The room is locked: only its owners can change programs now.")
    if member.role == "viewer":
        return Decision(False, "You are a viewer in this room: you can read, not change.")
    return _ALLOWED


def _decide_for_stranger(member: Member, action: Action) -> Decision:
    """An open room may be looked into and joined by everyone on the server, an invite room not."""
    if member.visibility != "open":
        return Decision(False, "You are not a member of this room.")
    if action in (Action.READ, Action.JOIN):
        return _ALLOWED
    return Decision(False, "Join the room first: open one of its programs.")
