"""Full-text search of chat: the only part of the store that is not the same in every database.

Here it is SQLite's FTS5, an external-content index that triggers keep in step with ``messages``, so that
whatever writes messages need not know of it. In PostgreSQL a generated ``tsvector`` column with a GIN
index takes its place, and another ``FIND``. Source of the triggers: https://www.sqlite.org/fts5.html,
section 4.4.3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import TextClause, text

SQLITE_STATEMENTS: Sequence[str] = (
    "CREATE VIRTUAL TABLE messages_search USING fts5(room, body, content='messages', "
    "content_rowid='number', prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER messages_search_insert AFTER INSERT ON messages BEGIN "
    "INSERT INTO messages_search(rowid, room, body) VALUES (new.number, new.room, new.body); END",
    "CREATE TRIGGER messages_search_update AFTER UPDATE OF body ON messages BEGIN "
    "INSERT INTO messages_search(messages_search, rowid, room, body) "
    "VALUES ('delete', old.number, old.room, old.body); "
    "INSERT INTO messages_search(rowid, room, body) VALUES (new.number, new.room, new.body); END",
    "CREATE TRIGGER messages_search_delete AFTER DELETE ON messages BEGIN "
    "INSERT INTO messages_search(messages_search, rowid, room, body) "
    "VALUES ('delete', old.number, old.room, old.body); END",
)
"""What a SQLite store has beside its tables."""

_FIND = (
    "SELECT {columns} FROM messages_search JOIN messages ON messages.number = messages_search.rowid "
    "WHERE messages_search MATCH :b_query AND messages.seq > :b_after AND messages.seq < :b_before "
    "AND {holds_parts} ORDER BY messages_search.rowid {direction} LIMIT :b_limit"
)
_SCAN = (
    "SELECT {columns} FROM messages WHERE messages.room = :b_room "
    "AND messages.seq > :b_after AND messages.seq < :b_before "
    "AND {holds_parts} ORDER BY messages.seq {direction} LIMIT :b_limit"
)
_HOLDS_PARTS = (
    # The first condition is for speed: it is true of few, and the other costs ten times as much.
    "instr(messages.body, :b_run) > 0 AND NOT EXISTS ("
    "SELECT 1 FROM json_each(:b_parts) AS part WHERE instr(lower(messages.body), part.value) = 0)"
)
_WORD = re.compile(r"\w+")
_UNSPACED_RUN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]+"
)
"""Thai, Lao, Burmese, Khmer, kana and Han: there are no spaces between words, so that the index has whole
sentences for words."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a message has to hold: words, as FTS5 is asked for them, or None; and these parts anywhere."""

    match: str | None
    parts: Sequence[str]

    @property
    def run(self) -> str:
        """Letters without case that are in one of the parts: as many as there are together; may be none."""
        return max((run for part in self.parts for run in _UNSPACED_RUN.findall(part)), key=len, default="")

    @property
    def nothing(self) -> bool:
        """Whether nothing was asked for that a message could hold."""
        return self.match is None and not self.parts


def find_statement(columns: Sequence[str], direction: str, *, words: bool) -> TextClause:
    """The statement that finds messages, in the order in which they were sent (``ASC`` or ``DESC``).

    With ``words`` by the index. Within a room rows are numbered as they are: so the index itself gives the
    order, and a word that everyone uses costs no more than a rare one.
    """
    names = ", ".join(f"messages.{column}" for column in columns)
    statement = _FIND if words else _SCAN
    return text(statement.format(columns=names, direction=direction, holds_parts=_HOLDS_PARTS))


def wanted_of(room: str, query: str) -> Wanted:
    """What is looked for: all words of the query in the room's messages, each as the beginning of one.

    Words are quoted, so that nothing in a query is an operator.
    """
    words: list[str] = []
    parts: list[str] = []
    for token in query.split():
        if _UNSPACED_RUN.search(token):
            # As SQLite's lower(), which knows ASCII only.
            parts.append(re.sub("[A-Z]", lambda letter: letter[0].lower(), token))
        else:
            words += _WORD.findall(token)
    match = " AND ".join(f'"{word}"*' for word in words)
    return Wanted(f'room : "{room}" AND body : ({match})' if words else None, parts)
