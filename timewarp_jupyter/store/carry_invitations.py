"""Operations on invitations. Whether one may still be used is decided here, in the transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, insert, literal_column, select, update

from ..errors import Conflict, NotFound
from .carrying import Carrying
from .operations import CreateInvitation, RevokeInvitation, UseInvitation
from .schema import invitations

_COLUMNS = (
    "id", "room", "token_hash", "role", "expires_at", "max_uses", "created_by", "created_at",
)  # fmt: skip
_ADD = insert(invitations).values({column: bindparam(column) for column in _COLUMNS})
_MINE = (invitations.c.id == bindparam("b_id"), invitations.c.room == bindparam("b_room"))
_FIND = select(
    invitations.c.revoked_at, invitations.c.expires_at, invitations.c.max_uses, invitations.c.uses
).where(*_MINE)
_USE = update(invitations).where(*_MINE).values(uses=invitations.c.uses + literal_column("1"))
_REVOKE = update(invitations).where(*_MINE).values(revoked_at=bindparam("b_at"))


def _create(carrying: Carrying, operation: CreateInvitation) -> None:
    carrying.session.run(
        _ADD,
        {
            "id": operation.invitation,
            "room": carrying.room,
            "token_hash": operation.token_hash,
            "role": operation.role,
            "expires_at": operation.expires_at,
            "max_uses": operation.max_uses,
            "created_by": operation.created_by,
            "created_at": operation.at,
        },
    )


def _use(carrying: Carrying, operation: UseInvitation) -> None:
    mine = {"b_id": operation.invitation, "b_room": carrying.room}
    row = carrying.session.one(_FIND, mine)
    if row is None:
        raise _no_such_invitation()
    revoked_at, expires_at, max_uses, uses = row
    if revoked_at is not None:
        raise Conflict("This invitation has been revoked.", code="invitation_revoked")
    if expires_at is not None and operation.at >= expires_at:
        raise Conflict("This invitation has expired.", code="invitation_expired")
    if max_uses is not None and uses >= max_uses:
        raise Conflict("This invitation has been used up.", code="invitation_used_up")
    carrying.session.run(_USE, mine)


def _revoke(carrying: Carrying, operation: RevokeInvitation) -> None:
    parameters = {"b_id": operation.invitation, "b_room": carrying.room, "b_at": operation.at}
    if not carrying.session.run(_REVOKE, parameters).rowcount:
        raise _no_such_invitation()


def _no_such_invitation() -> NotFound:
    return NotFound("There is no such invitation in this room.", code="no_such_invitation")


INVITATION_OPERATIONS: dict[type[Any], Callable[[Carrying, Any], None]] = {
    CreateInvitation: _create,
    UseInvitation: _use,
    RevokeInvitation: _revoke,
}
