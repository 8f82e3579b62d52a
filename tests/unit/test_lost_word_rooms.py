"""What a room and those who listen make of commits that are said to have failed and are on disk."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from engine import LOG
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from room_files import LAZY, until
from unsure import UNSURE, BlindStore, set_unsure

from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.documents.workspace import Workspace
from timewarp_jupyter.errors import NotFound, StorageFailed
from timewarp_jupyter.rooms.folders import Folders
from timewarp_jupyter.rooms.people import People
from timewarp_jupyter.rooms.permissions import Action
from timewarp_jupyter.rooms.registry import Registry
from timewarp_jupyter.rooms.room import Room
from timewarp_jupyter.rooms.subscription import Subscription
from timewarp_jupyter.rooms.teachers import Teachers
from timewarp_jupyter.store.interface import Store
from timewarp_jupyter.store.interface_talk import ActivityFilter, Window
from timewarp_jupyter.store.operations import CreateRoom, Operation, PutMember
from timewarp_jupyter.store.session import Session
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.stores_unsure import LyingStore
from timewarp_jupyter.testing.virtual import VirtualSocket

R = TypeVar("R")
T = TypeVar("T")


class Listener:
    """A socket on the events of a room."""

    def __init__(self) -> None:
        self.socket = VirtualSocket()
        self._said: list[str] = []

    def posted(self) -> Counter[str]:
        """How often each message was told as new."""
        self._said += [
            event["body"]
            for event in map(json.loads, self.socket.messages())
            if event["type"] == "chat.posted"
        ]
        return Counter(self._said)


@asynccontextmanager
async def registry_on(store: Store, root: Path) -> AsyncIterator[Registry]:
    """All rooms of a server, on a store."""
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
        yield registry
    finally:
        await registry.stop()
        await store.stop()


@asynccontextmanager
async def room_on(store: Store, root: Path) -> AsyncIterator[Room]:
    """An open room with everything, on a store."""
    async with registry_on(store, root) as registry:
        yield await registry.create("Club", "club", "ana", "open", "editor")


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


@asynccontextmanager
async def nobody_can_tell(room: Room, store: BlindStore) -> AsyncIterator[None]:
    """What is done meanwhile is on disk, and everyone is told that it has failed."""
    await room.load()
    store.lying = store.failing = True
    with pytest.raises(StorageFailed):
        yield
    store.lying = store.failing = False


async def told(room: Room, store: Store) -> list[str]:
    """What has happened in a room since it was made."""
    lines = await store.activity(room.id, Window(limit=100), ActivityFilter())
    return [f"{line.actor} {line.verb}" for line in lines]


async def test_who_became_a_member_though_nobody_could_tell_is_not_added_again(tmp_path: Path) -> None:
    store = BlindStore(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        await people_of(room).remember("ben")
        async with nobody_can_tell(room, store):
            await room.join("ben")
        await room.set_role("ben", "viewer", "ana")
        assert await told(room, store) == ["ben member.joined", "ana member.role_changed"]


async def test_what_has_changed_though_nobody_could_tell_is_known_when_the_store_is_back(
    tmp_path: Path,
) -> None:
    store = BlindStore(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        await room.join("ben")
        async with nobody_can_tell(room, store):
            await room.change(by="ana", locked=True)
        assert not room.row.locked
        await until(lambda: room.row.locked)
        assert not room.decide("ben", Action.EDIT)


async def test_who_was_removed_though_nobody_could_tell_is_removed_once(tmp_path: Path) -> None:
    store = BlindStore(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        await room.join("ben")
        async with nobody_can_tell(room, store):
            await room.remove("ben", "ana")
        with pytest.raises(NotFound):
            await room.remove("ben", "ana")
        assert await told(room, store) == ["ben member.joined", "ana member.removed"]


@UNSURE
async def test_who_was_removed_is_gone_at_once_where_the_word_was_lost(
    tmp_path: Path, double: Callable[[Store], Store]
) -> None:
    store = double(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        await room.join("ben")
        set_unsure(store, True)
        await room.remove("ben", "ana")
        set_unsure(store, False)
        assert room.member("ben").role is None
        assert await told(room, store) == ["ben member.joined", "ana member.removed"]


async def test_a_room_that_was_deleted_though_nobody_could_tell_ends_its_connections(tmp_path: Path) -> None:
    store = BlindStore(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        await room.load()
        listener = Listener()
        await Subscription(room, "ana", listener.socket).start(None)
        async with nobody_can_tell(room, store):
            await room.change(by="ana", deleted_at=5)
        await until(lambda: listener.socket.ended)
        assert listener.socket.ended is not None
        assert listener.socket.ended.error_code == "room_deleted"


@UNSURE
async def test_listeners_hear_what_came_true_once(tmp_path: Path, double: Callable[[Store], Store]) -> None:
    store = double(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        listener = Listener()
        await Subscription(room, "ana", listener.socket).start(None)
        await room.talk.chat.post("ana", "Before", "1")
        set_unsure(store, True)
        with pytest.raises(StorageFailed):
            await room.talk.chat.post("ana", "Lost?", "2")
        set_unsure(store, False)
        await room.talk.chat.post("ana", "After", "3")
        _, is_new = await room.talk.chat.post("ana", "Lost?", "2")
        assert not is_new
        await until(lambda: {"Before", "Lost?", "After"} <= listener.posted().keys())
        await room.talk.chat.post("ana", "Later", "4")
        await until(lambda: "Later" in listener.posted())
        assert listener.posted() == {"Before": 1, "Lost?": 1, "After": 1, "Later": 1}


@UNSURE
async def test_a_room_of_which_the_word_was_lost_is_there_once(
    tmp_path: Path, double: Callable[[Store], Store]
) -> None:
    store = double(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with registry_on(store, tmp_path / "workspace") as registry:
        await registry.people.remember("ben")
        set_unsure(store, True)
        made = await registry.create("Maze", None, "ben")
        set_unsure(store, False)
        assert registry.get("maze") is made
        assert made.member("ben").role == "owner"
        assert [row.name for row in await store.rooms()] == ["Maze"]


async def test_a_room_that_was_made_though_nobody_could_tell_is_there_before_the_next(tmp_path: Path) -> None:
    store = BlindStore(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with registry_on(store, tmp_path / "workspace") as registry:
        await registry.people.remember("ben")
        store.lying = store.failing = True
        with pytest.raises(StorageFailed):
            await registry.create("Maze", None, "ben")
        store.lying = store.failing = False
        second = await registry.create("Maze", None, "ben")
        first = registry.get("maze")
        assert (first.row.folder, second.row.slug, second.row.folder) == ("maze", "maze-2", "maze-2")
        assert first.member("ben").role == "owner"


async def test_what_is_told_as_a_doubt_ends_hides_nothing(tmp_path: Path) -> None:
    store = BlindStore(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        listener = Listener()
        await Subscription(room, "ana", listener.socket).start(None)
        async with nobody_can_tell(room, store):
            await room.talk.chat.post("ana", "Lost?", "1")
        await room.talk.chat.post("ana", "After", "2")
        # Nobody has been told of the second one yet.
        room.talk.events.settled()
        await until(lambda: "Lost?" in listener.posted())
        assert listener.posted() == {"Lost?": 1, "After": 1}


async def test_who_comes_back_hears_what_was_in_doubt_when_they_left(tmp_path: Path) -> None:
    store = BlindStore(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with room_on(store, tmp_path / "workspace") as room:
        await room.talk.chat.post("ana", "Before", "0")
        async with nobody_can_tell(room, store):
            await room.talk.chat.post("ana", "Lost?", "1")
        row, _ = await room.talk.chat.post("ana", "After", "2")
        during, settled, newest = Listener(), Listener(), Listener()
        await Subscription(room, "ana", during.socket).start(row.seq)
        await until(lambda: not room.changing.is_in_doubt)
        await Subscription(room, "ana", settled.socket).start(row.seq)
        await until(lambda: "Lost?" in during.posted() and "Lost?" in settled.posted())
        assert "Before" not in during.posted() | settled.posted()
        row, _ = await room.talk.chat.post("ana", "Newest", "3")
        await Subscription(room, "ana", newest.socket).start(row.seq)
        await room.talk.chat.post("ana", "Later", "4")
        await until(lambda: "Later" in newest.posted())
        assert newest.posted() == {"Later": 1}


class Crowded(BlindStore):
    """Once, while rooms and members are read, somebody makes a room."""

    def __init__(self, inner: Store) -> None:
        super().__init__(inner)
        self.others: list[Operation] = []
        self._reads = 0

    async def before_reading(self) -> None:
        await super().before_reading()
        self._reads += bool(self.others)
        if self._reads == 2:
            others, self.others = self.others, []
            await self.inner.commit("b" * 32, others)


async def test_a_room_that_is_made_while_a_doubt_is_settled_has_its_owner(tmp_path: Path) -> None:
    store = Crowded(SqlStore(sqlite_url(tmp_path / "store.sqlite")))
    async with registry_on(store, tmp_path / "workspace") as registry:
        await registry.people.remember("ben")
        store.lying = store.failing = True
        with pytest.raises(StorageFailed):
            await registry.create("Maze", None, "ben")
        store.lying = store.failing = False
        made = CreateRoom("other", "Other", "other", None, "invite", "editor", "ben", 1)
        store.others = [made, PutMember("ben", "owner", 1)]
        await registry.settle()
        known = [room.row.slug for room in registry.rooms.values() if room.member("ben").role == "owner"]
        assert known == [room.row.slug for room in registry.rooms.values()]
        assert "maze" in known


class ToldLate(LyingStore):
    """What is read of rooms is told when ``told`` is set."""

    def __init__(self, inner: Store) -> None:
        super().__init__(inner)
        self.read, self.told = asyncio.Event(), asyncio.Event()
        self.told.set()

    async def examine(
        self, read: Callable[[Session], R], make: Callable[[R], T], *, heavily: bool = False
    ) -> T:
        found = await super().examine(read, make, heavily=heavily)
        self.read.set()
        await self.told.wait()
        return found


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
