"""A document with a real store under it, for tests of the engine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from timewarp_jupyter.clock import now_ms
from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents.document import LiveDocument
from timewarp_jupyter.documents.flush import Flusher
from timewarp_jupyter.documents.genesis import genesis
from timewarp_jupyter.store.interface import Store
from timewarp_jupyter.store.operations import CreateDocument, CreateRoom
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.virtual import VirtualClient

LOG = logging.getLogger("timewarp.tests")
HISTORY = "0123456789abcdef0123456789abcdef"


async def create(store: Store, text: str) -> None:
    """Room ``r`` with document ``d``."""
    now = now_ms()
    first = genesis("demo/a.logo", HISTORY, text)
    await store.commit("r", [CreateRoom("demo", "Demo", "demo", None, "open", "editor", "ana", now)])
    await store.commit(
        "r",
        [
            CreateDocument(
                "d", "a.logo", None, HISTORY, "\n", "ana", first.client_id, first.update, len(text), now
            )
        ],
    )


class Engine:
    """One room's flusher and its document ``d``."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self.store = store
        self.limits = limits
        self.flusher = Flusher("r", store, interval=0.001, commit_timeout=limits.commit_timeout, log=LOG)
        self.document: LiveDocument

    async def load(self) -> LiveDocument:
        """The document as it is on disk."""
        row = next(row for row in await self.store.documents("r") if row.id == "d")
        self.document = await LiveDocument.open(row, self.flusher, self.limits, LOG)
        return self.document

    async def settle(self, clients: Iterable[VirtualClient], until: Callable[[], bool]) -> None:
        """Exchange messages until the condition holds. Fails after 20 s."""

        async def exchange() -> None:
            while not until():
                for client in clients:
                    client.pump()
                await asyncio.sleep(0)

        await asyncio.wait_for(exchange(), 20.0)


@asynccontextmanager
async def engine(
    path: Path, text: str = "FD 50\n", wrap: Callable[[Store], Store] = lambda store: store, **limits: float
) -> AsyncIterator[Engine]:
    """An engine on a new SQLite store in ``path``."""
    store = SqlStore(sqlite_url(path / "store.sqlite"))
    await store.start()
    await create(store, text)
    room = Engine(wrap(store), Limits(**limits))
    await room.load()
    try:
        yield room
    finally:
        await room.flusher.close()
        await store.stop()
