"""What is read of chat and activity: one function per question."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, literal_column, or_, select, union
from sqlalchemy.sql.elements import CompilerElement

from .interface_talk import (
    MOST_UNREAD,
    ActivityFilter,
    ActivityRow,
    EditRow,
    MessageRow,
    ReadMark,
    Since,
    Unread,
    Window,
)
from .operations import Anchor
from .schema import document_clients, documents, rooms, updates
from .schema_talk import activity, edits_told, mentions, messages, read_marks
from .search import find_statement, wanted_of
from .session import Row, Session

_LAST = 2**62
_MESSAGE = [column for column in messages.c if column.name not in ("number", "room")]
_MESSAGES = select(*_MESSAGE).where(messages.c.room == bindparam("b_room"))
_ONE = _MESSAGES.where(messages.c.id == bindparam("b_id"))
_OF_CLIENT = _MESSAGES.where(
    messages.c.author == bindparam("b_author"), messages.c.client_id == bindparam("b_client")
)
_ACTIVITY = select(*(column for column in activity.c if column.name != "room")).where(
    activity.c.room == bindparam("b_room")
)


def _paged(statement: Select[tuple[object, ...]], table: Table) -> tuple[Select[tuple[object, ...]], ...]:
    """The statement for a window that is read forwards, and for one that is read backwards."""
    inside = statement.where(table.c.seq > bindparam("b_after"), table.c.seq < bindparam("b_before"))
    return tuple(
        inside.order_by(order).limit(bindparam("b_limit")).offset(bindparam("b_offset"))
        for order in (table.c.seq, table.c.seq.desc())
    )


def _wanted(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Equal to a parameter that may be NULL, which then asks for nothing."""
    parameter: ColumnElement[str] = bindparam(name, type_=column.type)
    return or_(parameter.is_(None), column == parameter)


_MESSAGE_PAGES = _paged(_MESSAGES, messages)
_NAMES = [column.name for column in _MESSAGE]
_FOUND_PAGES = tuple(find_statement(_NAMES, order, words=True) for order in ("ASC", "DESC"))
_SCANNED_PAGES = tuple(find_statement(_NAMES, order, words=False) for order in ("ASC", "DESC"))
_ACTIVITY_PAGES = _paged(_ACTIVITY, activity)
_FILTERED_PAGES = _paged(
    _ACTIVITY.where(
        _wanted(activity.c.actor, "b_actor"),
        _wanted(activity.c.document, "b_document"),
        _wanted(activity.c.verb, "b_verb"),
    ),
    activity,
)
_CHANGED = (
    _MESSAGES.where(messages.c.changed_seq > bindparam("b_after"))
    .order_by(messages.c.changed_seq)
    .limit(bindparam("b_limit"))
    .offset(bindparam("b_offset"))
)
_SEQ = select(rooms.c.seq).where(rooms.c.id == bindparam("b_room"))
_MARK = select(read_marks.c.seq).where(
    read_marks.c.room == bindparam("b_room"), read_marks.c.username == bindparam("b_username")
)
_UNREAD = select(func.count(messages.c.number)).where(
    messages.c.room == bindparam("b_room"),
    messages.c.seq > bindparam("b_seq"),
    messages.c.author != bindparam("b_username"),
    messages.c.deleted_at.is_(None),
)
_READ_UPTO = func.coalesce(_MARK.scalar_subquery(), literal_column("0"))


def _some(rows: Select[Any]) -> CompilerElement:
    """How many rows there are, counted no further than anybody wants to know."""
    return select(func.count()).select_from(
        rows.limit(bindparam("b_limit")).offset(bindparam("b_offset")).subquery()
    )


_SOME_UNREAD = _some(
    select(messages.c.number).where(
        messages.c.room == bindparam("b_room"),
        messages.c.seq > _READ_UPTO,
        messages.c.author != bindparam("b_username"),
        messages.c.deleted_at.is_(None),
    )
)
_SOME_MENTIONS = _some(
    select(mentions.c.seq).where(
        mentions.c.room == bindparam("b_room"),
        mentions.c.username == bindparam("b_username"),
        mentions.c.seq > _READ_UPTO,
    )
)
_TOLD = select(edits_told.c.seq).where(edits_told.c.room == bindparam("b_room"))
_EDITS = (
    select(
        updates.c.seq,
        updates.c.document,
        updates.c.author,
        updates.c.at,
        updates.c.inserted,
        updates.c.deleted,
    )
    .join(documents, documents.c.id == updates.c.document)
    .where(
        updates.c.room == bindparam("b_room"),
        updates.c.seq > bindparam("b_after"),
        updates.c.at != documents.c.created_at,  # the genesis: no edit
    )
    .order_by(updates.c.seq)
    .limit(bindparam("b_limit"))
    .offset(bindparam("b_offset"))
)


_NAMED = union(
    select(activity.c.actor).where(activity.c.room == bindparam("b_room")),
    select(messages.c.author).where(messages.c.room == bindparam("b_room")),
    select(document_clients.c.username)
    .join(documents, documents.c.id == document_clients.c.document)
    .where(documents.c.room == bindparam("b_room")),
)
_SPOKEN_OF = select(activity.c.detail).where(
    activity.c.room == bindparam("b_room"),
    activity.c.verb.in_([literal_column("'member.added'"), literal_column("'member.removed'")]),
)


