"""When a document's file is written: soon after a pause, and now and then where there is none.

A class never pauses, so there is a longest wait as well. A file that cannot be written is tried again,
ever more slowly, and everybody can see it: the work is safe in the journal meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from logging import Logger
from typing import TYPE_CHECKING

from ..errors import TimeWarpError
from .file_state import FileState
from .saving_file import DocumentFile, FileMissing

if TYPE_CHECKING:
    from ..config import Limits

FIRST_RETRY, LAST_RETRY = 1.0, 30.0
"""Seconds until a failed write is tried again: doubled from the first to the last."""

QUIET = 2.0
"""Seconds without a change after which ``state.hash`` is set: every stock client then sends a GET."""

HASH_INTERVAL = 30.0
"""Seconds between two values of ``state.hash`` where the document is never quiet."""

LAST_SAVE = 10.0
"""Seconds that the last save of a document may take."""


class Saver:
    """Writes the file of one live document in the background.

    ``failure`` is why the file could not be written, as long as that is so; ``on_failure`` is told of
    every change of it, ``on_missing`` when the file is gone.
    """

    def __init__(
        self,
        file: DocumentFile,
        limits: Limits,
        log: Logger,
        *,
        on_failure: Callable[[TimeWarpError | None], None],
        on_missing: Callable[[], Awaitable[None]],
    ) -> None:
        self.file = file
        self.failure: TimeWarpError | None = None
        self._limits = limits
        self._log = log
        self._on_failure = on_failure
        self._on_missing = on_missing
        self._loop = asyncio.get_running_loop()
        self._first: float | None = None
        self._last = self._loop.time()
        self._retry_at = 0.0
        self._wait = FIRST_RETRY
        self._announced: str | None = None
        self._announced_at = 0.0
        self._wake = asyncio.Event()
        self._stopped = False
        self._task: asyncio.Task[None] | None = None

    def start(self, *, behind: bool) -> None:
        """Begin; ``behind`` says that the file lacks something already."""
        self._stopped = False
        self._announced = self.file.disk.file_hash
        self._tell()
        self.file.live.changed.append(self.changed)
        if behind:
            self.changed()
        self._task = asyncio.create_task(self._run(), name=f"save {self.file.live.id}")

    def changed(self) -> None:
        """The document has changed, or the file has."""
        self._last = self._loop.time()
        if self._first is None:
            self._first = self._last
            self._wake.set()

    @property
    def is_saved(self) -> bool:
        """Whether nothing waits to be written."""
        return self._first is None and self.failure is None

    async def save(self) -> None:
        """Write the file now. Raises as ``DocumentFile.save``; then it is tried again later."""
        since, self._first = self._first, None
        try:
            await self._save_where_it_is()
        except FileMissing:
            raise
        except TimeWarpError as error:
            self.failed(error, since)
            raise
        except asyncio.CancelledError:
            self._first = since if self._first is None else self._first
            raise
        self._succeeded()

    async def _save_where_it_is(self) -> None:
        path = self.file.path
        try:
            await self.file.save()
        except FileMissing:
            await self._on_missing()
            if self.file.path == path:
                raise
            await self.file.save()  # it was moved, and we have followed it

    async def close(self) -> None:
        """Stop, after a last save that has a deadline. What is not written then is in the journal."""
        await self.stop()
        try:
            await asyncio.wait_for(self.file.save(), LAST_SAVE)
        except FileMissing as error:
            self._log.warning("%s: gone when it was closed", error.reason)
        except TimeWarpError as error:
            self._log.error("%s: not written: %s", self.file.path, error.reason or error.message)
        except asyncio.TimeoutError:
            self._log.error("%s: not written within %.0f s", self.file.path, LAST_SAVE)

    async def stop(self) -> None:
        """Stop without writing anything."""
        self._stopped = True
        with contextlib.suppress(ValueError):
            self.file.live.changed.remove(self.changed)
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None  # it knows where it was when it ended: here

    async def _run(self) -> None:
        while not self._stopped:
            due = self._due()
            if due is None:
                self._wake.clear()
                await self._wake.wait()
            elif (wait := due - self._loop.time()) > 0:
                # Changes only ever make it later, so there is no need to be woken by each.
                await asyncio.sleep(wait)
            else:
                await self._act()

    def _due(self) -> float | None:
        times = [time for time in (self._save_due(), self._hash_due()) if time is not None]
        return min(times, default=None)

    def _save_due(self) -> float | None:
        if self._first is None:
            return None
        limits = self._limits
        due = min(self._last + limits.save_delay, self._first + limits.save_max_delay)
        return max(due, self._retry_at)

    def _hash_due(self) -> float | None:
        current = self.file.disk.file_hash
        if current is None or current == self._announced:
            return None
        return max(min(self._last + QUIET, self._announced_at + HASH_INTERVAL), self._retry_at)

    async def _act(self) -> None:
        save_due = self._save_due()
        try:
            if save_due is not None and save_due <= self._loop.time():
                await self.save()
            else:
                await self._announce()
        except FileMissing:
            self._log.info("%s: gone", self.file.path)
        except TimeWarpError as error:
            self._log.debug("%s: %s", self.file.path, error.message)
        except Exception:
            self._log.exception("%s: saving failed", self.file.path)
            self._first = self._loop.time()
            self._back_off()

    async def _announce(self) -> None:
        """Let stock clients know what is in the file."""
        current = self.file.disk.file_hash
        try:
            await self.file.live.set_state(hash=current)
        except TimeWarpError:
            self._back_off()
            raise
        self._announced, self._announced_at = current, self._loop.time()

    def failed(self, error: TimeWarpError, since: float | None = None) -> None:
        """The file could not be read or written: say so, and try again later."""
        self._first = since if since is not None else self._loop.time()
        self._back_off()
        self._wake.set()
        if self.failure is None or self.failure.error_code != error.error_code:
            self._log.error("%s: not written: %s", self.file.path, error.reason or error.message)
            self.failure = error
            self._on_failure(error)
        self._tell()

    def _back_off(self) -> None:
        self._retry_at = self._loop.time() + self._wait
        self._wait = min(2 * self._wait, LAST_RETRY)

    def _succeeded(self) -> None:
        self._retry_at, self._wait = 0.0, FIRST_RETRY
        self._wake.set()
        if self.failure is not None:
            self._log.warning("%s: written again", self.file.path)
            self.failure = None
            self._on_failure(None)
        self._tell()

    def _tell(self) -> None:
        """Let those who have the program open know what is with its file."""
        problem = "" if self.failure is None else self.failure.error_code
        self.file.live.file_is(FileState(self.file.saved_at, problem))
