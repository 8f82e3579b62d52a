"""Operations on chat and activity."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, null, select, update

from ..errors import Conflict, NotFound
from .carrying import Carrying
from .operations import AddActivity, DeleteMessage, EditMessage, MarkEditsTold, MarkRead, PostMessage
from .schema_talk import activity, edits_told, mentions, messages, read_marks

_COLUMNS = (
    "id", "room", "seq", "changed_seq", "author", "body", "mentions", "reply_to", "anchor_document",
    "anchor_line", "anchor_end_line", "client_id", "created_at", "edited_at",
)  # fmt: skip
_ADD = insert(messages).values({column: bindparam(column) for column in _COLUMNS})
_MINE = (messages.c.id == bindparam("b_id"), messages.c.room == bindparam("b_room"))
_FIND = select(messages.c.deleted_at, messages.c.seq, messages.c.author).where(*_MINE)
_EDIT = (
    update(messages)
    .where(*_MINE)
    .values(
        body=bindparam("b_body"),
        mentions=bindparam("b_mentions"),
        edited_at=bindparam("b_at"),
        changed_seq=bindparam("b_seq"),
    )
)
_DELETE = (
    update(messages)
    .where(*_MINE)
    .values(
        body=bindparam("b_body"),
        mentions=bindparam("b_mentions"),
        anchor_document=null(),
        anchor_line=null(),
        anchor_end_line=null(),
        deleted_at=bindparam("b_at"),
        changed_seq=bindparam("b_seq"),
    )
)
_ADD_MENTION = insert(mentions)
_FORGET_MENTIONS = delete(mentions).where(
    mentions.c.room == bindparam("b_room"), mentions.c.seq == bindparam("b_seq")
)
_MARK = (read_marks.c.room == bindparam("b_room"), read_marks.c.username == bindparam("b_username"))
_READ_UPTO = select(read_marks.c.seq).where(*_MARK)
_SET_READ = update(read_marks).where(*_MARK).values(seq=bindparam("b_seq"), at=bindparam("b_at"))
_ADD_READ = insert(read_marks)
_ADD_ACTIVITY = insert(activity)
_SET_TOLD = update(edits_told).where(edits_told.c.room == bindparam("b_room")).values(seq=bindparam("b_seq"))
_ADD_TOLD = insert(edits_told)


def _post(carrying: Carrying, operation: PostMessage) -> None:
    if operation.reply_to is not None:
        _require(carrying, operation.reply_to)
    anchor = operation.anchor
    if anchor is not None:
        carrying.require(anchor.document)
    carrying.session.run(
        _ADD,
        {
            "id": operation.message,
            "room": carrying.room,
            "seq": carrying.seq,
            "changed_seq": carrying.seq,
            "author": operation.author,
            "body": operation.body,
            "mentions": json.dumps(list(operation.mentions)),
            "reply_to": operation.reply_to,
            "anchor_document": anchor.document if anchor else None,
            "anchor_line": anchor.line if anchor else None,
            "anchor_end_line": anchor.end_line if anchor else None,
            "client_id": operation.client_id,
            "created_at": operation.at,
            "edited_at": operation.edited_at,
        },
    )
    _call(carrying, carrying.seq, operation.author, operation.mentions)


def _call(carrying: Carrying, seq: int, author: str, named: Sequence[str]) -> None:
    for username in dict.fromkeys(named):
        if username != author:
            carrying.session.run(_ADD_MENTION, {"room": carrying.room, "seq": seq, "username": username})


def _require(carrying: Carrying, message: str) -> tuple[int, str]:
    """The seq and the author of a message. Raises ``NotFound`` or ``Conflict`` unless it has its text."""
    row = carrying.session.one(_FIND, {"b_id": message, "b_room": carrying.room})
    if row is None:
        raise NotFound("There is no such message in this room.", code="no_such_message", reason=message)
    if row[0] is not None:
        raise Conflict("This message has been deleted.", code="message_deleted", reason=message)
    return row[1], row[2]


def _change(carrying: Carrying, statement: Any, operation: EditMessage | DeleteMessage) -> None:
    seq, author = _require(carrying, operation.message)
    named = operation.mentions if isinstance(operation, EditMessage) else ()
    carrying.session.run(
        statement,
        {
            "b_id": operation.message,
            "b_room": carrying.room,
            "b_body": operation.body if isinstance(operation, EditMessage) else "",
            "b_mentions": json.dumps(list(named)),
            "b_at": operation.at,
            "b_seq": carrying.seq,
        },
    )
    carrying.session.run(_FORGET_MENTIONS, {"b_room": carrying.room, "b_seq": seq})
    _call(carrying, seq, author, named)


def _edit(carrying: Carrying, operation: EditMessage) -> None:
    _change(carrying, _EDIT, operation)


def _delete(carrying: Carrying, operation: DeleteMessage) -> None:
    _change(carrying, _DELETE, operation)


def _mark_read(carrying: Carrying, operation: MarkRead) -> None:
    room, username = carrying.room, operation.username
    row = carrying.session.one(_READ_UPTO, {"b_room": room, "b_username": username})
    if row is None:
        carrying.session.run(
            _ADD_READ, {"room": room, "username": username, "seq": operation.seq, "at": operation.at}
        )
    elif row[0] < operation.seq:
        carrying.session.run(
            _SET_READ,
            {"b_room": room, "b_username": username, "b_seq": operation.seq, "b_at": operation.at},
        )


def _add_activity(carrying: Carrying, operation: AddActivity) -> None:
    carrying.session.run(
        _ADD_ACTIVITY,
        {
            "room": carrying.room,
            "seq": carrying.seq,
            "actor": operation.actor,
            "verb": operation.verb,
            "document": operation.document,
            "detail": json.dumps(dict(operation.detail), ensure_ascii=False),
            "at": operation.at,
        },
    )


def _mark_told(carrying: Carrying, operation: MarkEditsTold) -> None:
    values = {"b_room": carrying.room, "b_seq": operation.seq}
    if not carrying.session.run(_SET_TOLD, values).rowcount:
        carrying.session.run(_ADD_TOLD, {"room": carrying.room, "seq": operation.seq})


TALK_OPERATIONS: dict[type[Any], Callable[[Carrying, Any], None]] = {
    PostMessage: _post,
    EditMessage: _edit,
    DeleteMessage: _delete,
    MarkRead: _mark_read,
    AddActivity: _add_activity,
    MarkEditsTold: _mark_told,
}
