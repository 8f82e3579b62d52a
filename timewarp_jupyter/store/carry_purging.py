"""Removing a room that was deleted long ago, in parts: one commit must not hold up those of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Delete, Table, bindparam, delete, select, tuple_

from ..errors import Conflict
from .carrying import Carrying
from .operations import PurgeRoom
from .schema import (
    checkpoints,
    document_clients,
    documents,
    invitations,
    members,
    rooms,
    saves,
    updates,
)
from .schema_talk import activity, edits_told, mentions, messages, read_marks

_OF_DOCUMENTS = (document_clients, checkpoints, saves)
_OF_ROOM = (updates, read_marks, edits_told, activity, mentions, messages, invitations, members)

_OWN = select(documents.c.id).where(documents.c.room == bindparam("b_room"))
_IS_LONG_DELETED = select(rooms.c.id).where(
    rooms.c.id == bindparam("b_room"), rooms.c.deleted_at <= bindparam("b_before", type_=BigInteger)
)
_DROP_ROOM = delete(rooms).where(rooms.c.id == bindparam("b_room"))


def _some(table: Table, belongs: ColumnElement[bool]) -> Delete:
    """Delete a few of the rows that belong to a room. SQLite has no ``LIMIT`` for this as it is built."""
    key = tuple_(*table.primary_key)
    few = select(*table.primary_key).where(belongs).limit(bindparam("b_most")).offset(bindparam("b_offset"))
    return delete(table).where(key.in_(few))


def _statements() -> Iterator[Delete]:
    """What others name goes last."""
    for table in _OF_DOCUMENTS:
        yield _some(table, table.c.document.in_(_OWN))
    for table in (*_OF_ROOM, documents):
        yield _some(table, table.c.room == bindparam("b_room"))


_STATEMENTS = tuple(_statements())


def _purge_room(carrying: Carrying, operation: PurgeRoom) -> None:
    one = {"b_room": carrying.room}
    if carrying.session.one(_IS_LONG_DELETED, {**one, "b_before": operation.before}) is None:
        raise Conflict("This room is not deleted, or not for long.", code="conflict", reason=carrying.room)
    left = operation.most
    for statement in _STATEMENTS:
        left -= carrying.session.run(statement, {**one, "b_most": left, "b_offset": 0}).rowcount
        if left <= 0:
            return
    carrying.session.run(_DROP_ROOM, one)


PURGING_OPERATIONS: dict[type[Any], Callable[[Carrying, Any], None]] = {PurgeRoom: _purge_room}
