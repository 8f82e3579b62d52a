"""What the server counts of itself: plain numbers, so that the path of an edit pays nothing to speak of.

One set per process, as Jupyter's own metrics are; ``metrics`` reads them when somebody asks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

_MOST_CODES = 100
"""Distinct codes that are counted; what is above that is counted as ``other``."""

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
"""Upper bounds of the buckets of times."""


class Times:
    """How often something took how long: the counts of a histogram."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(SECONDS) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """It took so long."""
        self.counts[bisect_left(SECONDS, seconds)] += 1
        self.total += seconds

    def buckets(self) -> Sequence[tuple[str, int]]:
        """Upper bounds, and how often it took at most so long."""
        found, sum_ = [], 0
        for bound, count in zip((*map(str, SECONDS), "+Inf"), self.counts, strict=True):
            sum_ += count
            found.append((bound, sum_))
        return found


@dataclass(slots=True)
class Counters:
    """All numbers, since the process began. Times are in seconds."""

    messages: int = 0
    updates: int = 0
    deliveries: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    slow_clients: int = 0
    failed_commits: int = 0
    commit_times: Times = field(default_factory=Times)
    fanout_times: Times = field(default_factory=Times)
    refusals: dict[str, int] = field(default_factory=dict)

    def published(self, updates: int, bytes_in: int, listeners: int, frame_bytes: int) -> None:
        """A commit with so many updates was written to so many clients, so many bytes to each."""
        self.updates += updates
        self.bytes_in += bytes_in
        if frame_bytes:
            self.deliveries += listeners
            self.bytes_out += listeners * frame_bytes

    def refused(self, code: str) -> None:
        """Something was refused, with the code of the error."""
        known = self.refusals
        if code not in known and len(known) >= _MOST_CODES:
            code = "other"
        known[code] = known.get(code, 0) + 1


COUNTERS = Counters()
"""Those of this process."""
