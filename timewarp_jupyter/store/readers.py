"""Reads beside the writer: a few threads, each with a connection of its own, and a deadline for each read."""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from ..errors import StorageFailed
from .session import Compiler, Session
from .sqlite import Target, dialect_compiler, open_reader

R = TypeVar("R")
T = TypeVar("T")

THREADS = 2
_TRY = "SELECT count(*) FROM meta"


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
        except Exception:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
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
    """The reading threads of one store. Made where blocking is allowed. Raises ``sqlite3.Error``."""

    def __init__(self, target: Target, compiler: Compiler, deadline: float) -> None:
        self.target = target
        self._compiler = compiler
        self._deadline = deadline
        self._closed = False
        # Opened at once and kept: they go on reading where nothing can be opened any longer.
        self._idle: queue.SimpleQueue[Session | None] = queue.SimpleQueue()
        for _ in range(THREADS):
            self._idle.put(open_reader(target, compiler))
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="timewarp store reader")

    async def run(self, work: Callable[[Session], T]) -> T:
        """Read in one transaction. Raises ``StorageFailed``, after the deadline too."""
        if self._closed:
            raise StorageFailed("The store is closed.", reason="closed")
        read = _Read(work)
        done = asyncio.get_running_loop().run_in_executor(self._threads, self._do, read)
        # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the result.
        finished, _ = await asyncio.wait([done], timeout=self._deadline)
        if not finished:
            done.add_done_callback(_forget)
            read.interrupt()
            raise StorageFailed("Reading takes too long. Try again in a moment.", reason="timeout")
        return done.result()

    async def close(self) -> None:
        """Finish what runs, then close all connections."""
        if self._closed:
            return
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(None, self._threads.shutdown)
        while not self._idle.empty():
            session = self._idle.get()
            if session is not None:
                session.connection.close()

    def _do(self, read: _Read[T]) -> T:
        # There are as many sessions as threads: this does not wait.
        session = self._idle.get()
        try:
            if session is None:
                session = open_reader(self.target, self._compiler)
            return read.on(session)
        except sqlite3.Error as error:
            # After an interrupt the connection is as good as before; after other errors who knows.
            session = _reusable(session)
            raise StorageFailed("The store cannot be read.", reason=str(error)) from error
        finally:
            self._idle.put(session)


def read_once(target: Target, read: Callable[[Session], R], make: Callable[[R], T]) -> T:
    """Read in one transaction on a connection for that, then make something of it: in another process.

    Raises ``StorageFailed``.
    """
    try:
        session = open_reader(target, dialect_compiler())
        try:
            found = _Read(read).on(session)
        finally:
            session.connection.close()
    except sqlite3.Error as error:
        raise StorageFailed("The store cannot be read.", reason=str(error)) from error
    return make(found)


def _reusable(session: Session | None) -> Session | None:
    """The session if it can still be read from, or None: the next read opens a new one."""
    try:
        if session is not None:
            session.connection.execute(_TRY).fetchone()
    except sqlite3.Error:
        assert session is not None
        session.connection.close()
        return None
    return session
