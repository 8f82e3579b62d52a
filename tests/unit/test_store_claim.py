"""Whose a store is where locks keep nobody out: leases that are counted up, taken over, and lost."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest
from support.waiting import until

from timewarp_jupyter.errors import StorageFailed
from timewarp_jupyter.store import claim as claims
from timewarp_jupyter.store.claim import Claim, Times
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.store_running import running
from timewarp_jupyter.testing.store_samples import ROOM

QUICK = Times(beat=0.05, patience=1.0, settle=0.1)
LOG = logging.getLogger(__name__)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where a store is, or will be."""
    return tmp_path / ".timewarp" / "timewarp.sqlite"


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks that keep nobody out, as of a network file system that keeps them to each computer."""
    monkeypatch.setattr(claims, "lock", lambda descriptor: None)
    monkeypatch.setattr(claims, "excludes", lambda path: False)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every claim says that it is of another system, where nobody can look for its process."""
    numbers = iter(range(1000))
    monkeypatch.setattr(claims, "_where", lambda: f"system {next(numbers)}")


@pytest.fixture
def made(store: Path) -> Iterator[partial[Claim]]:
    """Claims on the store, with little patience."""
    yield partial(Claim, store, LOG, QUICK)


def test_a_lock_keeps_a_second_one_out_and_leaves_nothing(made: partial[Claim]) -> None:
    first, second = made(), made()
    first.take(alone=True)
    assert first.trusted
    with pytest.raises(StorageFailed, match=r"Another server has this folder open: process \d+ on"):
        second.take(alone=True)
    second.take(alone=False)  # a command beside the server
    second.release()
    with pytest.raises(StorageFailed):
        made().take(alone=True)
    first.release()
    assert not first.path.exists()
    second = made()
    second.take(alone=True)
    second.release()


def test_the_lock_of_a_killed_process_is_taken_at_once(made: partial[Claim], store: Path) -> None:
    code = (
        "import logging, os, pathlib, sys; from timewarp_jupyter.store.claim import Claim;"
        "Claim(pathlib.Path(sys.argv[1]), logging.getLogger()).take(alone=True); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(store)], check=False).returncode == 9
    claim = made()
    assert claim.path.exists()
    claim.take(alone=True)
    claim.release()


@pytest.mark.usefixtures("no_locks", "elsewhere")
class TestWithoutLocks:
    """Only the lease is left."""

    @pytest.mark.parametrize("alone", [True, False])
    def test_a_holder_that_lives_is_left_alone(self, made: partial[Claim], alone: bool) -> None:
        first = made()
        first.take(alone=True)
        assert not first.trusted
        with pytest.raises(StorageFailed, match="Another server has this folder open"):
            made().take(alone=alone)
        first.check()
        first.release()
        assert not first.path.exists()

    def test_a_holder_that_does_not_go_on_is_succeeded(self, made: partial[Claim]) -> None:
        first, second = made(), made()
        first.take(alone=True)
        first.give_up()  # it counts no more, as when it was killed
        second.take(alone=True)
        second.check()
        second.release()

    def test_of_two_at_the_same_moment_one_has_it(
        self, made: partial[Claim], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = made(), made()
        write = first._write

        def overwritten() -> None:
            write()
            second.path.write_text(json.dumps(asdict(second._own)))

        monkeypatch.setattr(first, "_write", overwritten)
        with pytest.raises(StorageFailed, match="Another server"):
            first.take(alone=True)
        assert json.loads(second.path.read_text())["id"] == second._own.id

    def test_who_slept_and_was_succeeded_writes_no_more(self, tmp_path: Path, made: partial[Claim]) -> None:
        async def body() -> None:
            async with running(partial(SqlStore, sqlite_url(tmp_path), alone=True)) as store:
                await store.commit("r1", [ROOM])
                store._claim._times = QUICK
                store._claim.give_up()
                other = made()
                await asyncio.to_thread(other.take, alone=True)
                store._claim._counted_at -= QUICK.patience  # it wakes up
                with pytest.raises(StorageFailed, match="taken over"):
                    await store.commit("r1", [ROOM])
                assert [row.id for row in await store.rooms()] == ["r1"]
            assert other.path.exists(), "what is the other's was removed"
            other.release()

        asyncio.run(body())

    def test_the_store_is_used_in_the_safe_mode(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def body() -> None:
            async with running(partial(SqlStore, sqlite_url(tmp_path))) as store:
                await store.commit("r1", [ROOM])
                assert not store.path.with_name(store.path.name + "-wal").exists()

        asyncio.run(body())
        assert "locks keep nobody out here" in caplog.text

    def test_a_lease_is_counted_up(self, made: partial[Claim]) -> None:
        claim = made()
        claim.take(alone=True)
        until(lambda: json.loads(claim.path.read_text())["count"] >= 2, "two more counts")
        claim.release()


def test_a_file_that_is_no_claim_is_nobodys(made: partial[Claim]) -> None:
    claim = made()
    claim.path.parent.mkdir()
    for text in ("", "null", "[1]", '{"id": 1}', "half {"):
        claim.path.write_text(text)
        claim.take(alone=True)
        claim.release()
