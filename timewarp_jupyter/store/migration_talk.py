"""How a store of version 2 is given chat and activity, and one of version 3 what counts mentions.

Written down as it was then: it does not change.
"""

from __future__ import annotations

from collections.abc import Sequence

from .search import SQLITE_STATEMENTS

TO_3: Sequence[str] = (
    "CREATE TABLE messages ( number INTEGER NOT NULL, id TEXT NOT NULL, room TEXT NOT NULL, seq "
    "BIGINT NOT NULL, changed_seq BIGINT NOT NULL, author TEXT NOT NULL, body TEXT NOT NULL, mentions "
    "TEXT NOT NULL, reply_to TEXT, anchor_document TEXT, anchor_line BIGINT, anchor_end_line BIGINT, "
    "client_id TEXT NOT NULL, created_at BIGINT NOT NULL, edited_at BIGINT, deleted_at BIGINT, "
    "PRIMARY KEY (number), UNIQUE (id), FOREIGN KEY(room) REFERENCES rooms (id) )",
    "CREATE INDEX messages_changed ON messages (room, changed_seq)",
    "CREATE UNIQUE INDEX messages_client ON messages (room, author, client_id)",
    "CREATE UNIQUE INDEX messages_seq ON messages (room, seq)",
    "CREATE TABLE read_marks ( room TEXT NOT NULL, username TEXT NOT NULL, seq BIGINT NOT NULL, at "
    "BIGINT NOT NULL, PRIMARY KEY (room, username), FOREIGN KEY(room) REFERENCES rooms (id) )",
    "CREATE TABLE activity ( room TEXT NOT NULL, seq BIGINT NOT NULL, actor TEXT NOT NULL, verb TEXT "
    "NOT NULL, document TEXT, detail TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (room, seq), "
    "FOREIGN KEY(room) REFERENCES rooms (id) )",
    "CREATE INDEX activity_actor ON activity (room, actor, seq)",
    "CREATE INDEX activity_document ON activity (room, document, seq)",
    "CREATE TABLE edits_told ( room TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (room), FOREIGN "
    "KEY(room) REFERENCES rooms (id) )",
    # What was edited before there was an activity is not told of in it.
    "INSERT INTO edits_told (room, seq) SELECT id, seq FROM rooms",
    *SQLITE_STATEMENTS,
)

TO_4: Sequence[str] = (
    "CREATE TABLE mentions ( room TEXT NOT NULL, seq BIGINT NOT NULL, username TEXT NOT NULL, "
    "PRIMARY KEY (room, seq, username), FOREIGN KEY(room) REFERENCES rooms (id) )",
    "CREATE INDEX mentions_username ON mentions (room, username, seq)",
    "INSERT INTO mentions (room, seq, username) SELECT DISTINCT messages.room, messages.seq, named.value "
    "FROM messages, json_each(messages.mentions) AS named WHERE named.value <> messages.author",
)
