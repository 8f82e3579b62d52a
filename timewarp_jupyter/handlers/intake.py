"""Whether the other side of a socket takes what is sent to it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

_LONGEST_STUCK = 120.0
"""Seconds for which one may take nothing of what waits for them, whatever they send meanwhile."""


class Intake:
    """``written`` counts all bytes that were given to the transport; the others are those it still has."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.written = 0
        self._clock = clock
        self._taken_then = 0
        self._was_full = False
        self._stuck_since: float | None = None

    def begin(self, waiting: int) -> None:
        """A look begins, at so many bytes that wait."""
        self._was_full = waiting > 0
        self._taken_then = self.written - waiting

    def goes_on(self, waiting: int) -> bool:
        """Whether some of what waited when the look began has been taken. What never waited says nothing: the
        system takes that for a while also where nobody is left."""
        goes_on = self._was_full and self.written - waiting > self._taken_then
        if goes_on or not waiting:
            self._stuck_since = None
        elif self._stuck_since is None:
            self._stuck_since = self._clock()
        return goes_on

    @property
    def is_stuck(self) -> bool:
        """Whether nothing has been taken for too long: what waits would wait for ever."""
        return self._stuck_since is not None and self._clock() - self._stuck_since > _LONGEST_STUCK
