"""The one thread that writes: all commits that wait go into one transaction, each in a savepoint.

A commit that fails by itself (a ``Conflict``, a row that is not there) is rolled back to its savepoint and
leaves the others alone. A failure of the database (a full disk, a failed COMMIT) fails all of the
transaction; the connection is then closed and opened again for the next.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from logging import Logger
from typing import Any, TypeVar

from ..errors import StorageFailed, TimeWarpError
from .conflicts import conflict_of
from .session import Connection, Session
from .sqlite import Target, check_file, is_locked, reopen_writer

T = TypeVar("T")
Outcome = tuple["asyncio.Future[Any]", Any, "BaseException | None"]

MOST_WAITING = 10_000
"""Above so many waiting jobs new ones fail: the disk stands still."""
_MOST_AT_ONCE = 500
_CHECK_INTERVAL = {"wal": 0.0, "exclusive": 1.0}
"""Seconds between looks whether the file is still there: 2 µs here, a round trip on a network."""


@dataclass(slots=True)
class Job:
    """Work for the writer's session, and who waits for its result. Reads run outside the transaction."""

    work: Callable[[Session], Any]
    answer: asyncio.Future[Any]
    writes: bool = True


class Writer:
    """Owns the writing thread. ``run`` and ``close`` are for the event loop that made it."""

    def __init__(
        self,
        target: Target,
        session: Session,
        store_id: str,
        identity: tuple[int, int],
        log: Logger,
        check: Callable[[], None] = lambda: None,
        committed: Callable[[Connection], None] = lambda _: None,
    ) -> None:
        """``check`` raises ``StorageFailed`` where the store is not ours to write any more.

        ``committed`` is told of each commit, in the writing thread.
        """
        self._target = target
        self._compiler = session.compiler
        self._session: Session | None = session
        self._store_id = store_id
        self._identity = identity
        self._log = log
        self._check = check
        self._committed = committed
        self._loop = asyncio.get_running_loop()
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._waiting = 0
        self._closed = False
        self._looked = 0.0
        self._thread = threading.Thread(target=self._main, name="timewarp store writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Session], T], *, writes: bool = True) -> T:
        """Do it in the writing thread; it is on disk when this returns. Raises ``TimeWarpError``."""
        if self._closed:
            raise StorageFailed("The store is closed.", reason="closed")
        if self._waiting >= MOST_WAITING:
            raise StorageFailed("The store does not keep up. Try again in a moment.", reason="queue_full")
        self._waiting += 1
        answer: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(Job(work, answer, writes))
        return await answer

    async def close(self) -> None:
        """Finish what waits, then end the thread."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        await self._loop.run_in_executor(None, self._thread.join)

    def _main(self) -> None:
        while not self._work():
            continue  # with nothing of what was done, which is not to be kept for as long as nothing comes
        self._disconnect()

    def _work(self) -> bool:
        """Wait for jobs and do them; true at the end."""
        jobs, last = self._take()
        outcomes = self._commit([job for job in jobs if job.writes])
        outcomes += [self._read(job) for job in jobs if not job.writes]
        if outcomes:
            self._hand_over(outcomes)
        return last

    def _hand_over(self, outcomes: Sequence[Outcome]) -> None:
        try:
            self._loop.call_soon_threadsafe(self._answer, outcomes)
        except RuntimeError as error:
            # The loop has been closed without a stop: nobody waits any longer, but the rest is to be stored.
            self._log.warning("%d commits have nobody to answer to: %s", len(outcomes), error)

    def _take(self) -> tuple[list[Job], bool]:
        """All that waits, at least one; and whether it is the end."""
        jobs: list[Job] = []
        job = self._jobs.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == _MOST_AT_ONCE or self._jobs.empty():
                return jobs, False
            job = self._jobs.get()
        return jobs, True

    def _answer(self, outcomes: Sequence[Outcome]) -> None:
        self._waiting -= len(outcomes)
        for answer, result, error in outcomes:
            if answer.done():
                continue
            if error is None:
                answer.set_result(result)
            else:
                answer.set_exception(error)

    def _commit(self, jobs: Sequence[Job]) -> list[Outcome]:
        if not jobs:
            return []
        try:
            session = self._ready()
            session.connection.execute("BEGIN IMMEDIATE")
            outcomes = self._carry_out(session, jobs)
            session.connection.execute("COMMIT")
            self._committed(session.connection)
            return outcomes
        except BaseException as error:
            failure = self._failed(error)
            return [(job.answer, None, failure) for job in jobs]

    def _carry_out(self, session: Session, jobs: Sequence[Job]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        execute = session.connection.execute
        for job in jobs:
            execute("SAVEPOINT one")
            try:
                outcomes.append((job.answer, job.work(session), None))
            except BaseException as error:
                own = self._own_failure(error)
                if own is None:
                    raise
                execute("ROLLBACK TO one")
                outcomes.append((job.answer, None, own))
            execute("RELEASE one")
        return outcomes

    def _own_failure(self, error: BaseException) -> TimeWarpError | None:
        """What to tell the one whose work failed, or None where the whole transaction is in danger."""
        if isinstance(error, sqlite3.IntegrityError):
            return conflict_of(str(error))
        if isinstance(error, TimeWarpError):
            return error
        harmless = (sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.InterfaceError)
        if isinstance(error, (sqlite3.Error, MemoryError)) and not isinstance(error, harmless):
            return None
        if not isinstance(error, Exception):
            return None
        self._log.error("A commit could not be carried out", exc_info=error)
        return StorageFailed("This cannot be stored.", reason=f"{type(error).__name__}: {error}")

    def _read(self, job: Job) -> Outcome:
        """Read between two transactions, also from a file that can no longer be written."""
        try:
            return job.answer, job.work(self._session or self._ready()), None
        except TimeWarpError as error:
            return job.answer, None, error
        except Exception as error:
            self._log.error("The store cannot be read: %s", error)
            return job.answer, None, StorageFailed("The store cannot be read.", reason=str(error))

    def _ready(self) -> Session:
        """The session, on a file that is still the one it was."""
        self._check()
        now = time.monotonic()
        if self._session is None:
            self._session = reopen_writer(self._target, self._compiler, self._identity, self._store_id)
        elif now - self._looked >= _CHECK_INTERVAL[self._target.journaling]:
            check_file(self._target.path, self._identity)
        self._looked = now
        return self._session

    def _failed(self, error: BaseException) -> StorageFailed:
        """After a failure of the whole nothing is stored, and the next commit begins anew."""
        self._roll_back()
        if isinstance(error, StorageFailed):
            return error
        self._log.error("The store failed: %s", error)
        message = (
            "Another process keeps the store locked. Stop the other server of this folder."
            if is_locked(error)
            else "Saving failed: the disk may be full or read-only. Nothing that was saved is lost."
        )
        return StorageFailed(message, reason=str(error))

    def _roll_back(self) -> None:
        """End the transaction, with the connection where others can read; the next makes a new one.

        Reads that come through here need it: a disk that cannot be written may still be read.
        """
        if self._session is None or self._target.journaling == "wal":
            self._disconnect()
            return
        try:
            if getattr(self._session.connection, "in_transaction", True):
                self._session.connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            self._log.warning("A failed transaction could not be rolled back: %s", error)
            self._disconnect()

    def _disconnect(self) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        try:
            # Closing rolls back what is open.
            session.connection.close()
        except sqlite3.Error as error:
            self._log.warning("The store's connection could not be closed well: %s", error)
