"""The documents of one room: brought into memory on first use, let go when idle."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from ..documents.document import LiveDocument
from ..documents.flush import Flusher
from ..documents.flushed import Committing
from ..documents.library import Library
from ..errors import Unavailable
from .context import Context


class Shelf:
    """Loads and unloads a room's library and flusher."""

    def __init__(self, room: str, context: Context, hears: Committing | None = None) -> None:
        self._room = room
        self._context = context
        self._hears = hears
        self._loading = asyncio.Lock()
        self._users = 0
        self._idle_since = 0.0
        self._closed = False
        self.library: Library | None = None
        self.flusher: Flusher | None = None

    def live(self) -> Sequence[LiveDocument]:
        """The documents that are live now."""
        return [] if self.library is None else list(self.library.live.values())

    def connections(self) -> int:
        """How many connections there are to all documents."""
        return sum(len(document.connections) for document in self.live())

    def usernames(self) -> Sequence[str]:
        """The user of each connection."""
        return [connection.username for document in self.live() for connection in document.connections]

    @contextlib.asynccontextmanager
    async def use(self, folder: str) -> AsyncIterator[Library]:
        """The library for the length of a request: loaded, and not unloaded meanwhile."""
        self._users += 1
        try:
            yield await self.load(folder)
        finally:
            self._users -= 1
            self._idle_since = asyncio.get_running_loop().time()

    async def load(self, folder: str) -> Library:
        """Bring the documents into memory; callers at the same time share one load.

        Raises ``StorageFailed``, and ``Unavailable`` (``leaving``) once it is closed.
        """
        async with self._loading:
            if self._closed:
                raise Unavailable("The server is leaving.", code="leaving")
            if self.library is None:
                self._idle_since = asyncio.get_running_loop().time()
                self.library, self.flusher = await self._load(folder)
            return self.library

    async def _load(self, folder: str) -> tuple[Library, Flusher]:
        context, limits = self._context, self._context.limits
        flusher = Flusher(
            self._room,
            context.store,
            interval=limits.flush_interval,
            commit_timeout=limits.commit_timeout,
            log=context.log,
            hears=self._hears,
        )
        library = Library(self._room, folder, context.store, flusher, context.workspace, limits, context.log)
        try:
            await library.start()
        except BaseException:
            await flusher.close()
            raise
        return library, flusher

    async def unload(self, idle_for: float | None = None) -> bool:
        """Flush, write files, and let go; with ``idle_for`` only if unused for so many seconds."""
        async with self._loading:
            library, flusher = self.library, self.flusher
            if library is None or flusher is None:
                return False
            if idle_for is not None and not self.is_idle(idle_for):
                return False
            try:
                await library.close()
            finally:
                self.library = self.flusher = None
                await flusher.close()
        return True

    async def close(self) -> None:
        """Flush, write files, and let go for good: who asked before the server left comes too late."""
        self._closed = True
        await self.unload()

    def is_idle(self, seconds: float) -> bool:
        """Whether nobody has used the loaded documents for so long."""
        now = asyncio.get_running_loop().time()
        if self.library is None:
            return False
        if self._users or self.connections():
            self._idle_since = now
            return False
        return now - self._idle_since >= seconds
