"""When clients of a document are read no further."""

from __future__ import annotations

import asyncio

from ..errors import Unavailable

_MOST_QUEUED = 16 * 2**20
"""Bytes of changes that may wait for a commit."""


class Gate:
    """Shut while the document is being rebuilt, or while too much of it waits for a commit."""

    def __init__(self) -> None:
        self.whole = asyncio.Event()
        """Set while the document holds only what is on disk or queued."""
        self.whole.set()
        self._room_left = asyncio.Event()
        self._room_left.set()

    @property
    def is_open(self) -> bool:
        """Whether a message can be dealt with now; if not, ``wait``."""
        return self.whole.is_set() and self._room_left.is_set()

    def queued(self, size: int) -> None:
        """``size`` bytes of changes wait now."""
        if size > _MOST_QUEUED:
            self._room_left.clear()
        elif not self._room_left.is_set():
            self._room_left.set()

    async def wait(self, timeout: float) -> None:
        """Until it is open. Raises ``Unavailable`` after ``timeout`` seconds."""
        try:
            await asyncio.wait_for(self.whole.wait(), timeout)
            await asyncio.wait_for(self._room_left.wait(), timeout)
        except asyncio.TimeoutError:
            raise Unavailable("This program cannot be used now.", reason="timeout") from None
