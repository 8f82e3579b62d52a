"""The ground of plans without processes: a registry of rooms on a real store and real files, clients beside.

A server that dies commits nothing and writes nothing any more, from the moment on at which it dies.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from timewarp_jupyter.clock import now_ms
from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents.compaction import compact
from timewarp_jupyter.documents.library import Library
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
from timewarp_jupyter.testing.killing import (
    DISK_FAULTS,
    HANGING,
    STORE_FAULTS,
    DeadlyContents,
    DeadlyStore,
    Faults,
)

from .ground import Ground, Unanswered, Wrong
from .inside_client import InsideClient
from .people import Client, Seat, Someone

T = TypeVar("T")
LOG = logging.getLogger("timewarp.tests")
_FOLDER = "club"
_EVERYTHING = Window(limit=1_000_000)
LIMITS: Mapping[str, float] = {
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
RUNNING: Mapping[str, float] = {
    # All that a server does by itself happens all the time.
    **LIMITS,
    "save_delay": 0.01,
    "save_max_delay": 0.03,
    "disk_poll_interval": 0.05,
    "unload_after": 0.05,
    "commit_timeout": 0.1,
}
_HANGS = 0.1
"""Seconds after which somebody does not wait for an answer any more, where something hangs."""


class Inside(Ground):
    """A room in this process."""

    breath = 0.001
    patience = 10.0
    owner = "owner"

    def __init__(self, folder: Path, limits: Mapping[str, float] = LIMITS) -> None:
        self._root = folder / "workspace"
        self._url = sqlite_url(str(folder))
        (folder / "faults").mkdir()
        (self._root / _FOLDER).mkdir(parents=True)
        self.faults = Faults(folder / "faults", self._die)
        self._dying = False
        self._contents = DeadlyContents(root_dir=str(self._root), delete_to_trash=False)
        self._contents.faults = self.faults
        self._limits = Limits(**limits)
        self.names = []
        self._documents: list[str] = []
        self._room_id = ""
        self._half_open: list[InsideClient] = []
        self._unanswered: set[asyncio.Task[Any]] = set()
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
        room = await self._registry.create("Club", _FOLDER, self.owner, "open", "editor")
        self._room_id = room.id
        async with room.use() as library:
            for number, text in enumerate(texts):
                name = f"first{number}.logo"
                self._documents.append((await library.create(name, text, self.owner)).id)
                self.names.append([name])
        self.people = [Someone(number, f"user{number}", len(texts)) for number in range(people)]
        for who in self.members:
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
        live = await self._ask(self.room.open_document(self._documents[seat.document], who.username))
        return InsideClient(live, who.username, self.room.access(who.username), seat)

    def forget(self, seat: Seat) -> None:
        """A replica is never used again."""
        seat.replica = None

    def vanished(self, client: Client) -> None:
        """A connection is dead, and stays in its document."""
        assert isinstance(client, InsideClient)
        self._half_open.append(client)

    async def reap(self) -> None:
        """All pings of dead connections have remained without an answer."""
        dead, self._half_open = self._half_open, []
        for client in dead:
            client.connection.close()

    async def set_role(self, who: Someone, role: str) -> None:
        """Make somebody an editor or a viewer."""
        await self._ask(self.room.set_role(who.username, role, self.owner))  # type: ignore[arg-type]

    async def set_lock(self, locked: bool) -> None:
        """Lock the room, or unlock it."""
        await self._ask(self.room.change(by=self.owner, locked=locked))

    async def say(self, who: Someone, body: str, client_id: str) -> None:
        """Post in the chat."""
        await self._ask(self.room.talk.chat.post(who.username, body, client_id))

    async def save(self, document: int) -> None:
        """Write a file now."""
        await self._ask(self._use(lambda library: library.save(self._documents[document])))

    async def rename(self, document: int, name: str) -> None:
        """Give a program another name."""
        self.names[document].append(name)
        await self._ask(
            self._use(lambda library: library.rename(self._documents[document], name, self.owner))
        )

    async def look(self, document: int) -> bool:
        """Have the server find out what was done to a file; it does only where somebody has it open."""

        async def look(library: Library) -> bool:
            await library.disk_changed(self._documents[document])
            return self._documents[document] in library.live

        return await self._ask(self._use(look))

    async def fold(self) -> None:
        """Fold all history."""
        for document in self._documents:
            await self._ask(compact(self._store, self._room_id, document, now_ms() + 1, LOG))

    async def _use(self, use: Callable[[Library], Awaitable[T]]) -> T:
        async with self.room.use() as library:
            return await use(library)

    async def _ask(self, question: Coroutine[Any, Any, T]) -> T:
        """The answer, for who does not wait for ever where something hangs; the server goes on with it.

        Raises ``Unanswered`` for what fails for now, and ``Wrong`` for what is refused for good.
        """
        task = asyncio.ensure_future(question)
        self._unanswered.add(task)
        task.add_done_callback(self._unanswered.discard)
        seconds = _HANGS if self.faults.has(*HANGING) else self.patience
        done, _ = await asyncio.wait([task], timeout=seconds)
        if not done:
            raise Unanswered(f"no answer within {seconds} s")
        try:
            return task.result()
        except Unavailable as error:
            unanswered = Unanswered(f"{error.message} {error.reason}")
            unanswered.is_slow = error.reason == "timeout"
            raise unanswered from error
        except TimeWarpError as error:
            raise Wrong(f"{type(error).__name__}: {error.message} {error.reason}") from error

    @property
    def folder(self) -> Path:
        """The room's folder."""
        return self._root / _FOLDER

    @property
    def is_dead(self) -> bool:
        """Whether the server has ended."""
        return self._dying

    @property
    def is_in_trouble(self) -> bool:
        """Whether the store or the disk fails now, or has just done so."""
        failed = self.room.is_loaded and self.room.flusher.storage_failed is not None
        return self._dying or failed or self.faults.has(*STORE_FAULTS, *DISK_FAULTS)

    def disk(self) -> AbstractContextManager[Any]:
        """No file is written meanwhile."""
        return self._contents.turn

    def is_writing(self, document: int) -> bool:
        """Whether what somebody writes now may be written over: nothing can be locked against that."""
        opened = self.room.library._live.get(self._documents[document]) if self.room.is_loaded else None
        return opened is not None and opened.file._intended is not None

    async def kill(self) -> None:
        """What is committed is all that is left."""
        self._dying = False
        self._store.is_dead = True
        self._half_open.clear()
        for live in list(self.room.shelf.live()):
            await self.room.library._live.drop(live.id)
        await self._end()

    async def stop(self) -> None:
        """The server ends in good order."""
        self._half_open.clear()
        await self._end()

    async def _end(self) -> None:
        await self._registry.stop()
        if self._unanswered:
            await asyncio.wait(self._unanswered, timeout=self.patience)
        await self._store.stop()

    async def start(self) -> None:
        """Start again."""
        await self._open()
        await self.room.load()

    async def unload(self) -> bool:
        """The room leaves memory, which it does where nobody is there; whether it has."""
        await self.reap()
        return await self._ask(self.room.shelf.unload(0.0))

    async def texts(self) -> Sequence[str]:
        """The live documents; unlike a client's replica the whole truth only when all is committed."""
        return [await self._ask(self._text(document)) for document in self._documents]

    async def _text(self, document: str) -> str:
        return (await (await self.room.open_document(document)).committed()).text

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
        rows = await self._ask(self.room.talk.chat.listing(_EVERYTHING))
        return Counter((row.author, row.body) for row in rows)

    async def activity(self) -> Sequence[Mapping[str, Any]]:
        """All lines of activity, edits told up to now."""
        await self._ask(self.room.talk.edits.tell())
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
        self.faults.end(*STORE_FAULTS, *DISK_FAULTS)
        await self._end()


@asynccontextmanager
async def inside(folder: Path, limits: Mapping[str, float] = LIMITS) -> AsyncIterator[Inside]:
    """A new room in an empty folder."""
    ground = Inside(folder, limits)
    try:
        yield ground
    finally:
        await ground.close()


def running(folder: Path) -> AbstractAsyncContextManager[Inside]:
    """The same, where files are written and looked at and rooms unloaded by themselves as well."""
    return inside(folder, RUNNING)
