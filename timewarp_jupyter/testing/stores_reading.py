"""Stores with a fault in reading, each named for it. Commits work. Each wraps any other store."""

from __future__ import annotations

import asyncio

from ..errors import StorageFailed
from ..store.interface import Store
from .stores import WrappedStore


class UnreadableStore(WrappedStore):
    """Reads fail while ``failing`` is set, as from a disk with a bad block or a connection that was lost."""

    def __init__(self, inner: Store) -> None:
        super().__init__(inner)
        self.failing = False

    async def before_reading(self) -> None:
        """Fail."""
        if self.failing:
            raise StorageFailed("The store cannot be read.", reason="unreadable")


class SlowlyReadStore(WrappedStore):
    """Reads wait at a gate, as on a network home that hangs, and take ``delay`` seconds longer.

    ``hold`` closes the gate and ``release`` opens it; ``waiting`` is the number of reads at the gate.
    """

    def __init__(self, inner: Store, *, delay: float = 0.0) -> None:
        super().__init__(inner)
        self.waiting = 0
        self._delay = delay
        self._gate = asyncio.Event()
        self._gate.set()

    def hold(self) -> None:
        """Let no read through."""
        self._gate.clear()

    def release(self) -> None:
        """Let them through again."""
        self._gate.set()

    async def before_reading(self) -> None:
        """Wait."""
        self.waiting += 1
        try:
            await self._gate.wait()
            if self._delay:
                await asyncio.sleep(self._delay)
        finally:
            self.waiting -= 1
