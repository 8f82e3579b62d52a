"""Carrying out the operations of one commit, in order, on the writer's session.

One small function per type of operation, found by type. Any exception makes the writer roll back the
whole commit, so the functions need not tidy up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, update

from ..errors import NotFound
from .carry_documents import DOCUMENT_OPERATIONS
from .carry_folding import FOLDING_OPERATIONS
from .carry_invitations import INVITATION_OPERATIONS
from .carry_purging import PURGING_OPERATIONS
from .carry_rooms import ROOM_OPERATIONS
from .carry_talk import TALK_OPERATIONS
from .carrying import Carrying
from .interface import Receipt
from .operations import CreateRoom, Operation, PutPerson
from .schema import rooms
from .session import Session

_NUMBER = (
    update(rooms)
    .where(rooms.c.id == bindparam("b_room"))
    .values(seq=rooms.c.seq + bindparam("b_count"))
    .returning(rooms.c.seq)
)

_BY_TYPE: Mapping[type[Any], Callable[[Carrying, Any], None]] = {
    **ROOM_OPERATIONS,
    **DOCUMENT_OPERATIONS,
    **FOLDING_OPERATIONS,
    **INVITATION_OPERATIONS,
    **TALK_OPERATIONS,
    **PURGING_OPERATIONS,
}


def carry_out(session: Session, room: str, operations: Sequence[Operation]) -> Receipt:
    """Do all operations of a commit. Raises ``NotFound``, ``Conflict``, or what the driver raises."""
    carrying = Carrying(session, room)
    rest = operations
    if operations and isinstance(operations[0], CreateRoom):
        _BY_TYPE[CreateRoom](carrying, operations[0])
        rest = operations[1:]
    numbered = sum(operation.numbered for operation in operations)
    seq = _take_numbers(session, room, numbered, rest)
    seqs: list[int | None] = [None] * (len(operations) - len(rest))
    at = seq - numbered
    for operation in rest:
        if operation.numbered:
            at += 1
            carrying.seq = at
            seqs.append(at)
        else:
            seqs.append(None)
        _BY_TYPE[type(operation)](carrying, operation)
    carrying.finish()
    return Receipt(seq, seqs)


def _take_numbers(session: Session, room: str, count: int, operations: Sequence[Operation]) -> int:
    """The room's seq after ``count`` more records. It locks the room's row where rows are locked."""
    if not room and all(isinstance(operation, PutPerson) for operation in operations):
        return 0
    row = session.one(_NUMBER, {"b_room": room, "b_count": count})
    if row is None:
        raise NotFound("There is no such room.", code="no_such_room", reason=room)
    return int(row[0])
