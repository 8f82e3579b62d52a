"""Backup, restore and doctor, on stores with content."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Coroutine
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from timewarp_jupyter.errors import Conflict, NotFound, StorageFailed
from timewarp_jupyter.store.maintenance import backup, doctor, restore
from timewarp_jupyter.store.operations import (
    AddActivity,
    AddCheckpoint,
    ConfirmSave,
    IntendSave,
    Operation,
    PostMessage,
)
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.store_running import running
from timewarp_jupyter.testing.store_samples import DOCUMENT, ROOM, update


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store with one document of two updates."""
    path = tmp_path / "work" / ".timewarp" / "timewarp.sqlite"
    write(path, ROOM, DOCUMENT, update(b"first"))
    return path


def write(path: Path, *operations: Operation) -> None:
    """Commit to a store that nobody uses."""

    async def body() -> None:
        async with running(partial(SqlStore, sqlite_url(path))) as store:
            await store.commit("r1", operations)

    asyncio.run(body())


def journal(path: Path) -> list[bytes]:
    """What the document's updates hold."""
    return [row.data for row in using(path, lambda store: store.journal("doc-1")).updates]


def using(path: Path, question: Any) -> Any:
    """The answer of a store that nobody uses."""

    async def body() -> Any:
        async with running(partial(SqlStore, sqlite_url(path))) as store:
            answer: Coroutine[Any, Any, Any] = question(store)
            return await answer

    return asyncio.run(body())


