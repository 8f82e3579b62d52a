"""Operations that make old history smaller."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, func, select, update

from ..errors import Conflict, StorageFailed
from .carrying import Carrying
from .operations import DropCheckpoint, FoldUpdates, ForgetSaves
from .schema import checkpoints, saves, updates

_FIRST: Any = bindparam("b_first", type_=BigInteger)
_LAST: Any = bindparam("b_last", type_=BigInteger)
_ONE = (updates.c.document == bindparam("b_document"), updates.c.seq == _LAST)

_MEASURE = select(
    func.count(),
    func.min(updates.c.seq),
    func.max(updates.c.seq),
    func.sum(updates.c.inserted),
    func.sum(updates.c.deleted),
).where(updates.c.document == bindparam("b_document"), updates.c.seq >= _FIRST, updates.c.seq <= _LAST)
_SET = (
    update(updates)
    .where(*_ONE)
    .values(
        data=bindparam("b_data"),
        inserted=bindparam("b_inserted"),
        deleted=bindparam("b_deleted"),
        first_seq=bindparam("b_begins"),
        started_at=bindparam("b_started_at"),
    )
)
_READ = select(updates.c.data, updates.c.inserted, updates.c.deleted).where(*_ONE)
_DELETE = delete(updates).where(
    updates.c.document == bindparam("b_document"), updates.c.seq >= _FIRST, updates.c.seq < _LAST
)
_DROP = delete(checkpoints).where(
    checkpoints.c.document == bindparam("b_document"), checkpoints.c.seq == bindparam("b_seq")
)
_FORGET = delete(saves).where(
    saves.c.document == bindparam("b_document"),
    saves.c.seq < bindparam("b_seq"),
    saves.c.at < bindparam("b_at"),
)


def _fold_updates(carrying: Carrying, operation: FoldUpdates) -> None:
    carrying.require(operation.document)
    one = {"b_document": operation.document, "b_last": operation.seq}
    covered = {**one, "b_first": operation.first_seq}
    found = carrying.session.one(_MEASURE, covered)
    if found is None or found[:3] != (operation.count, operation.first_seq, operation.seq):
        raise Conflict("The history has changed meanwhile.", code="history_changed", reason=str(found))
    values = {"b_data": operation.data, "b_inserted": int(found[3]), "b_deleted": int(found[4])}
    values |= {"b_begins": operation.begins_seq, "b_started_at": operation.started_at}
    carrying.session.run(_SET, {**one, **values})
    stored = carrying.session.one(_READ, one)
    if stored is None or (bytes(stored[0]), *stored[1:]) != (operation.data, *map(int, found[3:])):
        raise StorageFailed("The store does not give back what it was given.", reason=str(operation.seq))
    carrying.session.run(_DELETE, covered)


def _drop_checkpoint(carrying: Carrying, operation: DropCheckpoint) -> None:
    carrying.require(operation.document)
    carrying.session.run(_DROP, {"b_document": operation.document, "b_seq": operation.seq})


def _forget_saves(carrying: Carrying, operation: ForgetSaves) -> None:
    carrying.require(operation.document)
    carrying.session.run(
        _FORGET, {"b_document": operation.document, "b_seq": operation.seq, "b_at": operation.at}
    )


FOLDING_OPERATIONS: dict[type[Any], Callable[[Carrying, Any], None]] = {
    FoldUpdates: _fold_updates,
    DropCheckpoint: _drop_checkpoint,
    ForgetSaves: _forget_saves,
}
