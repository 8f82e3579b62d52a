"""Heavy work beside the path of an edit: in a thread if it is small, else in a process.

A thread that works hard holds the interpreter, and the loop must ask for it back after every single write to
a socket, at up to 5 ms each (``sys.getswitchinterval``): half a second of such work made people wait for
more than a second. Another process costs 0.25 s when it is needed first, and 30 MB while it is needed.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, wait
from importlib import import_module
from logging import getLogger
from typing import TYPE_CHECKING, TypeVar

from .errors import Unavailable
from .threads import Threads

if TYPE_CHECKING:
    from loky import ProcessPoolExecutor

_Result = TypeVar("_Result")

LIGHT = 64 * 1024
"""Bytes of updates that a thread deals with in some 20 ms."""

_DEADLINE = 60.0
"""Seconds that one piece of work may take from when it begins."""
_PATIENCE = 240.0
"""Seconds after which nobody waits for it any longer, however many were before it."""
_MOST_WAITING = 200
"""Pieces of work that wait in one lane; who has a share of what is decided before, by ``Places``."""
_IDLE = 90.0
"""Seconds after which an idle process ends."""

_NICENESS = 10
_log = getLogger(__name__)


async def beside(
    bytes_of_updates: int, function: Callable[..., _Result], *args: object, lane: Lane | None = None
) -> _Result:
    """``function(*args)`` where it does not disturb those who type; it must be known by name in a module.

    Raises what it raises, and ``Unavailable`` (``busy``) where it was ended from outside, is too slow, or
    too much waits in the lane.
    """
    if bytes_of_updates <= LIGHT:
        return await asyncio.to_thread(function, *args)
    return await elsewhere(function, *args, lane=lane)


async def elsewhere(function: Callable[..., _Result], *args: object, lane: Lane | None = None) -> _Result:
    """``function(*args)`` in the process of a lane; see ``beside``."""
    work = asyncio.wrap_future((lane or _lane).submit(function, args))
    # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the result.
    try:
        await asyncio.wait([work], timeout=_PATIENCE)
    except asyncio.CancelledError:
        work.cancel()
        raise
    if not work.done():
        work.cancel()
        raise Unavailable("Too much waits for this. Try again.", code="busy", retry_after=5.0)
    return work.result()


def _was_ended(error: RuntimeError) -> bool:
    """Whether the process has been ended: from outside, or for this work, which was too slow."""
    from loky.process_executor import ShutdownExecutorError  # see ``_make_pool``

    return isinstance(error, (BrokenExecutor, ShutdownExecutorError))


async def prepare(module: str) -> None:
    """Have the process begin, with a module whose work is likely to come: that takes a third of a second, and
    is not waited for."""
    try:
        await asyncio.to_thread(_lane.worker.submit, _load, (module,))
    except (BrokenExecutor, OSError) as error:
        _log.warning("The process for heavy work could not be started: %s", error)


def _load(module: str) -> None:
    import_module(module)


class Lane:
    """Work that is done one after the other in a process of its own.

    What is too slow ends the process, with nothing else in it: the rest waits here, and its time begins when
    it does. One for however many servers run in this process, as the threads of ``to_thread`` are.
    """

    def __init__(self, name: str) -> None:
        self.worker = _Worker()
        self._thread = Threads(name, 1, _MOST_WAITING)

    def submit(self, function: Callable[..., _Result], args: tuple[object, ...]) -> Future[_Result]:
        """Have it done. Raises ``Unavailable`` (``busy``) where too much waits."""
        return self._thread.submit(self._do, function, args)

    def _do(self, function: Callable[..., _Result], args: tuple[object, ...]) -> _Result:
        try:
            doing = self.worker.submit(function, args)
            if not wait([doing], _DEADLINE).done:
                self.worker.end()
                raise Unavailable("This takes too long.", code="busy", reason="timeout")
            return doing.result()
        except RuntimeError as error:
            if not _was_ended(error):
                raise
            raise Unavailable(
                "This took more than the server has.", code="busy", reason=type(error).__name__
            ) from error


class _Worker:
    """The process, started when there is work."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._making = threading.Lock()

    def submit(self, function: Callable[..., _Result], args: tuple[object, ...]) -> Future[_Result]:
        """Have it done. Blocks while the process is started."""
        with self._making:
            try:
                return self._submit(function, args)
            except BrokenExecutor:
                self._pool = None  # ended from outside, as a system short of memory does
                return self._submit(function, args)

    def _submit(self, function: Callable[..., _Result], args: tuple[object, ...]) -> Future[_Result]:
        if self._pool is None:
            self._pool = _make_pool()
            atexit.register(self.end)
        work: Future[_Result] = self._pool.submit(function, *args)
        _step_back(self._pool)
        return work

    def end(self) -> None:
        """End the process with what it does; waits for that."""
        atexit.unregister(self.end)
        with self._making:
            pool, self._pool = self._pool, None
            if pool is not None:
                pool.shutdown(kill_workers=True)


def _make_pool() -> ProcessPoolExecutor:
    from loky import ProcessPoolExecutor  # imported while the server opens: see ``opening.py``

    return ProcessPoolExecutor(1, timeout=_IDLE, initializer=_begin)


def _begin() -> None:
    """In the process: those who type come first, and an interrupt in the terminal is for the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _yield_to_others(0)


def _step_back(pool: ProcessPoolExecutor) -> None:
    """Told at once: it takes a third of a second to begin, and would take that from those who type.

    Not by the niceness of the thread that starts it, which it would inherit on Linux: the threads that talk
    to it would have that as well, and hold the interpreter while others have the processor.
    """
    # What loky and the standard library call their processes. Without it they step back themselves, later.
    for pid in list(getattr(pool, "_processes", None) or ()):
        _yield_to_others(pid)


def _yield_to_others(pid: int) -> None:
    """Give a process, 0 for this one, a niceness, where there is one."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):  # it has ended: the next one is told as well
            os.setpriority(os.PRIO_PROCESS, pid, max(_NICENESS, os.getpriority(os.PRIO_PROCESS, pid)))


_lane = Lane("heavy work")
EXPORTS = Lane("exports")
"""Of its own, for a room is much work: who looks at an old version waits for nobody's download."""
