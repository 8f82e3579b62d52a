"""Attacking one document after the other, each run in a process that may end, or never end."""

from __future__ import annotations

import multiprocessing
import queue
import time
from typing import Any

from .fuzz import Broken, Tally, attack

UPDATES = 2000
"""Of one document."""
_LONGEST = 120.0
"""Seconds for one document: it takes one."""


def attack_for(seconds: float, seed: int) -> tuple[Tally, int]:
    """Attack documents from a seed on for so long: what came of it, and how many were broken."""
    end, whole, broken = time.monotonic() + seconds, Tally(), 0
    context = multiprocessing.get_context("spawn")
    while time.monotonic() < end:
        results: Any = context.Queue()
        worker = context.Process(target=_work, args=(seed, end, results), daemon=True)
        worker.start()
        while (found := _next(worker, results)) is not None:
            tally, fault = found
            whole.add(tally)
            seed += 1
            if fault:
                broken += 1
                print(f"--replay {seed - 1}: {fault[:400]}", flush=True)
        if time.monotonic() < end:
            broken += 1
            print(f"--replay {seed}: the process ended ({worker.exitcode}), or never would have", flush=True)
            seed += 1
        worker.kill()
        worker.join()
    return whole, broken


def _next(worker: Any, results: Any) -> tuple[Tally, str] | None:
    """What came of the next document; None where nothing comes any more."""
    deadline = time.monotonic() + _LONGEST
    while time.monotonic() < deadline:
        try:
            found: tuple[Tally, str] | None = results.get(timeout=1.0)
            return found
        except queue.Empty:
            if not worker.is_alive():
                return None
    return None


def _work(seed: int, end: float, results: Any) -> None:
    while time.monotonic() < end:
        tally, fault = Tally(), ""
        try:
            attack(seed, tally, UPDATES)
        except Broken as error:
            fault = str(error)
        results.put((tally, fault))
        seed += 1
    results.put(None)
