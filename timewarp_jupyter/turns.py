"""Who waits for something that there is little of: everybody in turn, however much one of them asks for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from .errors import TooMuch, Unavailable

MOST_WAITING = 64
"""Requests of one user that may wait for the same thing."""


class Turns:
    """Those who wait, by user. Users are let in one after the other, each one's own as they came."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[asyncio.Future[int]]] = {}

    async def wait(self, who: str, seconds: float) -> int:
        """Wait until ``next`` lets one in; gives the number that it was called with.

        Raises ``Unavailable`` (``busy``) after so many seconds, ``TooMuch`` where the user has too many
        waiting already, and ``LetIn`` in place of a cancellation that comes when one was just let in.
        """
        queue = self._waiting.setdefault(who, deque())
        if len(queue) >= MOST_WAITING:
            raise TooMuch("You ask for too much at once.", retry_after=seconds)
        mine: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        queue.append(mine)
        try:
            # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the result.
            await asyncio.wait([mine], timeout=seconds)
        except asyncio.CancelledError as cancelled:
            if mine.done():
                raise LetIn(mine.result()) from cancelled
            self._give_up(who, mine)
            raise
        if not mine.done():
            self._give_up(who, mine)
            raise Unavailable("Too many ask for this now. Try again.", code="busy", retry_after=5.0)
        return mine.result()

    def next(self, number: int = 0, may: Callable[[str], bool] = lambda _: True) -> str | None:
        """Let in whose turn it is, of those who ``may``; gives who it is, None where nobody waits."""
        for who, queue in self._waiting.items():
            if may(who):
                queue.popleft().set_result(number)
                del self._waiting[who]
                if queue:
                    self._waiting[who] = queue  # behind all others
                return who
        return None

    def _give_up(self, who: str, mine: asyncio.Future[int]) -> None:
        queue = self._waiting[who]
        queue.remove(mine)
        if not queue:
            del self._waiting[who]


class LetIn(asyncio.CancelledError):
    """Somebody was let in and cancelled at the same moment: what they got has to be given back."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class Places:
    """A number of places, of which one user has a share; who finds none waits in turn."""

    def __init__(self, places: int, *, each: int, seconds: float) -> None:
        self._free = places
        self._each = each
        self._seconds = seconds
        self._inside: dict[str, int] = {}
        self._turns = Turns()

    @asynccontextmanager
    async def place(self, who: str) -> AsyncIterator[None]:
        """A place for as long as the block takes. Raises as ``Turns.wait`` does."""
        await self.take(who)
        try:
            yield
        finally:
            self.give_back(who)

    async def take(self, who: str) -> None:
        """A place until ``give_back``. Raises as ``Turns.wait`` does."""
        if self._free and self._may(who):
            self._count(who)
            return
        try:
            await self._turns.wait(who, self._seconds)
        except LetIn:
            self.give_back(who)
            raise

    def _may(self, who: str) -> bool:
        return self._inside.get(who, 0) < self._each

    def _count(self, who: str) -> None:
        self._free -= 1
        self._inside[who] = self._inside.get(who, 0) + 1

    def give_back(self, who: str) -> None:
        """A place is free again, and whose turn it is has it."""
        self._free += 1
        self._inside[who] -= 1
        if not self._inside[who]:
            del self._inside[who]
        following = self._turns.next(may=self._may)
        if following is not None:
            self._count(following)
