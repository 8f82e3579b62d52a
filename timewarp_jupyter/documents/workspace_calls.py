"""Asking a ``ContentsManager``: sync or async, with a deadline, and with errors of one kind.

A call above its deadline is not cancelled, for a write could be half done: it goes on and is watched, and
the next write of the same file waits for it.
"""

from __future__ import annotations

import asyncio
import errno
import os
from collections import Counter
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from logging import Logger
from typing import Any

from ..errors import Conflict, Forbidden, InvalidInput, NotFound, TimeWarpError, Unavailable
from ..threads import Threads

DEADLINE = 10.0
"""Seconds that the workspace may take for one answer."""

MOST_LATE = 4
"""Calls in one folder of the workspace that may be late before no more are made there: each has a thread."""

FILES = Threads("files", 16, 200)
"""Where the disk is asked, for all servers in this process: if it hangs, nothing but files waits for it."""


class Calls:
    """Calls that are under way, and the ones that take too long."""

    def __init__(self, log: Logger, deadline: float = DEADLINE) -> None:
        self.deadline = deadline
        self._log = log
        self._late: dict[str, asyncio.Task[Any]] = {}
        self._late_in: Counter[str] = Counter()

    async def ask(self, path: str, what: str, call: Callable[[], Any]) -> Any:
        """The answer of ``call()``. Raises what it raised, or ``Unavailable`` (``workspace_slow``)."""
        if self._late_in[_top(path)] >= MOST_LATE:
            raise _slow(path, what)
        task = asyncio.ensure_future(_result(call))
        try:
            done, _ = await asyncio.wait({task}, timeout=self.deadline)
        except asyncio.CancelledError:
            self._watch(path, what, task)
            raise
        if done:
            return task.result()
        self._watch(path, what, task)
        raise _slow(path, what)

    async def after_late_ones(self, path: str) -> None:
        """Wait for a call on this path that was given up. Raises ``Unavailable`` where it goes on."""
        late = self._late.get(path)
        if late is not None:
            done, _ = await asyncio.wait({late}, timeout=self.deadline)
            if not done:
                raise _slow(path, "another call")

    def _watch(self, path: str, what: str, task: asyncio.Task[Any]) -> None:
        self._late[path] = task
        self._late_in[_top(path)] += 1

        def ended(_: asyncio.Task[Any]) -> None:
            if self._late.get(path) is task:
                del self._late[path]
            self._late_in[_top(path)] -= 1
            self._late_in += Counter()  # without those that are nought
            failure = None if task.cancelled() else task.exception()
            self._log.warning("%s: %s ended late%s", path, what, f": {failure}" if failure else "")

        task.add_done_callback(ended)


async def _result(call: Callable[[], Any | Awaitable[Any]]) -> Any:
    answer = call()
    return await answer if isawaitable(answer) else answer


def _top(path: str) -> str:
    """The first folder of a path: what is far away is usually below one."""
    return path.strip("/").partition("/")[0]


def _slow(path: str, what: str) -> Unavailable:
    return Unavailable("The workspace does not answer.", code="workspace_slow", reason=f"{path}: {what}")


def status_of(error: BaseException) -> int | None:
    """The HTTP status by which contents managers say what is wrong."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status
    return 404 if isinstance(error, FileNotFoundError) else None


def reason_of(error: BaseException) -> str:
    """What went wrong, for people: the operating system's own word where there is one."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno is not None:
            return os.strerror(cause.errno)
        cause = cause.__cause__
    return str(getattr(error, "log_message", None) or error) or type(error).__name__


def is_missing(error: BaseException) -> bool:
    """Whether there is no such file or folder."""
    return status_of(error) == 404


def not_read(path: str, error: Exception) -> TimeWarpError:
    """The error for a file that could not be read."""
    if isinstance(error, TimeWarpError):
        return error
    if status_of(error) == 403:
        return Forbidden("The server may not read this file.", code="file_not_read", reason=path)
    return Unavailable(
        "The file could not be read.", code="file_not_read", reason=f"{path}: {reason_of(error)}"
    )


def not_written(path: str, error: Exception) -> TimeWarpError:
    """The error for a file that could not be written."""
    if isinstance(error, TimeWarpError) and error.error_code != "workspace_slow":
        return error
    reason = error.reason if isinstance(error, TimeWarpError) else f"{path}: {reason_of(error)}"
    return Unavailable(
        "Your work is safe here, but its file could not be written.",
        code="file_not_written",
        reason=reason,
    )


def not_done(path: str, error: Exception) -> TimeWarpError:
    """The error for a file that could not be moved, deleted or made."""
    if isinstance(error, TimeWarpError):
        return error
    status, reason = status_of(error), f"{path}: {reason_of(error)}"
    if status == 404:
        return NotFound("There is no such file.", code="no_such_file", reason=reason)
    if status == 409:
        return Conflict("There is a file of this name already.", code="path_taken", reason=reason)
    if status == 403:
        return Forbidden("The server may not change this file.", code="file_refused", reason=reason)
    if status == 400 and _errno(error) is None:
        return InvalidInput("The workspace refuses this.", code="bad_path", reason=reason)
    return Unavailable("The workspace could not do this.", code="workspace_failed", reason=reason)


def _errno(error: BaseException) -> int | None:
    cause = error if isinstance(error, OSError) else error.__cause__
    return (cause.errno or errno.EIO) if isinstance(cause, OSError) else None
