"""The faulty stores fail as their names say, and as real ones do."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from timewarp_jupyter.errors import StorageFailed
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.store_contract import StoreContract
from timewarp_jupyter.testing.store_running import StoreFactory, on_loop, running
from timewarp_jupyter.testing.store_samples import DOCUMENT, ROOM, update
from timewarp_jupyter.testing.stores import FailingStore, FlakyStore, SlowStore


@pytest.fixture
def store_factory(tmp_path: Path) -> StoreFactory:
    return partial(SqlStore, sqlite_url(tmp_path))


def slow(path: Path) -> SlowStore:
    """A slow store on a file."""
    return SlowStore(SqlStore(sqlite_url(path)))


class TestSlowStoreKeepsTheContract(StoreContract):
    """A double has to be a store in all else."""

    @pytest.fixture
    def store_factory(self, tmp_path: Path) -> StoreFactory:
        return partial(slow, tmp_path / "store.sqlite")


class TestDoubles:
    """Their faults."""

    @on_loop
    async def test_a_slow_store_holds_commits_back(self, factory: StoreFactory) -> None:
        store = SlowStore(factory())
        async with running(lambda: store):
            store.hold()
            commit = asyncio.ensure_future(store.commit("r1", [ROOM]))
            await store.arrived.wait()
            assert store.waiting == 1
            assert await store.rooms() == []
            store.release()
            await commit
            assert [row.slug for row in await store.rooms()] == ["maze"]

    @on_loop
    async def test_a_flaky_store_fails_when_told(self, factory: StoreFactory) -> None:
        store = FlakyStore(factory(), fail_at=[2])
        async with running(lambda: store):
            await store.commit("r1", [ROOM, DOCUMENT])
            with pytest.raises(StorageFailed):
                await store.commit("r1", [update(b"lost")])
            store.failing = True
            for attempt in (store.probe(), store.commit("r1", [update(b"lost")])):
                with pytest.raises(StorageFailed):
                    await attempt
            store.failing = False
            await store.probe()
            await store.commit("r1", [update(b"kept")])
            assert [row.data for row in (await store.journal("doc-1")).updates[1:]] == [b"kept"]

    @on_loop
    async def test_a_failing_store_can_only_be_read(self, factory: StoreFactory) -> None:
        store = FailingStore(factory())
        async with running(lambda: store):
            await store.inner.commit("r1", [ROOM])
            for attempt in (store.probe(), store.commit("r1", [DOCUMENT])):
                with pytest.raises(StorageFailed):
                    await attempt
            assert [row.slug for row in await store.rooms()] == ["maze"]
            assert await store.documents("r1") == []
