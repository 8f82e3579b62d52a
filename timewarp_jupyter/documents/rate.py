"""A token bucket, the usual way to allow bursts and bound the rate."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class TokenBucket:
    """``rate`` tokens per second, at most ``burst`` saved up.

    Tokens may be taken on credit: the caller waits as long as ``take`` says, or refuses.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._tokens = burst
        self._at = clock()

    def take(self, count: float) -> float:
        """Take ``count`` tokens. Seconds until the bucket is out of debt, 0 if it has enough."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate) - count
        self._at = now
        return 0.0 if self._tokens >= 0 else -self._tokens / self._rate

    @property
    def debt(self) -> float:
        """Seconds until it is out of debt, 0 if it is not in debt."""
        return self.take(0.0) if self._tokens < 0 else 0.0

    def refuse(self, count: float = 1.0) -> float:
        """Take ``count`` tokens if there are as many. Otherwise take none: seconds until there will be."""
        wait = self.take(count)
        if wait:
            self._tokens += count
        return wait
