"""A store of an older version becomes one like a new one, with what it held."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from timewarp_jupyter.store.interface_talk import Window
from timewarp_jupyter.store.operations import DeleteMessage
from timewarp_jupyter.store.reads_talk import read_edits
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.store_contract_talk import calls, post
from timewarp_jupyter.testing.store_samples import DOCUMENT, ROOM, update

LATER = ("mentions", "messages", "read_marks", "activity", "edits_told", "messages_search")


async def stored(path: Path) -> SqlStore:
    """A store, started."""
    store = SqlStore(sqlite_url(path), log=logging.getLogger(__name__))
    await store.start()
    return store


def columns(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Tables, indexes and triggers; the tables with names and types of their columns."""
    with closing(sqlite3.connect(path / ".timewarp" / "timewarp.sqlite")) as connection:
        names = connection.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall()
        return {
            name: [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({name})")]
            for (name,) in names
        }


def as_version_1(path: Path) -> None:
    """Take away what later versions brought."""
    with closing(sqlite3.connect(path / ".timewarp" / "timewarp.sqlite")) as connection:
        for table in LATER:
            connection.execute(f"DROP TABLE {table}")
        for column in ("first_seq", "started_at"):
            connection.execute(f"ALTER TABLE updates DROP COLUMN {column}")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        connection.commit()


def as_version_3(path: Path) -> None:
    """Take away what counts mentions."""
    with closing(sqlite3.connect(path / ".timewarp" / "timewarp.sqlite")) as connection:
        connection.execute("DROP TABLE mentions")
        connection.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
        connection.commit()


def test_mentions_of_before_are_counted(tmp_path: Path):
    async def check() -> None:
        store = await stored(tmp_path)
        told = [calls(1, "bo", "cy"), calls(2, "bo", "ana"), post(3, "hello"), calls(4, "bo")]
        await store.commit("r1", [ROOM, *told])
        await store.commit("r1", [DeleteMessage("m4", 1)])
        before = [await store.unread(["r1"], each) for each in ("ana", "bo", "cy")]
        await store.stop()
        shape = columns(tmp_path)
        as_version_3(tmp_path)
        store = await stored(tmp_path)
        assert [await store.unread(["r1"], each) for each in ("ana", "bo", "cy")] == before
        assert [found["r1"].mentions for found in before] == [0, 2, 1]
        await store.stop()
        assert columns(tmp_path) == shape

    asyncio.run(check())


def test_a_store_of_version_1_becomes_like_a_new_one(tmp_path: Path):
    async def check() -> None:
        (tmp_path / "old").mkdir()
        (tmp_path / "new").mkdir()
        await (await stored(tmp_path / "new")).stop()
        store = await stored(tmp_path / "old")
        await store.commit("r1", [ROOM, DOCUMENT, update(b"abc")])
        await store.stop()
        as_version_1(tmp_path / "old")
        store = await stored(tmp_path / "old")
        assert [row.slug for row in await store.rooms()] == ["maze"]
        # Edits from before are not told of as if they were new.
        assert await store.examine(partial(read_edits, room="r1", limit=10), list) == []
        await store.commit("r1", [post(1, "hello"), update(b"d", at=9_000)])
        assert [row.body for row in await store.search("r1", "hel", Window())] == ["hello"]
        assert [row.seq for row in await store.examine(partial(read_edits, room="r1", limit=10), list)] == [4]
        await store.stop()
        assert columns(tmp_path / "old") == columns(tmp_path / "new")

    asyncio.run(check())
