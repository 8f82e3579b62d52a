"""Stores of which nobody knows whether they have committed, as where a connection is lost during a commit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ..errors import StorageFailed
from ..store.interface import Receipt, Store
from ..store.operations import Operation
from .stores import WrappedStore


def lost() -> StorageFailed:
    """What is said of a commit that is, or will be, on disk."""
    return StorageFailed("The connection was lost.", reason="lost")


class LyingStore(WrappedStore):
    """While ``lying`` is set, commits are carried out and said to have failed."""

    def __init__(self, inner: Store) -> None:
        super().__init__(inner)
        self.lying = False

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        """Commit, whatever is said of it."""
        receipt = await self.inner.commit(room, operations)
        if self.lying:
            raise lost()
        return receipt


class LateStore(WrappedStore):
    """While ``late`` is set, commits are said to have failed, and come true ``after`` seconds.

    As with a real lock, whatever else is to be written waits for that; reads do not.
    """

    def __init__(self, inner: Store, *, after: float = 0.02) -> None:
        super().__init__(inner)
        self.late = False
        self._after = after
        self._coming: set[asyncio.Task[Receipt]] = set()

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        """Commit after all that is late; now, or later."""
        await self.until_true()
        if not self.late:
            return await self.inner.commit(room, operations)
        task = asyncio.create_task(self._come_true(room, operations))
        self._coming.add(task)
        task.add_done_callback(self._coming.discard)
        raise lost()

    async def _come_true(self, room: str, operations: Sequence[Operation]) -> Receipt:
        await asyncio.sleep(self._after)
        return await self.inner.commit(room, operations)

    async def probe(self) -> None:
        """Probe after all that is late."""
        await self.until_true()
        await self.inner.probe()

    async def stop(self) -> None:
        """Stop after all that is late."""
        await self.until_true()
        await self.inner.stop()

    async def until_true(self) -> None:
        """Wait for all that is late. Who waits may be cancelled, and it comes true all the same."""
        if self._coming:
            await asyncio.wait(set(self._coming))
