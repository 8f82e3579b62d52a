"""Commits that are said to have failed and are on disk: nothing is doubled, lost or told twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from engine import engine
from pycrdt import Text
from room_files import LAZY, ROOM, RoomFiles, room_files
from unsure import UNSURE, BlindStore, set_unsure

from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.errors import StorageFailed
from timewarp_jupyter.store.interface import Store
from timewarp_jupyter.store.interface_talk import ActivityFilter, Window
from timewarp_jupyter.testing.stores import SlowStore
from timewarp_jupyter.testing.stores_unsure import LateStore
from timewarp_jupyter.testing.virtual import VirtualClient


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
async def files_on(double: Callable[[Store], Store], path: Path, **limits: float) -> AsyncIterator[RoomFiles]:
    """A room with files on a store with a fault."""
    async with room_files(path, **{**LAZY, **limits}) as room:
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


async def test_a_program_that_was_followed_though_nobody_could_tell_is_not_taken_for_deleted(
    tmp_path: Path,
) -> None:
    async with files_on(BlindStore, tmp_path) as room:
        store = room.store
        assert isinstance(store, BlindStore)
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.library.open(row.id)
        store.lying = store.failing = True
        with pytest.raises(StorageFailed):
            await room.library.rename(row.id, "b.logo", "ana")
        store.lying = store.failing = False
        room.write("a.logo", "FD 50\nRT 90\n")
        await room.restart()
        store.lying = True
        with suppress(StorageFailed):
            await room.library.save(row.id)
        store.lying = False
        await room.until(lambda: room.flusher.storage_failed is None)
        await room.library.save(row.id)
        live = await room.library.open(row.id)
        assert (live.row.path, live.text) == ("a.logo", "FD 50\nRT 90\n")
        assert room.library.rows[row.id].deleted_at is None


@UNSURE
async def test_who_deletes_a_program_is_believed_once(
    tmp_path: Path, double: Callable[[Store], Store]
) -> None:
    async with files_on(double, tmp_path, save_delay=0.01, disk_poll_interval=0.05) as room:
        row = await room.library.create("a.logo", "FD 50\n", "ana")
        await room.library.open(row.id)
        set_unsure(room.store, True)
        with suppress(StorageFailed):
            await room.library.delete(row.id, "ana")
        set_unsure(room.store, False)
        await room.until(lambda: room.library.rows[row.id].deleted_at is not None)
        lines = await room.store.activity(ROOM, Window(limit=100), ActivityFilter(verb="document.deleted"))
        assert [line.actor for line in lines] == ["ana"]


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
