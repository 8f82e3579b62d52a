"""Reads beside the writer: a few threads, each with a connection of its own, and a deadline for each read."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from ..errors import StorageFailed
from .session import Compiler, Session
from .sqlite import Target, open_reader

T = TypeVar("T")

THREADS = 2


class _Read(Generic[T]):
    """One read, which may be interrupted from another thread."""

    def __init__(self, work: Callable[[Session], T]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._running: sqlite3.Connection | None = None
        self._late = False

    def on(self, session: Session) -> T:
        """All statements see one state of the store."""
        connection = session.connection
        assert isinstance(connection, sqlite3.Connection)
        with self._lock:
            if self._late:
                raise StorageFailed("Nobody waits for this any longer.", reason="timeout")
            self._running = connection
        try:
            connection.execute("BEGIN")
            result = self._work(session)
            connection.execute("COMMIT")
            return result
        finally:
            # Under the lock: a late interrupt must not hit the next read of this connection.
            with self._lock:
                self._running = None

    def interrupt(self) -> None:
        """Stop it, or keep it from beginning."""
        with self._lock:
            self._late = True
            if self._running is not None:
                self._running.interrupt()


def _forget(done: asyncio.Future[Any]) -> None:
    """Its caller was told of the deadline; take the exception, so that it is not reported as lost."""
    if not done.cancelled():
        done.exception()


class Readers:
    """The reading threads of one store."""

    def __init__(self, target: Target, compiler: Compiler, deadline: float) -> None:
        self._target = target
        self._compiler = compiler
        self._deadline = deadline
        self._own = threading.local()
        self._open: dict[Session, None] = {}
        self._closed = False
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="timewarp store reader")

    async def run(self, work: Callable[[Session], T]) -> T:
        """Read in one transaction. Raises ``StorageFailed``, after the deadline too."""
        if self._closed:
            raise StorageFailed("The store is closed.", reason="closed")
        read = _Read(work)
        done = asyncio.get_running_loop().run_in_executor(self._threads, self._do, read)
        try:
            return await asyncio.wait_for(asyncio.shield(done), self._deadline)
        except asyncio.TimeoutError as error:
            done.add_done_callback(_forget)
            read.interrupt()
            raise StorageFailed("Reading takes too long. Try again in a moment.", reason="timeout") from error

    async def close(self) -> None:
        """Finish what runs, then close all connections."""
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(None, self._threads.shutdown)
        for session in self._open:
            session.connection.close()
        self._open.clear()

    def _do(self, read: _Read[T]) -> T:
        try:
            return read.on(self._session())
        except sqlite3.Error as error:
            self._drop()
            raise StorageFailed("The store cannot be read.", reason=str(error)) from error

    def _session(self) -> Session:
        session: Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = open_reader(self._target, self._compiler)
            self._open[session] = None
        return session

    def _drop(self) -> None:
        """The next read of this thread opens a new connection."""
        session: Session | None = getattr(self._own, "session", None)
        if session is not None:
            self._own.session = None
            self._open.pop(session, None)
            session.connection.close()