def _message(row: Row) -> MessageRow:
    id_, seq, changed, author, body, mentions, reply_to, document, line, end, client, *times = row
    anchor = None if document is None else Anchor(document, line, end)
    return MessageRow(
        id_, seq, changed, author, body, tuple(json.loads(mentions)), reply_to, anchor, client, *times
    )


def _activity(row: Row) -> ActivityRow:
    seq, actor, verb, document, detail, at = row
    return ActivityRow(seq, actor, verb, document, json.loads(detail), at)


def _window(room: str, window: Window) -> dict[str, object]:
    return {
        "b_room": room,
        "b_after": window.after or 0,
        "b_before": _LAST if window.before is None else window.before,
        "b_limit": window.limit,
        "b_offset": 0,
    }


def _in_order(rows: Sequence[Row], window: Window) -> Sequence[Row]:
    return rows[::-1] if window.backwards else rows


def read_messages(session: Session, room: str, window: Window) -> Sequence[MessageRow]:
    """A part of a room's chat, oldest first."""
    rows = session.all(_MESSAGE_PAGES[window.backwards], _window(room, window))
    return [_message(row) for row in _in_order(rows, window)]


def search_messages(session: Session, room: str, query: str, window: Window) -> Sequence[MessageRow]:
    """The messages of a part of the chat that hold all words, oldest first."""
    asked = wanted_of(room, query)
    if asked.nothing:
        return []
    values = {
        "b_query": asked.match,
        "b_parts": json.dumps(asked.parts),
        "b_run": asked.run,
        **_window(room, window),
    }
    pages = _SCANNED_PAGES if asked.match is None else _FOUND_PAGES
    rows = session.all(pages[window.backwards], values)
    return [_message(row) for row in _in_order(rows, window)]


def read_message(session: Session, room: str, message: str) -> MessageRow | None:
    """One message."""
    row = session.one(_ONE, {"b_room": room, "b_id": message})
    return None if row is None else _message(row)


def read_message_of_client(session: Session, room: str, author: str, client: str) -> MessageRow | None:
    """The message that an author has sent under a client's id."""
    row = session.one(_OF_CLIENT, {"b_room": room, "b_author": author, "b_client": client})
    return None if row is None else _message(row)


def read_mark(session: Session, room: str, username: str) -> ReadMark:
    """How far a user has read, and how many messages of others came since."""
    row = session.one(_MARK, {"b_room": room, "b_username": username})
    seq = 0 if row is None else int(row[0])
    unread = session.one(_UNREAD, {"b_room": room, "b_seq": seq, "b_username": username})
    return ReadMark(seq, 0 if unread is None else int(unread[0]))


def read_unread(session: Session, rooms: Sequence[str], username: str) -> Mapping[str, Unread]:
    """How much came into each room since a user has read."""
    return {room: _unread(session, room, username) for room in rooms}


def _unread(session: Session, room: str, username: str) -> Unread:
    values = {"b_room": room, "b_username": username, "b_limit": MOST_UNREAD, "b_offset": 0}
    found = _count(session, _SOME_UNREAD, values)
    # In most rooms all has been read: nothing more is asked.
    return Unread(found, _count(session, _SOME_MENTIONS, values) if found else 0)


def _count(session: Session, statement: CompilerElement, values: Mapping[str, object]) -> int:
    row = session.one(statement, values)
    return 0 if row is None else int(row[0])


def read_activity(
    session: Session, room: str, window: Window, wanted: ActivityFilter
) -> Sequence[ActivityRow]:
    """A part of a room's activity, oldest first."""
    values = _window(room, window)
    values |= {"b_actor": wanted.actor, "b_document": wanted.document, "b_verb": wanted.verb}
    rows = session.all(_FILTERED_PAGES[window.backwards], values)
    return [_activity(row) for row in _in_order(rows, window)]


def read_people_told_of(session: Session, room: str) -> Sequence[str]:
    """Who has done something in a room, or had it done to them, in the order of their user names."""
    names = {row[0] for row in session.all(_NAMED, {"b_room": room})}
    names.update(json.loads(row[0])["username"] for row in session.all(_SPOKEN_OF, {"b_room": room}))
    return sorted(names)


def read_since(session: Session, room: str, after: int | None, limit: int) -> Since:
    """What was committed after a seq, and up to which seq that is all."""
    row = session.one(_SEQ, {"b_room": room})
    seq = 0 if row is None else int(row[0])
    if after is None or after >= seq:
        # A client that has seen more than there is comes from before a backup was put back.
        return Since(seq, [], [], after is None or after == seq)
    values = _window(room, Window(after=after, limit=limit + 1))
    happened = session.all(_ACTIVITY_PAGES[0], values)
    del values["b_before"]
    changed = session.all(_CHANGED, values)
    if len(happened) + len(changed) > limit:
        return Since(seq, [], [], False)
    return Since(seq, [_message(row) for row in changed], [_activity(row) for row in happened], True)


def read_edits(session: Session, room: str, limit: int) -> Sequence[EditRow]:
    """The edits that the activity does not tell of yet, oldest first."""
    values = {"b_room": room, "b_after": read_told(session, room), "b_limit": limit, "b_offset": 0}
    return [EditRow(*edit) for edit in session.all(_EDITS, values)]


def read_told(session: Session, room: str) -> int:
    """The seq up to which the activity tells of a room's edits."""
    row = session.one(_TOLD, {"b_room": room})
    return 0 if row is None else int(row[0])
