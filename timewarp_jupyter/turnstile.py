"""Requests go through one after the other, so that a flood of them does not stand between key and sight.

Of a hundred requests that come together each takes some milliseconds. If the event loop carries out all of
them at once, the thread that commits waits for the interpreter at each of its statements, and an edit that
comes then waits for all of that.
"""

from __future__ import annotations

import asyncio

from .turns import LetIn, Turns

LONGEST = 0.02
"""Seconds after which the next one is let in although the last has not left: it waits for something."""

PATIENCE = 20.0
"""Seconds that a request waits for its turn."""


class Turnstile:
    """Lets one in at a time; where many wait, a request of each user in turn."""

    def __init__(self) -> None:
        self._turns = Turns()
        self._turn = 0
        self._deadline: asyncio.TimerHandle | None = None

    async def enter(self, who: str) -> int:
        """Wait for one's turn: not at all where nobody is inside. Gives its number, for ``leave``.

        Raises ``Unavailable`` (``busy``) and ``TooMuch`` as ``Turns.wait`` does.
        """
        if self._deadline is None:
            return self._let_in()
        try:
            return await self._turns.wait(who, PATIENCE)
        except LetIn as let_in:
            self.leave(let_in.number)
            raise

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
        if self._turns.next(self._turn + 1) is not None:
            self._let_in()
