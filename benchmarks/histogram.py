"""Times in buckets: millions of them, merged from several processes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

#: Width of a bucket in seconds, and how many there are: up to 2 minutes in steps of 0.1 ms.
WIDTH = 0.0001
_SIZE = 1_200_000


class Histogram:
    """Counts durations. Longer ones than two minutes count as two minutes."""

    def __init__(self) -> None:
        self.buckets = array("L", bytes(_SIZE * array("L").itemsize))

    def add(self, seconds: float) -> None:
        """Count one duration in seconds."""
        self.buckets[min(max(int(seconds / WIDTH), 0), _SIZE - 1)] += 1

    def filled(self) -> dict[int, int]:
        """The buckets that are not empty: what to send to another process."""
        return {at: count for at, count in enumerate(self.buckets) if count}

    def merge(self, filled: dict[int, int]) -> None:
        """Add what another histogram's ``filled`` answered."""
        for at, count in filled.items():
            self.buckets[at] += count

    def total(self) -> int:
        """How many durations were counted."""
        return sum(self.buckets)

    def quantiles(self, shares: Iterable[float]) -> list[float]:
        """The durations in ms at the given shares, each the upper edge of its bucket; 0 if none."""
        filled = sorted(self.filled().items())
        total = sum(count for _, count in filled)
        return [_quantile(filled, share * total) for share in shares]


def _quantile(filled: list[tuple[int, int]], rank: float) -> float:
    seen = 0
    for at, count in filled:
        seen += count
        if seen >= rank:
            return round((at + 1) * WIDTH * 1000, 1)
    return 0.0


def summary(histogram: Histogram) -> dict[str, float]:
    """p50, p95, p99 and max in ms."""
    values = histogram.quantiles((0.5, 0.95, 0.99, 1.0))
    return dict(zip(("p50", "p95", "p99", "max"), values, strict=True))
