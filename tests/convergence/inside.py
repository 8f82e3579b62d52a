"""The ground of plans without processes: a registry of rooms on a real store and real files, clients beside.

A server that dies commits nothing and writes nothing any more, from the moment on at which it dies.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from timewarp_jupyter.clock import now_ms
from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents.compaction import compact
from timewarp_jupyter.documents.document import LiveDocument
from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.documents.saving_base import source_text
from timewarp_jupyter.documents.workspace import Workspace
from timewarp_jupyter.errors import StorageFailed, TimeWarpError, Unavailable
from timewarp_jupyter.rooms.folders import Folders
from timewarp_jupyter.rooms.people import People
from timewarp_jupyter.rooms.registry import Registry
from timewarp_jupyter.rooms.room import Room
from timewarp_jupyter.rooms.teachers import Teachers
from timewarp_jupyter.store.interface_talk import ActivityFilter, Window
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.killing import DeadlyContents, DeadlyStore, Faults

from .ground import Ground, Unanswered, Wrong
from .inside_client import InsideClient
from .people import Seat, Someone

LOG = logging.getLogger("timewarp.tests")
_FOLDER = "club"
_EVERYTHING = Window(limit=1_000_000)
_LIMITS: Mapping[str, float] = {
    # Nothing happens by itself, so that a plan does the same each time.
    "save_delay": 60.0,
    "save_max_delay": 60.0,
    "disk_poll_interval": 60.0,
    "flush_interval": 0.001,
    "commit_timeout": 5.0,
    "activity_window": 0.1,
    "checkpoint_every": 20,
    "max_messages_burst": 10_000,
    "max_room_messages_burst": 10_000,
}


class Inside(Ground):
    """A room in this process."""

    breath = 0.001
    patience = 10.0
    owner = "owner"

    def __init__(self, folder: Path) -> None:
        self._root = folder / "workspace"
        self._url = sqlite_url(str(folder))
        (folder / "faults").mkdir()
        (self._root / _FOLDER).mkdir(parents=True)
        self.faults = Faults(folder / "faults", self._die)
        self._dying = False
        self._contents = DeadlyContents(root_dir=str(self._root), delete_to_trash=False)
        self._contents.faults = self.faults
        self._limits = Limits(**_LIMITS)
        self._documents: list[str] = []
        self._room_id = ""
        self._store: DeadlyStore
        self._registry: Registry

    def _die(self) -> None:
        """Nothing is done from now on; the world finds out at the end of its step."""
        self._dying = self._store.is_dead = True
        raise StorageFailed("The server has died.", reason="killed")

    @property
    def room(self) -> Room:
        """The room."""
        return self._registry.get(self._room_id)

    async def begin(self, people: int, texts: Sequence[str]) -> None:
        """Make the room, with so many editors and these programs."""
        await self._open()
        room = await self._registry.create("Club", _FOLDER, self.owner, "invite", "editor")
        self._room_id = room.id
        async with room.use() as library:
            for number, text in enumerate(texts):
                row = await library.create(f"first{number}.logo", text, self.owner)
                self._documents.append(row.id)
        self.people = [Someone(number, f"user{number}", len(texts)) for number in range(people)]
        for who in self.people:
            await room.set_role(who.username, "editor", self.owner)

    async def _open(self) -> None:
        store = SqlStore(self._url, synchronous="normal")
        await store.start()
        self._store = DeadlyStore(store, self.faults)
        people = People(self._store)
        await people.start()
        workspace = Workspace(self._contents, None, self._limits, LOG)
        self._registry = Registry(
            self._store,
            workspace,
            self._limits,
            Teachers(),
            "invite",
            LOG,
            people=people,
            folders=Folders(workspace),
        )
        await self._registry.start()

    async def connect(self, who: Someone, seat: Seat) -> InsideClient:
        """Connect with the replica of before, if there is one."""
        async with _answered():
            live = await self.room.open_document(self._documents[seat.document], who.username)
        access = self.room.access(who.username)
        client = InsideClient(live, who.username, replica=seat.replica, access=access)
        seat.replica = client.doc
        return client

    def forget(self, seat: Seat) -> None:
        """A replica is never used again."""
        seat.replica = None

    async def set_role(self, who: Someone, role: str) -> None:
        """Make somebody an editor or a viewer."""
        async with _answered():
            await self.room.set_role(who.username, role, self.owner)  # type: ignore[arg-type]

    async def set_lock(self, locked: bool) -> None:
        """Lock the room, or unlock it."""
        async with _answered():
            await self.room.change(by=self.owner, locked=locked)

    async def say(self, who: Someone, body: str, client_id: str) -> None:
        """Post in the chat."""
        async with _answered():
            await self.room.talk.chat.post(who.username, body, client_id)

    async def save(self, document: int) -> None:
        """Write a file now."""
        async with _answered(), self.room.use() as library:
            await library.save(self._documents[document])

    async def rename(self, document: int, name: str) -> None:
        """Give a program another name."""
        async with _answered(), self.room.use() as library:
            await library.rename(self._documents[document], name, self.owner)

    async def look(self, document: int) -> bool:
        """Have the server find out what was done to a file; it does only where somebody has it open."""
        async with _answered(), self.room.use() as library:
            await library.disk_changed(self._documents[document])
            return self._documents[document] in library.live

    async def fold(self) -> None:
        """Fold all history."""
        async with _answered():
            for document in self._documents:
                await compact(self._store, self._room_id, document, now_ms() + 1, LOG)

    def file(self, document: int) -> Path:
        """Where a program is on the disk."""
        return self._root / _FOLDER / self.room.library.rows[self._documents[document]].path

    @property
    def is_dead(self) -> bool:
        """Whether the server has ended."""
        return self._dying

    @property
    def is_in_trouble(self) -> bool:
        """Whether the store or the disk fails now, or has just done so."""
        failed = self.room.is_loaded and self.room.flusher.storage_failed is not None
        return self._dying or failed or self.faults.has("store-fails") or self.faults.has("disk-full")

    async def kill(self) -> None:
        """What is committed is all that is left."""
        self._dying = False
        self._store.is_dead = True
        for live in list(self.room.shelf.live()):
            await self.room.library._live.drop(live.id)
        await self._registry.stop()
        await self._store.stop()

    async def start(self) -> None:
        """Start again."""
        await self._open()
        await self.room.load()

    async def texts(self) -> Sequence[str]:
        """The live documents; unlike a client's replica the whole truth only when all is committed."""
        async with _answered():
            return [(await (await self._live(document)).committed()).text for document in self._documents]

    async def _live(self, document: str) -> LiveDocument:
        return await self.room.open_document(document)

    async def stored(self) -> Sequence[str]:
        """The documents as somebody who opens the store anew reads them."""
        store = SqlStore(self._url)
        await store.start()
        try:
            return [source_text(replay(await store.journal(document))) for document in self._documents]
        finally:
            await store.stop()

    async def chat(self) -> Counter[tuple[str, str]]:
        """How often each author said what."""
        rows = await self.room.talk.chat.listing(_EVERYTHING)
        return Counter((row.author, row.body) for row in rows)

    async def activity(self) -> Sequence[Mapping[str, Any]]:
        """All lines of activity, edits told up to now."""
        await self.room.talk.edits.tell()
        rows = await self._store.activity(self._room_id, _EVERYTHING, ActivityFilter())
        numbers = {document: number for number, document in enumerate(self._documents)}
        return [
            {
                "actor": row.actor,
                "verb": row.verb,
                "document": numbers.get(row.document or ""),
                "detail": row.detail,
            }
            for row in rows
        ]

    async def presence(self) -> Mapping[str, int]:
        """Who is in the room."""
        return {record["username"]: record["tabs"] for record in self.room.talk.presence.listing()}

    async def close(self) -> None:
        """End everything."""
        self.faults.disarm()
        self.faults.set("store-fails", False)
        self.faults.set("disk-full", False)
        await self._registry.stop()
        await self._store.stop()


@asynccontextmanager
async def _answered() -> AsyncIterator[None]:
    """What fails for now is not answered; what is refused for good is wrong here."""
    try:
        yield
    except Unavailable as error:
        raise Unanswered(f"{error.message} {error.reason}") from error
    except TimeWarpError as error:
        raise Wrong(f"{type(error).__name__}: {error.message} {error.reason}") from error


@asynccontextmanager
async def inside(folder: Path) -> AsyncIterator[Inside]:
    """A new room in an empty folder."""
    ground = Inside(folder)
    try:
        yield ground
    finally:
        await ground.close()
