"""Full-text search of chat: the only part of the store that is not the same in every database.

Here it is SQLite's FTS5, an external-content index that triggers keep in step with ``messages``, so that
whatever writes messages need not know of it. In PostgreSQL a generated ``tsvector`` column with a GIN
index takes its place, and another ``FIND``. Source of the triggers: https://www.sqlite.org/fts5.html,
section 4.4.3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    "ORDER BY messages_search.rowid {direction} LIMIT :b_limit"
)
_WORD = re.compile(r"\w+")


def find_statement(columns: Sequence[str], direction: str) -> TextClause:
    """The statement that finds messages, in the order in which they were sent (``ASC`` or ``DESC``).

    Within a room rows are numbered as they are: so the index itself gives the order, and a word that
    everyone uses costs no more than a rare one.
    """
    names = ", ".join(f"messages.{column}" for column in columns)
    return text(_FIND.format(columns=names, direction=direction))


def match_expression(room: str, query: str) -> str | None:
    """What FTS5 is asked: all words in the room's messages, each as the beginning of one. None without words.

    Words are quoted, so that nothing in a query is an operator.
    """
    words = _WORD.findall(query)
    if not words:
        return None
    wanted = " AND ".join(f'"{word}"*' for word in words)
    return f'room : "{room}" AND body : ({wanted})'
