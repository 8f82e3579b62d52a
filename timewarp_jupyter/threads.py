"""A few threads for calls that may hang: the end of the program does not wait for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

from .errors import Unavailable

_Result = TypeVar("_Result")


class Threads:
    """At most ``most`` threads, each started when the others have work, and at most ``waiting`` calls.

    Not those of ``asyncio.to_thread``: what hangs in one of them takes it from all other work.
    """

    def __init__(self, name: str, most: int, waiting: int) -> None:
        self._name = name
        self._most = most
        self._most_waiting = waiting
        self._calls: SimpleQueue[_Call] = SimpleQueue()
        self._changing = threading.Lock()
        self._threads = 0
        self._unfinished = 0

    def submit(self, function: Callable[..., _Result], *args: object) -> Future[_Result]:
        """Have it done. Raises ``Unavailable`` (``busy``) where too much waits."""
        done: Future[_Result] = Future()
        with self._changing:
            if self._unfinished >= self._most_waiting + self._most:
                raise Unavailable("Too much waits for this. Try again.", code="busy", retry_after=5.0)
            self._unfinished += 1
            self._calls.put(_Call(done, function, args))
            if self._threads < min(self._most, self._unfinished):
                self._threads += 1
                name = f"timewarp {self._name} {self._threads}"
                threading.Thread(target=self._run, name=name, daemon=True).start()
        return done

    async def run(self, function: Callable[..., _Result], *args: object) -> _Result:
        """What it gives. Raises what it raises, and as ``submit`` does."""
        return await asyncio.wrap_future(self.submit(function, *args))

    def _run(self) -> None:
        while True:
            self._finish(self._calls.get())

    def _finish(self, call: _Call) -> None:
        """Nothing of a call is kept by a thread that waits for the next one."""
        tell = _do(call)
        with self._changing:
            self._unfinished -= 1
        tell()  # whoever hears of it finds a free place


@dataclass(frozen=True, slots=True)
class _Call:
    done: Future[Any]
    function: Callable[..., Any]
    args: tuple[object, ...]


def _do(call: _Call) -> Callable[[], None]:
    """Do it; gives what tells of how it went."""
    if not call.done.set_running_or_notify_cancel():  # nobody waits for it any longer
        return lambda: None
    try:
        result = call.function(*call.args)
    except BaseException as error:
        return partial(call.done.set_exception, error)
    return partial(call.done.set_result, result)
