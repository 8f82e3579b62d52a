"""What the SQLite store does when the disk, the file or another process is in its way."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from timewarp_jupyter.errors import StorageFailed
from timewarp_jupyter.store.operations import ClaimClient, PutMember
from timewarp_jupyter.store.readers import Readers
from timewarp_jupyter.store.session import Session
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.store.sqlite import Journaling, Target, dialect_compiler
from timewarp_jupyter.testing.store_running import StoreFactory, on_loop, running
from timewarp_jupyter.testing.store_samples import DOCUMENT, ROOM, update

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """No file of this process may grow above ``limit`` bytes: the kernel refuses, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def store_factory(tmp_path: Path) -> StoreFactory:
    return partial(SqlStore, sqlite_url(tmp_path))


async def texts(store: SqlStore) -> list[bytes]:
    """The data of the document's updates after its genesis."""
    return [row.data for row in (await store.journal("doc-1")).updates[1:]]


@pytest.mark.parametrize("journaling", ["wal", "exclusive"])
def test_a_full_disk_refuses_commits_and_recovers(tmp_path: Path, journaling: Journaling) -> None:
    async def body() -> None:
        async with running(partial(SqlStore, sqlite_url(tmp_path), journaling=journaling)) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            await store.commit("r1", [update(b"before")])
            with full_disk(4096):
                for _ in range(2):
                    with pytest.raises(StorageFailed):
                        await store.commit("r1", [update(b"x" * 300_000)])
                    assert await texts(store) == [b"before"]
            await store.probe()
            receipt = await store.commit("r1", [update(b"after")])
            assert list(receipt.seqs) == [3]
            assert await texts(store) == [b"before", b"after"]

    asyncio.run(body())


class TestFile:
    """The file is moved, deleted or replaced while the server runs."""

    @on_loop
    async def test_a_file_that_is_gone_is_noticed(self, factory: StoreFactory) -> None:
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, update(b"before")])
            aside = store.path.with_name("aside")
            os.rename(store.path, aside)
            for _ in range(2):
                with pytest.raises(StorageFailed, match="deleted"):
                    await store.commit("r1", [update(b"lost")])
            assert await texts(store) == [b"before"]
            assert not store.path.exists()
            os.rename(aside, store.path)
            await store.commit("r1", [update(b"after")])
            assert await texts(store) == [b"before", b"after"]

    @on_loop
    async def test_a_file_that_was_replaced_is_not_written(self, factory: StoreFactory) -> None:
        async with running(factory) as store:
            await store.commit("r1", [ROOM])
            copy = store.path.with_name("copy")
            shutil.copyfile(store.path, copy)
            os.replace(copy, store.path)
            content = store.path.read_bytes()
            with pytest.raises(StorageFailed, match="replaced"):
                await store.commit("r1", [PutMember("ana", "owner", 1)])
            assert store.path.read_bytes() == content

    @on_loop
    async def test_what_cannot_be_stored_fails_alone(self, factory: StoreFactory) -> None:
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            outcomes = await asyncio.gather(
                store.commit("r1", [update(b"a")]),
                store.commit("r1", [ClaimClient("doc-1", 2**64, "ana")]),
                store.commit("r1", [update(b"b")]),
                return_exceptions=True,
            )
            assert isinstance(outcomes[1], StorageFailed)
            assert await texts(store) == [b"a", b"b"]


def test_a_second_process_is_told_what_to_do(tmp_path: Path) -> None:
    exclusive = partial(SqlStore, sqlite_url(tmp_path), journaling="exclusive")

    async def body() -> None:
        async with running(exclusive):
            for other in (exclusive, partial(SqlStore, sqlite_url(tmp_path))):
                with pytest.raises(StorageFailed, match="Stop the other server"):
                    await other().start()
        async with running(exclusive) as again:
            assert await again.rooms() == []

    asyncio.run(body())


def test_without_shared_memory_it_falls_back_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("timewarp_jupyter.store.sqlite.is_network", lambda path: True)
    caplog.set_level(logging.WARNING)

    async def body() -> None:
        async with running(partial(SqlStore, sqlite_url(tmp_path), journaling="wal")) as store:
            await store.commit("r1", [ROOM, DOCUMENT, update(b"from WAL")])
        async with running(partial(SqlStore, sqlite_url(tmp_path))) as store:
            assert await texts(store) == [b"from WAL"]
            assert not store.path.with_name(store.path.name + "-wal").exists()

    asyncio.run(body())
    assert "network file system" in caplog.text


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"no database at all, " * 100, "damaged or is no SQLite"), (b"other", "not a store")],
)
def test_another_file_is_left_alone(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "other.sqlite"
    if content == b"other":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE theirs (x)")
    else:
        path.write_bytes(content)
    with pytest.raises(StorageFailed, match=message):
        asyncio.run(SqlStore(sqlite_url(path)).start())


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"

    async def body() -> None:
        async with running(partial(SqlStore, sqlite_url(path))):
            pass
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
            connection.commit()
        with pytest.raises(StorageFailed, match="another version"):
            await SqlStore(sqlite_url(path)).start()

    asyncio.run(body())


@pytest.mark.parametrize("url", ["postgresql://u:secret@h/d", "sqlite://", "sqlite:///:memory:", "nonsense"])
def test_other_urls_are_refused_without_the_password(url: str) -> None:
    with pytest.raises(StorageFailed) as refusal:
        SqlStore(url)
    assert "secret" not in refusal.value.reason


def test_the_folder_is_private_and_ignores_itself(tmp_path: Path) -> None:
    async def body() -> None:
        async with running(partial(SqlStore, sqlite_url(tmp_path))) as store:
            assert store.path == tmp_path / ".timewarp" / "timewarp.sqlite"
            assert store.path.parent.stat().st_mode & 0o777 == 0o700
            assert {p.stat().st_mode & 0o777 for p in store.path.parent.glob("timewarp*")} == {0o600}
            assert (tmp_path / ".timewarp" / ".gitignore").read_text() == "*\n"

    asyncio.run(body())


def test_a_read_has_a_deadline_and_the_next_works(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"

    def endless(session: Session) -> object:
        return session.connection.execute(ENDLESS).fetchone()

    def quick(session: Session) -> object:
        return session.connection.execute("SELECT 1").fetchone()

    async def body() -> None:
        async with running(partial(SqlStore, sqlite_url(path))):
            readers = Readers(Target(path), dialect_compiler(), 0.2)
            for _ in range(3):
                with pytest.raises(StorageFailed) as late:
                    await readers.run(endless)
                assert late.value.reason == "timeout"
            assert await readers.run(quick) == (1,)
            await readers.close()

    asyncio.run(body())
