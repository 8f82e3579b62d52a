"""What one connection may send in a time, and how it is slowed down before it is sent away."""

from __future__ import annotations

import asyncio

from ..config import Limits
from ..errors import TooMuch
from .protocol import SYNC
from .rate import TokenBucket

_LONGEST_WAIT = 5.0
"""Seconds for which one who sends too fast is slowed down before being sent away."""

_MESSAGES_PER_SECOND, _MESSAGE_BURST, _BYTES_PER_MESSAGE = 300.0, 3000.0, 16 * 1024
"""Of any kind: stock clients send back every cursor they hear of, which is passed over, not punished."""


class Toll:
    """Buckets for messages, updates and, over all connections of a user, bytes.

    ``owed`` are the seconds that the connection should say nothing for what was dealt with later.
    """

    def __init__(self, limits: Limits, bytes_of_user: TokenBucket) -> None:
        self.owed = 0.0
        self._messages = TokenBucket(_MESSAGES_PER_SECOND, _MESSAGE_BURST)
        self._updates = TokenBucket(limits.max_updates_per_second, limits.max_updates_burst)
        self._bytes = bytes_of_user

    def of_message(self, message: bytes) -> float:
        """Seconds to wait after a message has come, whatever it is, and for what is owed."""
        owed, self.owed = self.owed, 0.0
        return max(owed, self._messages.take(1 + len(message) / _BYTES_PER_MESSAGE))

    def of_work(self, message: bytes, cost: int) -> float:
        """Seconds to wait after a message that took work: ``cost`` in updates."""
        if not cost:
            return 0.0
        wait = self._updates.take(cost)
        return max(wait, self._bytes.take(len(message))) if message[0] == SYNC else wait


async def slow_down(wait: float) -> None:
    """Read no further for so many seconds. Raises ``TooMuch`` where that is too long."""
    if wait > _LONGEST_WAIT:
        raise TooMuch("You are sending too much at once.", retry_after=round(wait, 1))
    await asyncio.sleep(wait)
