"""Requests go through one at a time, so that a flood of them does not stand between a key and its sight.

The event loop carries out everything that is ready before it looks at the sockets again. Of two hundred
requests that have come together each takes a millisecond; an edit that comes then would wait for all of them.
"""

from __future__ import annotations

import asyncio
from collections import deque


class Turnstile:
    """Lets one through per turn of the event loop, in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._turning = False

    async def enter(self) -> None:
        """Wait for one's turn: no time at all where nobody else asks."""
        loop = asyncio.get_running_loop()
        if not self._turning:
            self._turning = True
            loop.call_soon(self._turn)
            return
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append(turn)
        await turn

    def _turn(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # one who has gone away meanwhile is passed over
                turn.set_result(None)
                asyncio.get_running_loop().call_soon(self._turn)
                return
        self._turning = False
