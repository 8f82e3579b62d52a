"""The worker processes seen from the benchmark: started, told, listened to and ended together."""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.shared_memory import SharedMemory
from typing import Any

from .ledger import SendTimes
from .plan import Plan
from .worker import work

#: More worker processes than this do not help with at most 500 clients.
MOST_WORKERS = 4
_ENDING = 10.0


class WorkerFailed(Exception):
    """A worker process ended before it answered."""


class Crew:
    """All worker processes of one run."""

    def __init__(self, pipes: list[Connection], counters: memoryview[int]) -> None:
        self._pipes = pipes
        self._counters = counters

    async def tell(self, command: Any, deadline: float) -> list[Any]:
        """Give all workers a command; answer their answers.

        Raises TimeoutError after ``deadline`` seconds, WorkerFailed if one ended.
        """
        for pipe in self._pipes:
            pipe.send(command)
        answers = []
        for pipe in self._pipes:
            if not await asyncio.to_thread(pipe.poll, deadline):
                raise TimeoutError(f"a worker did not answer {command!r} in {deadline:.0f} s")
            try:
                answers.append(pipe.recv())
            except EOFError as error:
                raise WorkerFailed("a worker ended; its traceback is above") from error
        return answers

    def deliveries(self) -> int:
        """How many edits all clients have received so far (10 ms old at most)."""
        return sum(self._counters)


def shares(clients: int, workers: int) -> list[range]:
    """The numbers of the clients of each worker."""
    edges = [clients * n // workers for n in range(workers + 1)]
    return [range(a, b) for a, b in itertools.pairwise(edges)]


@contextmanager
def crew(
    workers: int, clients: int, edits: int, plan: Callable[[int, range, str, str], Plan]
) -> Iterator[Crew]:
    """Start ``workers`` processes for ``clients`` that make up to ``edits`` edits each.

    ``plan`` is asked for each worker's plan: its number, its clients, the two shared memories.
    """
    context = multiprocessing.get_context("spawn")
    times = SharedMemory(create=True, size=SendTimes.size(clients, edits))
    counters = SharedMemory(create=True, size=8 * workers)
    assert counters.buf is not None
    counts = counters.buf[: 8 * workers].cast("Q")
    pipes: list[Connection] = []
    processes: list[BaseProcess] = []
    try:
        for number, share in enumerate(shares(clients, workers)):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=work, args=(plan(number, share, times.name, counters.name), theirs)
            )
            process.start()
            theirs.close()
            pipes.append(ours)
            processes.append(process)
        yield Crew(pipes, counts)
    finally:
        _end(pipes, processes)
        counts.release()
        for memory in (times, counters):
            memory.close()
            memory.unlink()


def _end(pipes: list[Connection], processes: list[BaseProcess]) -> None:
    for pipe, process in zip(pipes, processes, strict=False):
        if process.is_alive():
            try:
                pipe.send(None)
            except BrokenPipeError:  # it ended by itself meanwhile
                continue
    for process in processes:
        process.join(_ENDING)
        if process.is_alive():
            process.kill()
            process.join()