def spoil(path: Path, *statements: str) -> None:
    """Change a store behind its back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_backup_of_a_running_store_is_one_moment_of_it(place: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"

    async def body() -> None:
        async with running(partial(SqlStore, sqlite_url(place))) as store:
            commits = [asyncio.ensure_future(store.commit("r1", [update(b"%d" % n)])) for n in range(100)]
            await asyncio.to_thread(backup, place, target)
            await asyncio.gather(*commits)

    asyncio.run(body())
    copied = journal(target)
    assert copied == [DOCUMENT.genesis, b"first", *(b"%d" % n for n in range(len(copied) - 2))]
    assert doctor(target) == []
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Conflict) as taken:
        backup(place, target)
    assert taken.value.error_code == "backup_exists"


def test_a_restored_store_has_new_histories_and_keeps_the_old_ids(place: Path, tmp_path: Path) -> None:
    copy, other = tmp_path / "copy.sqlite", tmp_path / "other" / ".timewarp" / "timewarp.sqlite"
    backup(place, copy)
    restore(copy, other)
    [before], [after] = (using(path, lambda store: store.documents("r1")) for path in (place, other))
    assert after.history_id != before.history_id
    assert after == replace(before, history_id=after.history_id)
    assert journal(other) == [DOCUMENT.genesis, b"first"]
    with closing(sqlite3.connect(other)) as connection:
        assert connection.execute("SELECT previous_history_id FROM documents").fetchall() == [("history-1",)]
        assert connection.execute("SELECT count(*) FROM meta WHERE key = 'restored_at'").fetchone() == (1,)
    assert other.stat().st_mode & 0o777 == 0o600
    assert doctor(other) == []


def test_a_newer_store_is_replaced_only_by_force_and_kept(place: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    backup(place, copy)
    write(place, update(b"newer", at=9_000))
    with pytest.raises(Conflict) as newer:
        restore(copy, place)
    assert newer.value.error_code == "store_is_newer"
    assert journal(place) == [DOCUMENT.genesis, b"first", b"newer"]
    restore(copy, place, force=True)
    assert journal(place) == [DOCUMENT.genesis, b"first"]
    kept = place.with_name("timewarp.sqlite.before-restore")
    assert journal(kept) == [DOCUMENT.genesis, b"first", b"newer"]
    restore(copy, place)
    assert place.with_name("timewarp.sqlite.before-restore-2").exists()


@pytest.mark.parametrize(
    "work",
    [
        PostMessage("m1", "ana", "newer", [], None, None, "c1", 9_000),
        AddActivity("ana", "member.left", None, 9_000, {}),
    ],
)
def test_chat_and_activity_are_newer_work_too(place: Path, tmp_path: Path, work: Operation) -> None:
    copy = tmp_path / "copy.sqlite"
    backup(place, copy)
    write(place, work)
    with pytest.raises(Conflict) as newer:
        restore(copy, place)
    assert newer.value.error_code == "store_is_newer"


def test_a_store_in_use_is_not_replaced(place: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    backup(place, copy)

    async def body() -> None:
        async with running(partial(SqlStore, sqlite_url(place))) as store:
            with pytest.raises(StorageFailed, match="Stop it first"):
                await asyncio.to_thread(restore, copy, place, force=True)
            await store.commit("r1", [update(b"second")])

    asyncio.run(body())
    assert journal(place) == [DOCUMENT.genesis, b"first", b"second"]


def test_a_damaged_store_is_put_aside(place: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    backup(place, copy)
    place.write_bytes(b"nonsense " * 1000)
    restore(copy, place)
    assert journal(place) == [DOCUMENT.genesis, b"first"]


def test_what_is_no_backup_is_refused_and_changes_nothing(place: Path, tmp_path: Path) -> None:
    nonsense, theirs = tmp_path / "nonsense", tmp_path / "theirs"
    nonsense.write_bytes(b"nonsense " * 1000)
    spoil(theirs, "CREATE TABLE theirs (x)")
    for archive in (nonsense, theirs):
        with pytest.raises(StorageFailed):
            restore(archive, place, force=True)
    with pytest.raises(NotFound):
        restore(tmp_path / "nothing", place)
    assert journal(place) == [DOCUMENT.genesis, b"first"]
    assert sorted(path.name for path in place.parent.iterdir()) == [".gitignore", "timewarp.sqlite"]


def test_a_sound_store_has_no_findings_while_it_runs(place: Path) -> None:
    async def body() -> None:
        async with running(partial(SqlStore, sqlite_url(place))) as store:
            await store.commit("r1", [AddCheckpoint("doc-1", 2, b"all", 1), IntendSave("doc-1", 2, "h", 1)])
            await store.commit("r1", [ConfirmSave("doc-1", 2, "h", 2)])
            assert await asyncio.to_thread(doctor, place) == []

    asyncio.run(body())


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM updates WHERE seq = 1", "seq_gap"),
        ("DELETE FROM updates", "no_genesis"),
        ("DELETE FROM document_clients", "no_owner_of_genesis"),
        ("UPDATE rooms SET seq = 1", "seq_beyond"),
        ("INSERT INTO checkpoints VALUES ('doc-1', 77, 1, x'00')", "checkpoint_beyond"),
        ("INSERT INTO saves VALUES (1, 'doc-1', 2, 'h', NULL, 1)", "save_unconfirmed"),
        ("INSERT INTO members VALUES ('elsewhere', 'ana', 'owner', 1, NULL)", "dangling"),
        ("UPDATE meta SET value = '99' WHERE key = 'schema'", "version"),
        ("DROP TABLE meta", "not_a_store"),
    ],
)
def test_each_fault_is_found_and_told(place: Path, statement: str, code: str) -> None:
    spoil(place, statement)
    findings = doctor(place)
    assert code in [finding.code for finding in findings]
    assert all(finding.message and finding.advice for finding in findings)


def test_faults_of_the_file_are_found(place: Path, tmp_path: Path) -> None:
    assert [finding.code for finding in doctor(tmp_path / "nothing")] == ["no_store"]
    place.chmod(0o644)
    place.parent.chmod(0o755)
    assert [finding.code for finding in doctor(place)] == ["file_mode"]
    place.chmod(0o600)
    place.write_bytes(b"nonsense " * 1000)
    assert [finding.code for finding in doctor(place)] == ["unreadable"]
