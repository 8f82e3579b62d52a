"""Waiting for a condition: the one place in the tests that sleeps."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def until(condition: Callable[[], Found], what: str, seconds: float = 20.0) -> Found:
    """The first true value of ``condition``. Fails after ``seconds`` with ``what`` was waited for."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds:g} s in vain for {what}; last seen: {found!r}")
        time.sleep(0.05)
