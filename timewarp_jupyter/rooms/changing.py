"""One change of a room at a time, each resting on what is really stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType

from ..errors import StorageFailed


class Changing:
    """Held from a check to the commit that rests on it.

    A commit that is said to have failed may be on disk all the same, where the word of it was lost. What is
    known of the room is in doubt then, and is read again before the next change looks at it.
    """

    def __init__(self, read_again: Callable[[], Awaitable[None]]) -> None:
        """``read_again`` brings what is known up to date. Raises ``StorageFailed``."""
        self._read_again = read_again
        self._lock = asyncio.Lock()
        self.is_in_doubt = False

    async def __aenter__(self) -> None:
        """Wait for one's turn. Raises ``StorageFailed`` where what is in doubt cannot be read."""
        await self._lock.acquire()
        try:
            await self.settle()
        except BaseException:
            self._lock.release()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the next one change something."""
        self._lock.release()

    async def settle(self) -> None:
        """Read what is in doubt; within a change only. Raises ``StorageFailed``."""
        if not self.is_in_doubt:
            return
        self.is_in_doubt = False  # what comes into doubt meanwhile is read the next time
        try:
            await self._read_again()
        except BaseException:
            self.is_in_doubt = True
            raise

    async def came_true(self, is_so: Callable[[], bool]) -> bool:
        """Whether what has failed is stored all the same; False where nobody can tell."""
        try:
            await self.settle()
        except StorageFailed:
            return False
        return is_so()
