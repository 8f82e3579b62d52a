"""Commits: all or nothing, numbered in order, isolated from one another, and on disk when answered."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import pickle
import subprocess
import sys

import pytest

from ..errors import Conflict, NotFound, StorageFailed
from ..store.interface import Receipt
from ..store.operations import ClaimClient
from . import store_writer
from .store_running import StoreFactory, on_loop, running
from .store_samples import DOCUMENT, ROOM, document, room, update

_BEFORE_KILL = 200


class CommitContract:
    """Tests of the transaction itself."""

    @on_loop
    async def test_fifty_concurrent_commits_are_numbered_without_gaps(self, factory: StoreFactory) -> None:
        """In the order in which they were asked for, which is the order of the journal."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            receipts = await asyncio.gather(
                *(
                    store.commit(
                        "r1", [update(b"%d" % n), ClaimClient("doc-1", n, "ana"), update(b"+%d" % n)]
                    )
                    for n in range(50)
                )
            )
            seqs = [seq for receipt in receipts for seq in receipt.seqs]
            assert seqs == [s for n in range(50) for s in (2 * n + 2, None, 2 * n + 3)]
            assert [receipt.seq for receipt in receipts] == [2 * n + 3 for n in range(50)]
            rows = (await store.journal("doc-1")).updates[1:]
            assert [(row.seq, row.data) for row in rows] == [
                pair for n in range(50) for pair in ((2 * n + 2, b"%d" % n), (2 * n + 3, b"+%d" % n))
            ]
            assert [row.seq for row in await store.rooms()] == [101]

    @on_loop
    async def test_a_conflict_touches_nobody_else(self, factory: StoreFactory) -> None:
        """Of commits that wait together, each stands alone; a failed one takes no number."""
        async with running(factory) as store:
            for n in range(3):
                await store.commit(f"r{n}", [room(n), document(n)])
            outcomes = await asyncio.gather(
                store.commit("r0", [update(b"0", document="doc-0")]),
                store.commit("r1", [update(b"1", document="doc-1"), document(1)]),
                store.commit("r1", [update(b"1 again", document="doc-1")]),
                store.commit("nowhere", [update(b"x")]),
                store.commit("r2", [update(b"2", document="doc-2")]),
                return_exceptions=True,
            )
            kinds = [type(outcome) for outcome in outcomes]
            assert kinds == [Receipt, Conflict, Receipt, NotFound, Receipt]
            for n, data in enumerate((b"0", b"1 again", b"2")):
                rows = (await store.journal(f"doc-{n}")).updates
                assert [(row.seq, row.data) for row in rows] == [(1, DOCUMENT.genesis), (2, data)]

    @on_loop
    async def test_an_empty_commit_and_a_probe_change_nothing(self, factory: StoreFactory) -> None:
        """They only tell that commits work."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            before = await store.rooms(), await store.documents("r1"), await store.journal("doc-1")
            assert await store.commit("r1", []) == Receipt(1, [])
            await store.probe()
            assert (await store.rooms(), await store.documents("r1"), await store.journal("doc-1")) == before

    @on_loop
    async def test_stopping_finishes_what_waits(self, factory: StoreFactory) -> None:
        """Everything asked for before is stored, everything after is refused."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            commits = [asyncio.ensure_future(store.commit("r1", [update(b"%d" % n)])) for n in range(20)]
            await asyncio.sleep(0)  # each has now reached the store
            await store.stop()
            await asyncio.gather(*commits)
            with pytest.raises(StorageFailed):
                await store.commit("r1", [update(b"late")])
        async with running(factory) as again:
            rows = (await again.journal("doc-1")).updates[1:]
            assert [row.data for row in rows] == [b"%d" % n for n in range(20)]

    def test_what_was_acknowledged_survives_a_kill(self, store_factory: StoreFactory) -> None:
        """``kill -9`` in a stream of commits: each acknowledged one is there, once, and no half of any."""
        acknowledged = _kill_in_a_stream(store_factory)
        assert len(acknowledged) >= _BEFORE_KILL
        asyncio.run(_compare(store_factory, acknowledged))


def _kill_in_a_stream(factory: StoreFactory) -> list[tuple[int, str]]:
    """The (seq, data) of all commits that a process told of before it was killed."""
    # The factory may be defined in a test module, which only our own path leads to.
    child = subprocess.Popen(
        [sys.executable, "-m", store_writer.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert child.stdin is not None and child.stdout is not None
    try:
        child.stdin.write(base64.b64encode(pickle.dumps(factory)) + b"\n")
        child.stdin.flush()
        lines = [child.stdout.readline() for _ in range(_BEFORE_KILL)]
    finally:
        child.kill()
    lines += child.stdout.read().splitlines(keepends=True)
    child.wait()
    child.stdin.close()
    child.stdout.close()
    return [tuple(json.loads(line)) for line in lines if line.endswith(b"\n")]


async def _compare(factory: StoreFactory, acknowledged: list[tuple[int, str]]) -> None:
    async with running(factory) as store:
        [row] = await store.rooms()
        updates = (await store.journal("doc-1")).updates
        stored = {update.seq: update.data.decode("latin-1") for update in updates}
        assert [update.seq for update in updates] == list(range(1, row.seq + 1))
        assert {seq: stored.get(seq) for seq, _ in acknowledged} == dict(acknowledged)
        # Each commit holds two records: never one without the other.
        assert (row.seq - 1) % 2 == 0
        assert (await store.commit("r1", [update(b"on")])).seq == row.seq + 1
