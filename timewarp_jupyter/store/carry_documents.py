"""Operations on documents: their journal, checkpoints and saves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from ..errors import Conflict, NotFound
from .carry_rooms import change_of, changes
from .carrying import Carrying, no_such_document
from .operations import (
    AddCheckpoint,
    AppendUpdates,
    ChangeDocument,
    ClaimClient,
    ConfirmSave,
    CreateDocument,
    IntendSave,
)
from .schema import checkpoints, document_clients, documents, saves, updates

_ADD_DOCUMENT = insert(documents)
_ADD_UPDATE = insert(updates)
_ADD_CLIENT = insert(document_clients)
_OWNER = select(document_clients.c.username).where(
    document_clients.c.document == bindparam("b_document"),
    document_clients.c.client_id == bindparam("b_client"),
)
_ADD_CHECKPOINT = insert(checkpoints)
_SET_CHECKPOINT = (
    update(checkpoints)
    .where(checkpoints.c.document == bindparam("b_document"), checkpoints.c.seq == bindparam("b_seq"))
    .values(data=bindparam("b_data"), at=bindparam("b_at"))
)
_ADD_SAVE = insert(saves).values(
    {column: bindparam(column) for column in ("document", "seq", "intended_hash", "at")}
)
_NEWEST_SAVE = (
    select(func.max(saves.c.id))
    .where(saves.c.document == bindparam("b_document"), saves.c.seq == bindparam("b_seq"))
    .scalar_subquery()
)
_CONFIRM_SAVE = (
    update(saves)
    .where(saves.c.id == _NEWEST_SAVE)
    .values(confirmed_hash=bindparam("b_hash"), at=bindparam("b_at"))
)


def _add_update(
    carrying: Carrying,
    document: str,
    author: str,
    at: int,
    data: bytes,
    inserted: int,
    deleted: int,
    started_at: int | None = None,
) -> None:
    carrying.session.run(
        _ADD_UPDATE,
        {
            "room": carrying.room,
            "seq": carrying.seq,
            "document": document,
            "author": author,
            "at": at,
            "inserted": inserted,
            "deleted": deleted,
            "data": data,
            "first_seq": None,
            "started_at": started_at,
        },
    )


def _create_document(carrying: Carrying, operation: CreateDocument) -> None:
    document, author, at = operation.document, operation.author, operation.at
    carrying.session.run(
        _ADD_DOCUMENT,
        {
            "id": document,
            "room": carrying.room,
            "path": operation.path,
            "file_id": operation.file_id,
            "history_id": operation.history_id,
            "previous_history_id": None,
            "newline": operation.newline,
            "created_at": at,
            "updated_at": at,
            "updated_by": author,
            "updated_seq": carrying.seq,
            "deleted_at": None,
        },
    )
    carrying.know(document)
    _add_update(carrying, document, author, at, operation.genesis, operation.size, 0)
    carrying.session.run(
        _ADD_CLIENT, {"document": document, "client_id": operation.client_id, "username": author}
    )


def _change_document(carrying: Carrying, operation: ChangeDocument) -> None:
    new = changes(operation, ("path", "file_id", "deleted_at", "newline"))
    if not new:
        carrying.require(operation.document)
        return
    parameters = {f"new_{field}": value for field, value in new.items()}
    parameters |= {"b_id": operation.document, "b_room": carrying.room}
    if not carrying.session.run(change_of(documents, tuple(new)), parameters).rowcount:
        raise no_such_document(operation.document)


def _append_updates(carrying: Carrying, operation: AppendUpdates) -> None:
    document, author, at = operation.document, operation.author, operation.at
    is_edit = operation.inserted or operation.deleted
    carrying.touch(document, author if is_edit else None, at)
    inserted, deleted, began = operation.inserted, operation.deleted, operation.started_at
    _add_update(carrying, document, author, at, operation.data, inserted, deleted, began)


def _claim_client(carrying: Carrying, operation: ClaimClient) -> None:
    document, client = operation.document, operation.client_id
    carrying.require(document)
    row = carrying.session.one(_OWNER, {"b_document": document, "b_client": client})
    if row is None:
        carrying.session.run(
            _ADD_CLIENT, {"document": document, "client_id": client, "username": operation.username}
        )
    elif row[0] != operation.username:
        raise Conflict("This client id belongs to another person.", code="client_taken", reason=str(client))


def _add_checkpoint(carrying: Carrying, operation: AddCheckpoint) -> None:
    document, seq, data, at = operation.document, operation.seq, operation.data, operation.at
    carrying.require(document)
    changed = carrying.session.run(
        _SET_CHECKPOINT, {"b_document": document, "b_seq": seq, "b_data": data, "b_at": at}
    )
    if not changed.rowcount:
        carrying.session.run(_ADD_CHECKPOINT, {"document": document, "seq": seq, "at": at, "data": data})


def _intend_save(carrying: Carrying, operation: IntendSave) -> None:
    carrying.require(operation.document)
    carrying.session.run(
        _ADD_SAVE,
        {
            "document": operation.document,
            "seq": operation.seq,
            "intended_hash": operation.hash,
            "at": operation.at,
        },
    )


def _confirm_save(carrying: Carrying, operation: ConfirmSave) -> None:
    carrying.require(operation.document)
    parameters = {
        "b_document": operation.document,
        "b_seq": operation.seq,
        "b_hash": operation.hash,
        "b_at": operation.at,
    }
    if not carrying.session.run(_CONFIRM_SAVE, parameters).rowcount:
        raise NotFound("No save of this was intended.", code="no_such_save", reason=str(operation.seq))


DOCUMENT_OPERATIONS: dict[type[Any], Callable[[Carrying, Any], None]] = {
    CreateDocument: _create_document,
    ChangeDocument: _change_document,
    AppendUpdates: _append_updates,
    ClaimClient: _claim_client,
    AddCheckpoint: _add_checkpoint,
    IntendSave: _intend_save,
    ConfirmSave: _confirm_save,
}
