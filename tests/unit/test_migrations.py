"""A store of the first version becomes one of this version, with all that is in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from engine import create

from timewarp_jupyter.store.interface import RecordRow
from timewarp_jupyter.store.migrations import VERSION
from timewarp_jupyter.store.sql import SqlStore, sqlite_url

NEW_TABLES = ("mentions", "messages_search", "messages", "read_marks", "activity", "edits_told")
NEW_COLUMNS = (("updates", "first_seq"), ("updates", "started_at"))


def shape(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table's columns, indexes and triggers."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT type, name FROM sqlite_master ORDER BY name").fetchall()
        found = {f"{kind} {name}": [] for kind, name in names}
        for kind, name in names:
            if kind == "table":
                columns = connection.execute("SELECT name, type, pk FROM pragma_table_info(?)", (name,))
                found[f"{kind} {name}"] = columns.fetchall()
        return found


def make_old(path: Path) -> None:
    """Take away what the first version did not have."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in NEW_TABLES:
            connection.execute(f"DROP TABLE {table}")
        for table, column in NEW_COLUMNS:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")


async def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    for folder in ("old", "new"):
        store = SqlStore(sqlite_url(tmp_path / folder / "s.sqlite"))
        await store.start()
        await create(store, "FD 50\n")
        await store.stop()
    old, new = tmp_path / "old" / "s.sqlite", tmp_path / "new" / "s.sqlite"
    make_old(old)
    assert shape(old) != shape(new)
    store = SqlStore(sqlite_url(old))
    await store.start()
    try:
        [row] = await store.records("d", limit=10)
        assert row == RecordRow(1, "ana", row.at, 6, 0, 1, row.at)
    finally:
        await store.stop()
    assert shape(old) == shape(new)
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() == (str(VERSION),)
