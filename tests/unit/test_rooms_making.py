"""Rooms that are made at the same time: none waits for another's disk, none gets what another has."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents.workspace import Workspace
from timewarp_jupyter.errors import Conflict, TooMuch
from timewarp_jupyter.rooms.folders import Folders
from timewarp_jupyter.rooms.people import People
from timewarp_jupyter.rooms.registry import Registry
from timewarp_jupyter.rooms.room import Room
from timewarp_jupyter.rooms.teachers import Teachers
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.contents import HangingContents

LOG = logging.getLogger("test")
SOON = 5.0
"""Seconds: half of what a call of the workspace may take."""


@dataclass
class Land:
    """A server's rooms, with a home far away that does not answer."""

    registry: Registry
    contents: HangingContents
    root: Path

    def make(self, name: str, folder: str | None, owner: str = "ana") -> asyncio.Task[Room]:
        """Begin to make a room."""
        return asyncio.ensure_future(self.registry.create(name, folder, owner))

    async def hanging(self, folder: str = "far/club", owner: str = "ana") -> asyncio.Task[Room]:
        """A room that is being made, and waits for its disk."""
        making = self.make("Far", folder, owner)
        await asyncio.wait_for(self.contents.begun.wait(), SOON)
        return making


@asynccontextmanager
async def land_in(tmp_path: Path) -> AsyncIterator[Land]:
    """A server's rooms, for as long as the block runs."""
    store = SqlStore(sqlite_url(tmp_path / "store.sqlite"))
    root = tmp_path / "workspace"
    root.mkdir()
    await store.start()
    contents = HangingContents(root_dir=str(root), delete_to_trash=False)
    people, limits = People(store), Limits(max_rooms_per_user=3)
    await people.start()
    workspace = Workspace(contents, None, limits, LOG)
    folders = Folders(workspace)
    registry = Registry(store, workspace, limits, Teachers(), "invite", LOG, people=people, folders=folders)
    await registry.start()
    try:
        yield Land(registry, contents, root)
    finally:
        contents.gate.set()
        await registry.stop()
        await store.stop()


async def done(making: asyncio.Task[Room]) -> Room:
    return await asyncio.wait_for(making, SOON)


async def test_a_home_that_hangs_stops_nobody_elses_room(tmp_path: Path) -> None:
    async with land_in(tmp_path) as land:
        far = await land.hanging()
        near = await done(land.make("Near", "near", "bo"))
        unnamed = await done(land.make("Near", None, "bo"))
        assert (near.row.folder, unnamed.row.folder, unnamed.row.slug) == ("near", "near-2", "near-2")
        assert not far.done()
        land.contents.gate.set()
        assert (await done(far)).row.folder == "far/club"
        assert (land.root / "far" / "club").is_dir()


@pytest.mark.parametrize(
    ("folder", "code"),
    [("far/club", "folder_taken"), ("far/club/inside", "inside_room"), ("far", "contains_room")],
)
async def test_what_is_being_made_has_its_folder_already(tmp_path: Path, folder: str, code: str) -> None:
    async with land_in(tmp_path) as land:
        far = await land.hanging()
        with pytest.raises(Conflict) as refused:
            await done(land.make("Same", folder, "bo"))
        assert refused.value.error_code == code
        land.contents.gate.set()
        await done(far)


async def test_a_folder_is_free_again_where_no_room_came_of_it(tmp_path: Path) -> None:
    async with land_in(tmp_path) as land:
        far = await land.hanging()
        far.cancel()
        await asyncio.wait({far})
        land.contents.gate.set()
        assert (await done(land.make("Far", "far/club", "bo"))).row.slug == "far"


async def test_rooms_of_one_name_get_names_of_their_own(tmp_path: Path) -> None:
    async with land_in(tmp_path) as land:
        rooms = await asyncio.gather(*(land.registry.create("Club", None, f"user{n}") for n in range(10)))
        names = {"club", *(f"club-{n}" for n in range(2, 11))}
        assert {room.row.slug for room in rooms} == {room.row.folder for room in rooms} == names


