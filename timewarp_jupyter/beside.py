"""Heavy work beside the path of an edit: in a thread if it is small, else in a process.

A thread that works hard holds the interpreter, and the loop must ask for it back after every single write to
a socket, at up to 5 ms each (``sys.getswitchinterval``): half a second of such work made people wait for
more than a second. Another process costs 0.25 s when it is needed first, and 30 MB while it is needed.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from importlib import import_module
from logging import getLogger
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import Unavailable

if TYPE_CHECKING:
    from loky import ProcessPoolExecutor

_Result = TypeVar("_Result")

LIGHT = 64 * 1024
"""Bytes of updates that a thread deals with in some 20 ms."""

_DEADLINE = 60.0
_IDLE = 90.0
"""Seconds: the longest that one piece of work may take, and after which an idle process ends."""

_NICENESS = 10
_log = getLogger(__name__)


async def beside(bytes_of_updates: int, function: Callable[..., _Result], *args: object) -> _Result:
    """``function(*args)`` where it does not disturb those who type; it must be known by name in a module.

    Raises what it raises, and ``Unavailable`` (``busy``) where it was ended from outside or is too slow.
    """
    if bytes_of_updates <= LIGHT:
        return await asyncio.to_thread(function, *args)
    return await elsewhere(function, *args)


async def elsewhere(function: Callable[..., _Result], *args: object) -> _Result:
    """``function(*args)`` in the process; see ``beside``."""
    try:
        work = await asyncio.get_running_loop().run_in_executor(_starter, _worker.submit, function, args)
        return await asyncio.wait_for(asyncio.wrap_future(work), _DEADLINE)
    except BrokenExecutor as error:
        raise Unavailable(
            "This took more than the server has.", code="busy", reason=type(error).__name__
        ) from error
    except asyncio.TimeoutError:
        await asyncio.to_thread(_worker.end)
        raise Unavailable("This takes too long.", code="busy", reason="timeout") from None


def prepare(module: str) -> None:
    """Start the process now, with a module whose work is likely to come: it takes a third of a second."""
    started = _starter.submit(_worker.submit, _load, (module,))
    started.add_done_callback(_note_failure)


def _load(module: str) -> None:
    import_module(module)


def _note_failure(started: Future[Any]) -> None:
    if (error := started.exception()) is not None:
        _log.warning("The process for heavy work could not be started: %s", error)


class _Worker:
    """The process, started when there is work. One for however many servers run in this one, as the
    threads of ``to_thread`` are."""

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
    if sys.platform not in ("linux", "win32"):
        os.nice(_NICENESS)


def _step_back() -> None:
    """On Linux a thread has a niceness of its own, which a process that it starts has from its first moment.

    Otherwise that process takes a third of a second from those who type before it can step back itself.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


_worker = _Worker()
_starter = ThreadPoolExecutor(1, thread_name_prefix="timewarp beside", initializer=_step_back)
