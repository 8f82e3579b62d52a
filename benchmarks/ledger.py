"""Who typed what and when, who received it, and how long it took.

The times of sending lie in memory shared by the worker processes, so that a receiver in one knows
when a typist in another sent. CLOCK_MONOTONIC is the same in all processes of a machine.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from multiprocessing.shared_memory import SharedMemory
from typing import NamedTuple

from .histogram import WIDTH, Histogram
from .updates import headers


class Mark(NamedTuple):
    """One edit as it is known from a struct header, and when it was sent."""

    author: int
    clock: int
    sent_at: float


class SendTimes:
    """When each edit of each typist was sent, in seconds of CLOCK_MONOTONIC."""

    def __init__(self, memory: SharedMemory, edits: int) -> None:
        assert memory.buf is not None
        self._times = memory.buf.cast("d")
        self._edits = edits

    @staticmethod
    def size(clients: int, edits: int) -> int:
        """Bytes needed for so many clients and edits of each."""
        return clients * edits * 8

    def note(self, author: int, clock: int) -> None:
        """The edit is sent now."""
        self._times[author * self._edits + clock] = time.monotonic()

    def of(self, author: int, clock: int) -> float:
        """When the edit was sent."""
        return self._times[author * self._edits + clock]

    def close(self) -> None:
        """Let go of the shared memory."""
        self._times.release()


class Receipts:
    """What one client received of every author: a clock each, and what came ahead of it."""

    def __init__(self, authors: int, own: int) -> None:
        self.next = [0] * authors
        self.own = own
        self.next[own] = 1 << 60
        self.ahead: set[tuple[int, int]] = set()

    def lost(self, typed: Sequence[int]) -> int:
        """How many of the edits that the others typed did not come."""
        owed = sum(
            max(0, count - self.next[author]) for author, count in enumerate(typed) if author != self.own
        )
        return owed - len(self.ahead)

    def take_ahead(self, author: int, clock: int) -> bool:
        """Note an edit that came before an earlier one; false if it was known."""
        if (author, clock) in self.ahead:
            return False
        self.ahead.add((author, clock))
        return True

    def catch_up(self, author: int) -> None:
        """Count what had come ahead and is next now."""
        while (author, self.next[author]) in self.ahead:
            self.ahead.discard((author, self.next[author]))
            self.next[author] += 1


class Ledger:
    """The receipts of all clients of one worker process."""

    def __init__(self, first_client: int, clients: int, sent: SendTimes) -> None:
        self._first = first_client
        self._clients = clients
        self._sent = sent
        self.latency = Histogram()
        self.deliveries = 0
        self.repeats = 0

    def marks(self, update: bytes) -> list[Mark]:
        """The edits of the load clients in an update. Raises NotAnUpdate."""
        return [
            Mark(header.client - self._first, clock, self._sent.of(header.client - self._first, clock))
            for header in headers(update)
            if 0 <= header.client - self._first < self._clients
            for clock in range(header.clock, header.clock + header.length)
        ]

    def receive(self, receipts: Receipts, marks: list[Mark], now: float) -> None:
        """Note that a client received edits at ``now``. This is the client's hottest path."""
        following = receipts.next
        buckets = self.latency.buckets
        for author, clock, sent_at in marks:
            if following[author] == clock:
                following[author] = clock + 1
                if receipts.ahead:
                    receipts.catch_up(author)
            elif following[author] > clock or not receipts.take_ahead(author, clock):
                self.repeats += author != receipts.own
                continue
            self.deliveries += 1
            try:
                buckets[int((now - sent_at) / WIDTH)] += 1
            except IndexError:
                self.latency.add(now - sent_at)
