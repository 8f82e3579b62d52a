"""Commits that are said to have failed and are on disk: nothing is doubled, lost or told twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from engine import LOG, engine
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from pycrdt import Text
from room_files import LAZY, RoomFiles, room_files

from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.documents.workspace import Workspace
from timewarp_jupyter.errors import StorageFailed
from timewarp_jupyter.rooms.folders import Folders
from timewarp_jupyter.rooms.people import People
from timewarp_jupyter.rooms.registry import Registry
from timewarp_jupyter.rooms.room import Room
from timewarp_jupyter.rooms.teachers import Teachers
from timewarp_jupyter.store.interface import RoomRow, Store
from timewarp_jupyter.store.interface_talk import ActivityFilter, Window
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.stores import SlowStore
from timewarp_jupyter.testing.stores_unsure import LateStore, LyingStore
from timewarp_jupyter.testing.virtual import VirtualClient

UNSURE = pytest.mark.parametrize("double", [LyingStore, LateStore])


def set_unsure(store: Store, on: bool) -> None:
    """From now on, or no longer, nobody is told what is on disk."""
    if isinstance(store, LyingStore):
        store.lying = on
    else:
        assert isinstance(store, LateStore)
        store.late = on


@UNSURE
async def test_an_edit_of_which_the_word_was_lost_comes_to_all_once(
    tmp_path: Path, double: Callable[[Store], Store]
) -> None:
    async with engine(tmp_path, wrap=double) as room:
        ana, ben, cleo = clients = [VirtualClient(room.document, name) for name in ("ana", "ben", "cleo")]
        await room.settle(clients, lambda: all(client.text == "FD 50\n" for client in clients))
        set_unsure(room.store, True)
        ana.source.insert(0, "LOST? ")
        await room.settle(clients, lambda: bool(ben.denied))
        # Who has typed it is away: the others have it from the server.
        ana.leave()
        set_unsure(room.store, False)
        await room.settle([ben, cleo], lambda: ben.text == cleo.text == "LOST? FD 50\n")
        journal = await room.store.journal("d")
        assert str(replay(journal).get("source", type=Text)) == "LOST? FD 50\n"
        assert room.document.seq == journal.seq


@asynccontextmanager
async def files_on(double: Callable[[Store], Store], path: Path) -> AsyncIterator[RoomFiles]:
    """A room with files on a store with a fault."""
    async with room_files(path, **LAZY) as room:  # type: ignore[arg-type]
        room.store = double(room.store)  # type: ignore[assignment]
        await room.restart()
        yield room


@UNSURE
async def test_a_change_on_disk_after_such_an_edit_is_merged_into_what_was_written(
    tmp_path: Path, double: Callable[[Store], Store]
) -> None:
    async with files_on(double, tmp_path) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        set_unsure(room.store, True)
        with pytest.raises(StorageFailed):
            await room.type(row.id, "RT 90\n")
        set_unsure(room.store, False)
        await room.until(lambda: room.flusher.storage_failed is None)
        await room.library.save(row.id)
        assert room.read("a.logo") == "FD 50\nRT 90\n"
        room.write("a.logo", "BK 10\nFD 50\nRT 90\n")
        await room.library.disk_changed(row.id)
        assert await room.stored(row.id) == "BK 10\nFD 50\nRT 90\n"


@UNSURE
async def test_a_change_on_disk_of_which_the_word_was_lost_is_merged_once(
    tmp_path: Path, double: Callable[[Store], Store]
) -> None:
    async with files_on(double, tmp_path) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.library.open(row.id)
        room.write("a.logo", "FD 50\nRT 90\n")
        set_unsure(room.store, True)
        with pytest.raises(StorageFailed):
            await room.library.save(row.id)
        set_unsure(room.store, False)
        await room.until(lambda: room.flusher.storage_failed is None)
        await room.library.save(row.id)
        assert room.read("a.logo") == "FD 50\nRT 90\n" == await room.stored(row.id)


@UNSURE
async def test_a_file_keeps_the_new_name_of_which_the_word_was_lost(
    tmp_path: Path, double: Callable[[Store], Store]
) -> None:
    async with files_on(double, tmp_path) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.library.open(row.id)
        set_unsure(room.store, True)
        with suppress(StorageFailed):  # what tells of the new name in the document fails as well
            await room.library.rename(row.id, "b.logo", "ana")
        set_unsure(room.store, False)
        await room.restart()
        live = await room.library.open(row.id)
        assert live.row.path == "b.logo"
        assert room.read("b.logo") == live.text == "FD 50\n"
        assert not (room.folder / "a.logo").exists()


async def test_a_program_whose_new_name_came_true_later_is_found_at_its_old_one(tmp_path: Path) -> None:
    async with files_on(LateStore, tmp_path) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.library.open(row.id)
        await room.library.rename(row.id, "b.logo", "ana")
        # As where the store was asked in vain, and the file moved back.
        (room.folder / "b.logo").rename(room.folder / "a.logo")
        room.write("a.logo", "FD 50\nRT 90\n")
        await room.restart()
        live = await room.library.open(row.id)
        assert (live.row.path, live.text) == ("a.logo", "FD 50\nRT 90\n")
        assert room.library.rows[row.id].deleted_at is None


async def test_a_file_that_changes_while_the_store_thinks_is_merged_and_not_written_over(
    tmp_path: Path,
) -> None:
    async with files_on(SlowStore, tmp_path) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.type(row.id, "RT 90\n")
        store = room.store
        assert isinstance(store, SlowStore)
        store.hold()
        saving = asyncio.ensure_future(room.library.save(row.id))
        await asyncio.wait_for(store.arrived.wait(), 10.0)
        room.write("a.logo", "BK 10\nFD 50\n")
        store.release()
        await saving
        assert room.read("a.logo") == "BK 10\nFD 50\nRT 90\n" == await room.stored(row.id)


@asynccontextmanager
async def room_on(store: Store, root: Path) -> AsyncIterator[Room]:
    """A room with everything, on a store."""
    (root / "club").mkdir(parents=True)
    await store.start()
    contents = AsyncLargeFileManager(root_dir=str(root), delete_to_trash=False)
    people, limits = People(store), Limits(**LAZY)
    await people.start()
    workspace = Workspace(contents, None, limits, LOG)
    registry = Registry(
        store,
        workspace,
        limits,
        Teachers(),
        "invite",
        LOG,
        people=people,
        folders=Folders(workspace),
    )
    await registry.start()
    try:
        yield await registry.create("Club", "club", "ana", "open", "editor")
    finally:
        await registry.stop()
        await store.stop()


def people_of(room: Room) -> People:
    """All that the server knows of."""
    return room._people


@UNSURE
async def test_roles_and_locks_of_which_the_word_was_lost_hold_and_are_told_once(
    tmp_path: Path, double: Callable[[Store], Store]
) -> None:
    store = double(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        await room.load()
        await people_of(room).remember("ben")
        set_unsure(store, True)
        await room.join("ben")
        await room.set_role("ben", "viewer", "ana")
        await room.change(by="ana", locked=True)
        set_unsure(store, False)
        assert not await room.join("ben")
        assert room.member("ben").role == "viewer"
        assert room.row.locked
        lines = await store.activity(room.id, Window(limit=100), ActivityFilter())
        told = [line.verb for line in lines if line.actor in ("ana", "ben")]
        assert sorted(told) == ["member.joined", "member.role_changed", "room.locked"]


@UNSURE
async def test_edits_are_told_once_where_the_word_of_that_was_lost(
    tmp_path: Path, double: Callable[[Store], Store]
) -> None:
    store = double(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        async with room.use() as library:
            live = await library.open((await library.create("a.logo", "", "ana")).id)
        await live.edit("ana", [Edit(0, 0, "FD 50\n")])
        set_unsure(store, True)
        with pytest.raises(StorageFailed):
            await room.talk.edits.tell()
        set_unsure(store, False)
        await room.talk.edits.tell()
        lines = await store.activity(room.id, Window(limit=100), ActivityFilter())
        assert [line.detail["added"] for line in lines if line.verb == "document.edited"] == [6]


class ToldLate(LyingStore):
    """What is read of rooms is told when ``told`` is set."""

    def __init__(self, inner: Store) -> None:
        super().__init__(inner)
        self.read, self.told = asyncio.Event(), asyncio.Event()
        self.told.set()

    async def rooms(self) -> Sequence[RoomRow]:
        rows = await super().rooms()
        self.read.set()
        await self.told.wait()
        return rows


async def test_a_lock_that_came_true_does_not_come_after_it_was_undone(tmp_path: Path) -> None:
    store = ToldLate(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        store.read.clear()
        store.told.clear()
        store.lying = True
        locking = asyncio.ensure_future(room.change(by="ana", locked=True))
        await asyncio.wait_for(store.read.wait(), 10.0)
        store.lying = False
        unlocking = asyncio.ensure_future(room.change(by="ana", locked=False))
        await asyncio.wait([unlocking], timeout=0.2)  # it has to wait for the other one
        store.told.set()
        await asyncio.gather(locking, unlocking)
        (row,) = await store.rooms()
        assert (room.row.locked, row.locked) == (False, False)
