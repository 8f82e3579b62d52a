"""What is wrong with the server process of a plan."""

from __future__ import annotations

import time

from timewarp_jupyter.testing.killing import Faults

_AFTERMATH = 20.0
"""Seconds for which a fault may be felt after its end: a store is tried again with growing pauses."""


class Watched(Faults):
    """Remembers when anything was last wrong."""

    _last = 0.0

    def note(self) -> None:
        """Something is wrong now."""
        self._last = time.monotonic()

    @property
    def are_felt(self) -> bool:
        """Whether what went wrong last may still have consequences."""
        return time.monotonic() < self._last + _AFTERMATH

    def arm(self, point: str, nth: int = 1) -> None:
        """Die at a point."""
        self.note()
        super().arm(point, nth)

    def set(self, fault: str, on: bool) -> None:
        """A fault begins or ends."""
        self.note()
        super().set(fault, on)
