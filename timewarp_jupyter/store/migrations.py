"""Making the schema, and bringing an older one up to date.

A change of ``schema.py`` adds one to ``VERSION`` and says in ``MIGRATIONS`` how a store of the version
before becomes one of this version. All of it runs in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.schema import CreateIndex, CreateTable

from ..errors import StorageFailed
from . import schema_talk  # noqa: F401 (its tables are part of the metadata)
from .migration_talk import TO_3, TO_4
from .schema import meta, metadata
from .search import SQLITE_STATEMENTS
from .session import Session

VERSION = 4

MIGRATIONS: Mapping[int, Sequence[str]] = {
    2: (
        "ALTER TABLE updates ADD COLUMN first_seq BIGINT",
        "ALTER TABLE updates ADD COLUMN started_at BIGINT",
    ),
    3: TO_3,
    4: TO_4,
}
"""For each version from 2 on: the statements that make it of the version before."""

_READ = select(meta.c.value).where(meta.c.key == bindparam("k"))
_ADD = insert(meta)
_WRITE = update(meta).where(meta.c.key == bindparam("k")).values(value=bindparam("v"))


def read_meta(session: Session, key: str) -> str | None:
    """A value of the store as a whole."""
    row = session.one(_READ, {"k": key})
    return None if row is None else str(row[0])


def write_meta(session: Session, key: str, value: str) -> None:
    """Set a value of the store as a whole."""
    if not session.run(_WRITE, {"k": key, "v": value}).rowcount:
        session.run(_ADD, {"key": key, "value": value})


def create(session: Session) -> None:
    """Make all tables of a new store, which is given an id of its own."""
    for table in metadata.sorted_tables:
        session.run(CreateTable(table), {})
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            session.run(CreateIndex(index), {})
    for statement in SQLITE_STATEMENTS:
        session.run(text(statement), {})
    write_meta(session, "schema", str(VERSION))
    write_meta(session, "store_id", uuid4().hex)


def bring_up_to_date(session: Session) -> None:
    """Run what is missing. Raises ``StorageFailed`` for a store that a newer version has made."""
    found = int(read_meta(session, "schema") or 0)
    check_version(found)
    for version in range(found + 1, VERSION + 1):
        for statement in MIGRATIONS[version]:
            session.run(text(statement), {})
    if found != VERSION:
        write_meta(session, "schema", str(VERSION))


def check_version(found: int) -> None:
    """Raise ``StorageFailed`` for a version that this program does not know."""
    if not 1 <= found <= VERSION:
        raise StorageFailed(
            "The store was made by another version of Time Warp. Install a version that is at least as new.",
            reason=f"schema {found}, known up to {VERSION}",
        )
