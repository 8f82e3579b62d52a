"""A room on a real store and real files, for tests of what happens to files."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from timewarp_jupyter.clock import now_ms
from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.documents.flush import Flusher
from timewarp_jupyter.documents.library import Library
from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.documents.saving_base import source_text
from timewarp_jupyter.documents.workspace import Workspace
from timewarp_jupyter.store.operations import CreateRoom
from timewarp_jupyter.store.sql import SqlStore, sqlite_url

LOG = logging.getLogger("timewarp.tests")
ROOM = "r"
FOLDER = "club"
QUICK = {
    "save_delay": 0.02,
    "save_max_delay": 0.05,
    "disk_poll_interval": 0.05,
    "flush_interval": 0.001,
    "commit_timeout": 5.0,
}
LAZY = {**QUICK, "save_delay": 60.0, "save_max_delay": 60.0, "disk_poll_interval": 60.0}
"""Nothing happens by itself."""


async def until(condition: Callable[[], object]) -> None:
    """Wait for a condition. Fails after 10 s."""
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("waited for 10 s in vain")


class RoomFiles:
    """One room's library; ``restart`` is what a killed server does when it comes back."""

    def __init__(self, root: Path, contents: Any, file_ids: Any | None, limits: Limits) -> None:
        self.root = root
        self.folder = root / FOLDER
        self.contents = contents
        self.file_ids = file_ids
        self.limits = limits
        self.store = SqlStore(sqlite_url(root.parent / "store.sqlite"))
        self.library: Library
        self.flusher: Flusher

    async def load(self) -> Library:
        """The library as a server that starts has it."""
        self.flusher = Flusher(ROOM, self.store, interval=0.001, commit_timeout=5.0, log=LOG)
        workspace = Workspace(self.contents, self.file_ids, self.limits, LOG)
        self.library = Library(ROOM, FOLDER, self.store, self.flusher, workspace, self.limits, LOG)
        await self.library.start()
        return self.library

    async def kill(self) -> None:
        """End without a last save: what is committed is all that is left."""
        for document in list(self.library.live):
            await self.library._live.drop(document)
        await self.library.close()
        await self.flusher.close()

    async def restart(self) -> Library:
        """Kill, and start again."""
        await self.kill()
        return await self.load()

    def write(self, name: str, text: str) -> None:
        """Another program writes a file."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def read(self, name: str) -> str:
        """What is in a file."""
        return (self.folder / name).read_bytes().decode()

    async def type(self, document: str, text: str, at: int | None = None, author: str = "ana") -> None:
        """Somebody inserts text, at the end or at a byte."""
        live = await self.library.open(document)
        place = len(live.text.encode()) if at is None else at
        await live.edit(author, [Edit(place, place, text)])

    async def stored(self, document: str) -> str:
        """The text as the journal has it."""
        return source_text(replay(await self.store.journal(document)))

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition. Fails after 10 s."""
        await until(condition)


@asynccontextmanager
async def room_files(
    path: Path,
    contents: Callable[..., Any] = AsyncLargeFileManager,
    *,
    file_ids: Callable[[Path], Any] | None = None,
    **limits: float,
) -> AsyncIterator[RoomFiles]:
    """A room with an empty folder in ``path``."""
    root = path / "workspace"
    (root / FOLDER).mkdir(parents=True)
    ids = None if file_ids is None else file_ids(root)
    manager = contents(root_dir=str(root), delete_to_trash=False)
    room = RoomFiles(root, manager, ids, Limits(**{**QUICK, **limits}))
    await room.store.start()
    create = CreateRoom("club", "Club", FOLDER, None, "open", "editor", "ana", now_ms())
    await room.store.commit(ROOM, [create])
    await room.load()
    try:
        yield room
    finally:
        await room.library.close()
        await room.flusher.close()
        await room.store.stop()
        if ids is not None:
            ids.con.close()
            del ids.con