async def test_rooms_in_one_new_folder_are_made_at_once(tmp_path: Path) -> None:
    async with land_in(tmp_path) as land:
        rooms = await asyncio.gather(
            *(land.registry.create("Club", f"new/{n}", f"user{n}") for n in range(10))
        )
        assert all((land.root / room.row.folder).is_dir() for room in rooms)


async def test_two_that_would_take_the_same_free_folder_take_two(tmp_path: Path) -> None:
    """One because its own is there already, the other because that is its name."""
    async with land_in(tmp_path) as land:
        (land.root / "club").mkdir()
        rooms = await asyncio.gather(*(land.registry.create("Club", None, "ana") for _ in range(2)))
        assert {room.row.slug for room in rooms} == {"club", "club-2"}
        assert len({room.row.folder for room in rooms} - {"club"}) == 2


async def test_rooms_that_are_being_made_count(tmp_path: Path) -> None:
    async with land_in(tmp_path) as land:
        making = [await land.hanging(f"far/{number}") for number in range(3)]
        with pytest.raises(TooMuch) as refused:
            await done(land.make("Near", "near"))
        assert refused.value.error_code == "too_many_rooms"
        assert (await done(land.make("Near", "near", "bo"))).row.folder == "near"
        land.contents.gate.set()
        for each in making:
            await done(each)


async def test_a_room_that_comes_back_has_its_folder_already(tmp_path: Path) -> None:
    async with land_in(tmp_path) as land:
        land.contents.gate.set()
        room = await done(land.make("Far", "far/club"))
        await land.registry.delete(room)
        land.contents.gate.clear()
        land.contents.begun.clear()
        back = asyncio.ensure_future(land.registry.bring_back(room))
        await asyncio.wait_for(land.contents.begun.wait(), SOON)
        with pytest.raises(Conflict) as refused:
            await done(land.make("Same", "far/club", "bo"))
        assert refused.value.error_code == "folder_taken"
        land.contents.gate.set()
        await asyncio.wait_for(back, SOON)
        assert room.row.deleted_at is None


async def test_a_folder_that_is_being_deleted_is_nobody_elses_yet(tmp_path: Path) -> None:
    """Otherwise the files of a room that came back, or of a new one there, would be deleted."""
    async with land_in(tmp_path) as land:
        land.contents.gate.set()
        room = await done(land.make("Far", "far/club"))
        land.contents.gate.clear()
        land.contents.begun.clear()
        going = asyncio.ensure_future(land.registry.delete(room, files=True))
        await asyncio.wait_for(land.contents.begun.wait(), SOON)
        for waiting in (land.make("Same", "far/club", "bo"), land.registry.bring_back(room)):
            with pytest.raises(Conflict) as refused:
                await asyncio.wait_for(waiting, SOON)
            assert refused.value.error_code == "folder_taken"
        land.contents.gate.set()
        await asyncio.wait_for(going, SOON)
        assert not (land.root / "far" / "club").exists()
        await asyncio.wait_for(land.registry.bring_back(room), SOON)
        assert (land.root / "far" / "club").exists()


async def test_in_a_folder_that_is_being_emptied_nobody_makes_a_room(tmp_path: Path) -> None:
    """Otherwise its files would be deleted with those of the rooms that were there."""
    async with land_in(tmp_path) as land:
        land.contents.gate.set()
        with land.registry.emptying("far"):
            for folder in ("far", "far/club"):
                with pytest.raises(Conflict):
                    await done(land.make("Far", folder))
        land.contents.gate.clear()
        making = asyncio.ensure_future(land.make("Far", "far/club"))
        await asyncio.wait_for(land.contents.begun.wait(), SOON)
        with pytest.raises(Conflict), land.registry.emptying("far"):
            raise AssertionError("a room is being made there")
        land.contents.gate.set()
        assert (await asyncio.wait_for(making, SOON)).row.folder == "far/club"
