"""Tasks that run by themselves, with an owner who sees how they end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from logging import Logger
from typing import Any


class Tasks:
    """The tasks of one owner, called ``name`` in the log. What one of them raises is logged."""

    def __init__(self, name: str, log: Logger) -> None:
        self._name = name
        self._log = log
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run ``work`` beside everything else; gives the task, which needs no further care."""
        task = asyncio.create_task(work, name=self._name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def finish(self, timeout: float) -> None:
        """Wait for all of them, at most ``timeout`` seconds; what still runs then is cancelled."""
        if not self._running:
            return
        _, late = await asyncio.wait(set(self._running), timeout=timeout)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("%s: a task failed", self._name, exc_info=error)


class Rounds:
    """One piece of work that is done again and again; ``work`` deals with its own errors."""

    def __init__(self, name: str, work: Callable[[], Awaitable[object]], first: float, every: float) -> None:
        """The first round is ``first`` seconds after the start, the next ``every`` seconds after its end."""
        self._name = name
        self._work = work
        self._first = first
        self._every = every
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Stop where the work is waiting for something, and wait for that."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        await asyncio.sleep(self._first)
        while True:
            await self._work()
            await asyncio.sleep(self._every)
