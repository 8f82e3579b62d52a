"""What a server used, read from outside: processor time, memory; and how fast its disk syncs."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]

_SYNCS = 200
_PAGE = b"\0" * 4096


class ServerMeter:
    """Reads a server process with all its children."""

    def __init__(self, pid: int) -> None:
        self._server = psutil.Process(pid)

    def _processes(self) -> list[psutil.Process]:
        return [self._server, *self._server.children(recursive=True)]

    def cpu(self) -> float:
        """Seconds of processor time, user and system, in steps of 10 ms."""
        total = 0.0
        for process in self._processes():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:  # a child that ended between the two looks
                continue
            total += times.user + times.system
        return total

    def memory(self) -> int:
        """Bytes resident."""
        total = 0
        for process in self._processes():
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return total


def fsync_ms(folder: Path) -> dict[str, float]:
    """Append 4 KiB and fsync, again and again, in ``folder``: the median and p99 in ms."""
    path = folder / "fsync.probe"
    times = []
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        for _ in range(_SYNCS):
            begun = time.perf_counter()
            os.write(handle, _PAGE)
            os.fsync(handle)
            times.append((time.perf_counter() - begun) * 1000)
    finally:
        os.close(handle)
        path.unlink()
    times.sort()
    return {
        "median": round(statistics.median(times), 3),
        "p99": round(times[int(len(times) * 0.99) - 1], 3),
    }


def split_cores() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """One core for the server, the others for the clients; ((), ()) if there is only one.

    A server gets one core because all of the peers run their documents on one thread, and so do
    the small machines this is for.
    """
    cores = sorted(psutil.Process().cpu_affinity())
    if len(cores) < 2:
        return (), ()
    return (cores[0],), tuple(cores[1:])
