"""The tables of chat and activity, beside those of ``schema.py``. Search is in ``search.py``."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from .schema import metadata

messages = Table(
    "messages",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("room", Text, ForeignKey("rooms.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("changed_seq", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("mentions", Text, nullable=False),
    Column("reply_to", Text),
    Column("anchor_document", Text),
    Column("anchor_line", BigInteger),
    Column("anchor_end_line", BigInteger),
    Column("client_id", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("edited_at", BigInteger),
    Column("deleted_at", BigInteger),
    Index("messages_seq", "room", "seq", unique=True),
    Index("messages_changed", "room", "changed_seq"),
    Index("messages_client", "room", "author", "client_id", unique=True),
)

mentions = Table(
    "mentions",
    metadata,
    Column("room", Text, ForeignKey("rooms.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("username", Text, primary_key=True),
    Index("mentions_username", "room", "username", "seq"),
)
"""Whom each message calls, to be counted: what ``messages`` holds is for reading. Nobody calls themselves."""

read_marks = Table(
    "read_marks",
    metadata,
    Column("room", Text, ForeignKey("rooms.id"), primary_key=True),
    Column("username", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)

activity = Table(
    "activity",
    metadata,
    Column("room", Text, ForeignKey("rooms.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("actor", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("document", Text),
    Column("detail", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("activity_actor", "room", "actor", "seq"),
    Index("activity_document", "room", "document", "seq"),
)

edits_told = Table(
    "edits_told",
    metadata,
    Column("room", Text, ForeignKey("rooms.id"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)
