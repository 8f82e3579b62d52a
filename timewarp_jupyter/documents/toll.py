"""How one connection is slowed down, before it is sent away, for what its user sends."""

from __future__ import annotations

import asyncio

from ..errors import TooMuch
from .allowance import Allowance

_LONGEST_WAIT = 5.0
"""Seconds for which one who sends too fast is slowed down before being sent away."""

_BYTES_PER_MESSAGE = 16 * 1024
"""Of a long message, that count as one more."""


class Toll:
    """Takes what comes from the user's allowance.

    ``owed`` are the seconds that the connection should say nothing for what was dealt with later.
    """

    def __init__(self, allowance: Allowance) -> None:
        self.owed = 0.0
        self._allowance = allowance

    def of_message(self, message: bytes) -> float:
        """Seconds to wait after a message has come, whatever it is, and for what is owed."""
        owed, self.owed = self.owed, 0.0
        return max(owed, self._allowance.messages.take(1 + len(message) / _BYTES_PER_MESSAGE))

    def of_work(self, message: bytes, cost: int) -> float:
        """Seconds to wait after a message that took work: ``cost`` in updates."""
        if not cost:
            return 0.0
        return max(self._allowance.updates.take(cost), self._allowance.bytes.take(len(message)))


async def slow_down(wait: float) -> None:
    """Read no further for so many seconds. Raises ``TooMuch`` where that is too long."""
    if wait > _LONGEST_WAIT:
        raise TooMuch("You are sending too much at once.", retry_after=round(wait, 1))
    await asyncio.sleep(wait)
