"""One tick, one commit, one frame: the rhythm in which a room's edits become durable, then visible.

Documents of a room report that they have something to send. A flush takes it all, commits it in one
transaction, and only then lets it out. A quiet room flushes at once; a busy one at most every
``interval`` seconds, or when the last commit is done. What a crowd sends meanwhile is dealt with at the flush
as well: a process that is woken for each message takes longer, and nothing would leave earlier.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from logging import Logger
from time import perf_counter

from ..counters import COUNTERS
from ..errors import StorageFailed, TimeWarpError, Unavailable
from ..store.interface import Receipt, Store
from ..store.operations import AddActivity, Operation
from .flushed import Batch, Committing, Flushed
from .retrying import until_available

_LAST_PROBE = 1.0  # seconds that a store which failed has at the end


class Flusher:
    """The queue and the commits of one loaded room."""

    def __init__(
        self,
        room: str,
        store: Store,
        *,
        interval: float,
        commit_timeout: float,
        log: Logger,
        hears: Committing | None = None,
    ) -> None:
        """``hears`` is told of every commit before anybody else."""
        self.room = room
        self.store = store
        self.storage_failed: StorageFailed | None = None
        self._interval = interval
        self._commit_timeout = commit_timeout
        self._log = log
        self._hears = hears
        self._documents: set[Flushed] = set()
        self._doubtful: list[Flushed] = []
        self._touched: dict[Flushed, None] = {}
        self._wake = asyncio.Event()
        self._draining: list[asyncio.Future[None]] = []
        self._postponed: list[Callable[[], None]] = []
        self._flushing = False
        self._last = 0.0
        self._closing = False
        self._unsound = False
        self._task = asyncio.create_task(self._run(), name=f"flush {room}")
        self._recovery: asyncio.Task[None] | None = None

    def add(self, document: Flushed) -> None:
        """A document has been opened."""
        self._documents.add(document)
        if self.storage_failed is not None:
            self._doubtful.append(document)

    def discard(self, document: Flushed) -> None:
        """A document has been closed."""
        self._documents.discard(document)
        self._touched.pop(document, None)

    def touch(self, document: Flushed) -> None:
        """A document has something to let out."""
        if not self._touched:
            self._wake.set()
        self._touched[document] = None

    @property
    def is_resting(self) -> bool:
        """Whether what comes now would only wait for the next flush, which comes within ``interval``."""
        if self._postponed:
            return True
        return not self._flushing and asyncio.get_running_loop().time() < self._last + self._interval

    def postpone(self, work: Callable[[], None]) -> None:
        """Do this right before the next flush, after what was postponed before."""
        if not self._postponed:
            self._wake.set()
        self._postponed.append(work)

    def do_postponed(self) -> None:
        """Do now what waits for the next flush. What one of them raises harms none of the others."""
        while self._postponed:
            postponed, self._postponed = self._postponed, []
            for work in postponed:
                try:
                    work()
                except (KeyboardInterrupt, SystemExit):
                    raise
                except BaseException:  # a panic in the CRDT is no Exception
                    self._log.exception("Room %s: what was postponed failed", self.room)

    @property
    def idle(self) -> bool:
        """Whether everything is on disk and let out."""
        return not self._touched and not self._flushing and not self._postponed

    async def submit(self, *operations: Operation) -> Receipt:
        """Commit operations of the room that are no edits. Raises as ``Store.commit`` does."""
        try:
            return await self._store(operations)
        except StorageFailed as error:
            self._doubted()
            self.begin_failure(error)
            raise
        except asyncio.CancelledError:
            self._doubted()
            raise

    def _doubted(self) -> None:
        if self._hears is not None:
            self._hears.doubted()

    async def _store(self, operations: Sequence[Operation]) -> Receipt:
        receipt = await self.store.commit(self.room, operations)
        if self._hears is not None:
            self._hears.committed(operations, receipt.seqs)
        return receipt

    async def drain(self) -> None:
        """Until all that is queued now is on disk and let out, or has failed.

        What others queue meanwhile is not waited for. Raises ``StorageFailed`` while the store does not work.
        """
        if not self.idle:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._draining.append(waiter)
            await waiter
        if self.storage_failed:
            raise self.storage_failed

    async def close(self) -> None:
        """Let out what is queued, then stop."""
        if not self._task.done():
            self._closing = True
            self._wake.set()
            await self._task
        if self._recovery is not None:
            self._recovery.cancel()
            await asyncio.gather(self._recovery, return_exceptions=True)
        if self.storage_failed is not None:
            # Whoever reads the store next is to find what may still come true.
            with suppress(Unavailable, asyncio.TimeoutError):
                await asyncio.wait_for(self.store.probe(), _LAST_PROBE)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._wake.wait()
            self._wake.clear()
            wait = self._last + self._interval - loop.time()
            if wait > 0 and not self._closing:
                await asyncio.sleep(wait)
            self.do_postponed()
            self._last = loop.time()
            while self._touched:
                await self._flush_safely()
                if self._touched and not self._closing:
                    self._wake.set()
                    break
            if self.idle:
                # What was postponed may have come to nothing that is stored.
                self._drained(self._draining)
                if self._closing:
                    return

    async def _flush_safely(self) -> None:
        """Whatever goes wrong in a flush ends neither the rhythm nor what is on disk."""
        touched, self._touched = self._touched, {}
        draining, self._draining = self._draining, []
        self._flushing = True
        try:
            await self._flush(touched)
        except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            # A panic in the CRDT is no Exception, and must not end the commits of the whole room.
            self._log.exception("Room %s: a flush failed", self.room)
            for document in touched:
                document.failed(())
            self.begin_failure(StorageFailed("Saving failed.", reason=type(error).__name__))
        finally:
            self._flushing = False
            self._drained(draining)
            if not self._touched:
                self._drained(self._draining)

    @staticmethod
    def _drained(waiters: Iterable[asyncio.Future[None]]) -> None:
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def _flush(self, touched: Iterable[Flushed]) -> None:
        batches = [document.take() for document in touched]
        operations = [operation for batch in batches for operation in batch.operations]
        seqs: Sequence[int | None] = ()
        if operations:
            began = perf_counter()
            try:
                seqs = (await self._commit(operations)).seqs
                COUNTERS.commit_times.add(perf_counter() - began)
            except TimeWarpError as error:
                COUNTERS.failed_commits += 1
                if any(isinstance(operation, AddActivity) for operation in operations):
                    self._doubted()
                await self._fail(batches, error)
                return
        at, began = 0, perf_counter()
        for batch in batches:
            end = at + len(batch.operations)
            self._publish(batch, seqs[at:end])
            at = end
        COUNTERS.fanout_times.add(perf_counter() - began)

    def _publish(self, batch: Batch, seqs: Sequence[int | None]) -> None:
        try:
            batch.publish(seqs)
        except Exception:
            # One document's fault must not end the flushes of the others: it is on disk already.
            self._log.exception("Room %s: letting out a commit failed", self.room)

    async def _commit(self, operations: Sequence[Operation]) -> Receipt:
        """Commit, however long it takes: a result that is not waited for could come true later.

        Above the deadline the room is read-only with a reason, and the wait goes on.
        """
        commit = asyncio.ensure_future(self._store(operations))
        done, _ = await asyncio.wait([commit], timeout=self._commit_timeout)
        if not done:
            self._suspend(StorageFailed("Saving takes too long. Your work waits here.", reason="timeout"))
        try:
            receipt = await commit
        except TimeWarpError:
            raise
        except Exception as error:
            raise StorageFailed("The store failed.", reason=type(error).__name__) from error
        if not done:
            self._begin_recovery()
        return receipt

    async def _fail(self, batches: Sequence[Batch], error: TimeWarpError) -> None:
        self._log.error("Room %s: a commit failed: %s (%s)", self.room, error.message, error.reason)
        for batch in batches:
            batch.fail(error)
        failure = (
            error
            if isinstance(error, StorageFailed)
            else StorageFailed("Saving failed. Nothing that was saved is lost.", reason=error.error_code)
        )
        self.begin_failure(failure)

    def begin_failure(self, error: StorageFailed) -> None:
        """A document holds what is not on disk: read-only, until all of them have been rebuilt."""
        self._unsound = True
        if self._closing:
            return
        if self.storage_failed is None:
            self._suspend(error)
        self._begin_recovery()

    def _suspend(self, error: StorageFailed) -> None:
        self.storage_failed = error
        for document in self._documents:
            document.suspend(error)

    def _begin_recovery(self) -> None:
        if self._recovery is None or self._recovery.done():
            self._recovery = asyncio.create_task(self._recover(), name=f"recover {self.room}")

    async def _recover(self) -> None:
        """Bring the documents back to what is on disk, then try until storing works again.

        A commit that was on its way may fail meanwhile: then all of it once more. One that is said to have
        failed may come true all the same, where the word of it was lost, but not any more once the store has
        carried out something else: what failed until then is read again.
        """
        while self._unsound:
            self._unsound = False
            stale = [document for document in self._documents if document.is_stale]
            self._doubtful += stale
            await self._again(partial(_rebuild, stale))
            doubtful, self._doubtful = self._doubtful, []
            await self._again(self.store.probe)
            for document in doubtful:
                document.failed(())
            await self._again(partial(_rebuild, doubtful))
            if self._hears is not None:
                await self._again(self._hears.settle)
        self.storage_failed = None
        self._log.warning("Room %s: the store works again", self.room)
        for document in list(self._documents):
            document.resume()

    def _again(self, attempt: Callable[[], Awaitable[None]]) -> Awaitable[None]:
        return until_available(attempt, f"Room {self.room}", self._log)


async def _rebuild(documents: Iterable[Flushed]) -> None:
    for document in documents:
        await document.rebuild()
