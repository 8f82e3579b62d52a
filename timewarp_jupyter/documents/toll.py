"""How one connection is slowed down, before it is sent away, for what its user sends."""

from __future__ import annotations

import asyncio
from time import monotonic

from ..errors import TooMuch
from .allowance import Allowance

_LONGEST_WAIT = 5.0
"""Seconds for which one who sends too fast is slowed down before being sent away."""

_BYTES_PER_MESSAGE = 16 * 1024
"""Of a long message, that count as one more."""

_MOST_POSTPONED = 8
"""Messages of a user that are dealt with at one flush: more are not typed in 16 ms, and what they cost is
known only when they have been dealt with."""


class Toll:
    """Takes what comes from the user's allowance."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._is_over = False
        self._pause: asyncio.Future[None] | None = None

    @property
    def debt(self) -> float:
        """Seconds to wait before anything more of this user is dealt with, on whichever connection."""
        return self._allowance.updates.debt

    @property
    def may_postpone(self) -> bool:
        """Whether one more message may wait for the next flush."""
        return self._allowance.postponed < _MOST_POSTPONED

    @property
    def has_postponed(self) -> bool:
        """Whether some do."""
        return self._allowance.postponed > 0

    def postpone(self, more: int) -> None:
        """So many more messages wait for the next flush, or fewer."""
        self._allowance.postponed += more

    def of_message(self, message: bytes) -> float:
        """Seconds to wait after a message has come, whatever it is."""
        return self._allowance.messages.take(1 + len(message) / _BYTES_PER_MESSAGE)

    def of_work(self, message: bytes, cost: int) -> float:
        """Seconds to wait after a message that took work: ``cost`` in updates."""
        if not cost:
            return 0.0
        return max(self._allowance.updates.take(cost), self._allowance.bytes.take(len(message)))

    async def out_of_debt(self) -> None:
        """Until there is none: other connections of the user may come first. Raises ``TooMuch``."""
        began = monotonic()
        while not self._is_over and (debt := self.debt):
            _check(monotonic() - began + debt)
            await self.slow_down(debt)

    async def slow_down(self, wait: float) -> None:
        """Read no further for so many seconds. Raises ``TooMuch`` where that is too long."""
        _check(wait)
        if self._is_over:
            return
        loop = asyncio.get_running_loop()
        self._pause = pause = loop.create_future()
        timer = loop.call_later(wait, _finish, pause)
        try:
            await pause
        finally:
            timer.cancel()

    def stop(self) -> None:
        """The connection is over: it waits for nothing any more."""
        self._is_over = True
        if self._pause is not None:
            _finish(self._pause)


def _finish(pause: asyncio.Future[None]) -> None:
    if not pause.done():
        pause.set_result(None)


def _check(wait: float) -> None:
    if wait > _LONGEST_WAIT:
        raise TooMuch("You are sending too much at once.", retry_after=round(wait, 1))
