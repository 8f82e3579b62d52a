"""Lines of activity about a room and its members, to be committed with what they tell of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..clock import now_ms
from ..store.interface import MemberRow
from ..store.operations import AddActivity, CreateInvitation, Role


def _line(actor: str, verb: str, **detail: Any) -> AddActivity:
    return AddActivity(actor, verb, None, now_ms(), detail)


def joined(username: str, role: Role, *, invited: bool = False) -> AddActivity:
    """Somebody has come, by themselves or by an invitation."""
    return _line(username, "member.joined", username=username, role=role, invited=invited)


def given_role(by: str, username: str, role: Role, before: MemberRow | None) -> Sequence[AddActivity]:
    """Somebody was made a member, or was given another role; nothing where it is the same."""
    if before is None:
        return [_line(by, "member.added", username=username, role=role)]
    if before.role == role:
        return []
    return [_line(by, "member.role_changed", username=username, role=role, before=before.role)]


def left(by: str, username: str) -> AddActivity:
    """Somebody has left, or was removed."""
    return _line(by, "member.left" if by == username else "member.removed", username=username)


def room_changes(by: str | None, values: Mapping[str, Any]) -> Sequence[AddActivity]:
    """The lines about new values of a room (the fields of ``ChangeRoom``)."""
    if by is None:
        return []
    lines = []
    if "deleted_at" in values:
        lines.append(_line(by, "room.deleted" if values["deleted_at"] else "room.restored"))
    if "locked" in values:
        lines.append(_line(by, "room.locked" if values["locked"] else "room.unlocked"))
    named = {name: values[name] for name in ("name", "visibility", "default_role") if name in values}
    if named:
        lines.append(_line(by, "room.changed", **named))
    return lines


def invited(operation: CreateInvitation) -> AddActivity:
    """Somebody has made an invitation."""
    return _line(
        operation.created_by,
        "invitation.created",
        invitation=operation.invitation,
        role=operation.role,
        max_uses=operation.max_uses,
    )


def revoked(by: str, invitation: str) -> AddActivity:
    """Somebody has ended an invitation."""
    return _line(by, "invitation.revoked", invitation=invitation)
