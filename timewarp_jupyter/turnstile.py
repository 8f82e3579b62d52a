"""Requests go through one after the other, so that a flood of them does not stand between key and sight.

Of a hundred requests that come together each takes some milliseconds. If the event loop carries out all of
them at once, the thread that commits waits for the interpreter at each of its statements, and an edit that
comes then waits for all of that.
"""

from __future__ import annotations

import asyncio
from collections import deque

LONGEST = 0.02
"""Seconds after which the next one is let in although the last has not left: it waits for something."""


class Turnstile:
    """Lets one in at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[int]] = deque()
        self._turn = 0
        self._deadline: asyncio.TimerHandle | None = None

    async def enter(self) -> int:
        """Wait for one's turn: not at all where nobody is inside. Gives its number, for ``leave``."""
        if self._deadline is None:
            return self._let_in()
        mine: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        return await mine

    def leave(self, turn: int) -> None:
        """Done. Whose turn was over before has left already."""
        if turn == self._turn and self._deadline is not None:
            self._deadline.cancel()
            # In a later round of the loop, which looks at the sockets in between.
            self._deadline = asyncio.get_running_loop().call_later(0, self._next)

    def _let_in(self) -> int:
        self._turn += 1
        self._deadline = asyncio.get_running_loop().call_later(LONGEST, self._next)
        return self._turn

    def _next(self) -> None:
        self._deadline = None
        while self._waiting:
            mine = self._waiting.popleft()
            if not mine.done():  # one who has gone away meanwhile is passed over
                mine.set_result(self._let_in())
                return
