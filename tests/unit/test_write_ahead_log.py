"""The log of a SQLite store goes into the file beside the writer, and begins anew."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from timewarp_jupyter.store import write_ahead_log
from timewarp_jupyter.store.interface_talk import Window
from timewarp_jupyter.store.operations import PostMessage
from timewarp_jupyter.store.session import Compiler, Connection, Cursor, Session
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.store.sqlite import Target, open_reader
from timewarp_jupyter.testing.store_running import running
from timewarp_jupyter.testing.store_samples import ROOM

BUSY = 2_000
"""Commits, whose pages would make a log of 30 MB and more."""
MOST = 8 * 1024 * 1024
"""Bytes of log."""


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a busy day, in a short time."""
    monkeypatch.setattr(write_ahead_log, "_COMMITS", 10)
    monkeypatch.setattr(write_ahead_log, "_REST", 0.01)
    monkeypatch.setattr(write_ahead_log, "_LONG", 100)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it, 10 s at most."""

    async def wait() -> None:
        while not await asyncio.to_thread(condition):
            pass

    await asyncio.wait_for(wait(), 10.0)


def post(number: int) -> PostMessage:
    """A message of its own."""
    return PostMessage(f"m{number}", "ana", "FD 50 " * 20, (), None, None, f"c{number}", 3_000 + number)


async def test_what_is_committed_goes_into_the_file_while_the_store_is_open(tmp_path: Path) -> None:
    file, copy = tmp_path / "store.sqlite", tmp_path / "copy.sqlite"

    def is_in_the_file() -> bool:
        shutil.copyfile(file, copy)
        with closing(sqlite3.connect(copy)) as alone:
            try:
                return bool(alone.execute("SELECT 1 FROM messages WHERE id = 'm9'").fetchall())
            except sqlite3.DatabaseError:
                return False  # copied in the middle of it

    async with running(partial(SqlStore, sqlite_url(file), journaling="wal")) as store:
        await store.commit("r1", [ROOM])
        for number in range(20):
            await store.commit("r1", [post(number)])
        await until(is_in_the_file)


async def test_the_log_of_a_store_that_is_never_at_rest_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    async with running(partial(SqlStore, sqlite_url(file), journaling="wal")) as store:
        await store.commit("r1", [ROOM])
        for number in range(BUSY):
            await store.commit("r1", [post(number)])
        assert (tmp_path / "store.sqlite-wal").stat().st_size < MOST
        assert len(await store.messages("r1", Window(limit=BUSY + 1))) == BUSY


class FailsOnce:
    """The connection of a log's keeper; the first copying fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.copied = 0

    def execute(self, statement: str, parameters: Any = (), /) -> Cursor:
        """Run one statement."""
        self.copied += 1
        if self.copied == 1:
            raise sqlite3.OperationalError("disk I/O error")
        return self._connection.execute(statement, parameters)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


async def test_a_failure_is_told_and_the_next_time_it_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing: list[FailsOnce] = []

    def open_failing(target: Target, compiler: Compiler) -> Session:
        failing.append(FailsOnce(open_reader(target, compiler).connection))
        return Session(failing[0], compiler)

    monkeypatch.setattr(write_ahead_log, "open_reader", open_failing)
    async with running(partial(SqlStore, sqlite_url(tmp_path / "store.sqlite"), journaling="wal")) as store:
        await store.commit("r1", [ROOM])
        for number in range(10):
            await store.commit("r1", [post(number)])
        await until(lambda: failing[0].copied == 1)
        for number in range(10, 20):
            await store.commit("r1", [post(number)])
        await until(lambda: failing[0].copied == 2)
    assert caplog.text.count("cannot be copied into the file: disk I/O error") == 1
