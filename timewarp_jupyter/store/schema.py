"""The tables. Times are milliseconds since the epoch, ids are text made by the caller.

Plain SQLAlchemy Core, without anything that only SQLite has: the same definition serves PostgreSQL.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
    text,
)

metadata = MetaData()

_serial = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column that is exactly INTEGER."""

_NOT_DELETED = text("deleted_at IS NULL")


def _unique_while_not_deleted(name: str, *columns: str) -> Index:
    """What is deleted keeps its name, but does not hold it against a new one."""
    return Index(name, *columns, unique=True, sqlite_where=_NOT_DELETED, postgresql_where=_NOT_DELETED)


meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", Text, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("folder_id", Text),
    Column("visibility", Text, nullable=False),
    Column("default_role", Text, nullable=False),
    Column("locked", Boolean, nullable=False, server_default=false()),
    Column("seq", BigInteger, nullable=False, server_default=text("0")),
    Column("created_by", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    _unique_while_not_deleted("rooms_slug", "slug"),
    _unique_while_not_deleted("rooms_folder", "folder"),
)

members = Table(
    "members",
    metadata,
    Column("room", Text, ForeignKey("rooms.id"), primary_key=True),
    Column("username", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("joined_at", BigInteger, nullable=False),
    Column("last_seen", BigInteger),
)

people = Table(
    "people",
    metadata,
    Column("username", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("color", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("room", Text, ForeignKey("rooms.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("file_id", Text),
    Column("history_id", Text, nullable=False),
    Column("previous_history_id", Text),
    Column("newline", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("updated_by", Text, nullable=False),
    Column("updated_seq", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    _unique_while_not_deleted("documents_path", "room", "path"),
)

document_clients = Table(
    "document_clients",
    metadata,
    Column("document", Text, ForeignKey("documents.id"), primary_key=True),
    Column("client_id", BigInteger, primary_key=True, autoincrement=False),
    Column("username", Text, nullable=False),
)

updates = Table(
    "updates",
    metadata,
    Column("room", Text, ForeignKey("rooms.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("document", Text, ForeignKey("documents.id"), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("inserted", BigInteger, nullable=False),
    Column("deleted", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    # Only where several records were folded into this one: where they began.
    Column("first_seq", BigInteger),
    Column("started_at", BigInteger),
    Index("updates_document", "document", "seq"),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("document", Text, ForeignKey("documents.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

saves = Table(
    "saves",
    metadata,
    Column("id", _serial, primary_key=True, autoincrement=True),
    Column("document", Text, ForeignKey("documents.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("intended_hash", Text, nullable=False),
    Column("confirmed_hash", Text),
    Column("at", BigInteger, nullable=False),
    Index("saves_document", "document", "id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("room", Text, ForeignKey("rooms.id"), nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("expires_at", BigInteger),
    Column("max_uses", BigInteger),
    Column("uses", BigInteger, nullable=False, server_default=text("0")),
    Column("created_by", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Index("invitations_room", "room", "created_at"),
)
