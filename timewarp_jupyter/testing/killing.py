"""A store and a contents manager in which a server dies at a chosen point, and others where nothing works.

What is to go wrong is said by files in a folder, so that it can be said to a server in another process:

- ``kill`` holds ``<point> <n>``: the n-th time that the point is reached is the end;
- those of ``STORE_FAULTS`` and ``DISK_FAULTS``: what their names say goes wrong while they are there.
"""

from __future__ import annotations

import asyncio
import errno
import io
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from ..errors import StorageFailed, TimeWarpError
from ..store.interface import Receipt, Store
from ..store.operations import AddCheckpoint, AppendUpdates, DropCheckpoint, FoldUpdates, Operation
from .contents import write_half
from .stores import WrappedStore

POINTS = (
    "before-commit",
    "after-commit",
    "before-write",
    "within-write",
    "after-write",
    "before-fold",
    "after-fold",
)
"""Where a server can be made to die: before edits are committed; when they are, before anybody is sent them;
between the intent to write a file and the write; when half of it is written; when it is, before that is
confirmed; and before and after a commit of a compaction."""

STORE_FAULTS = (
    "store-fails",
    "store-lies",
    "store-is-late",
    "store-hangs",
    "reads-fail",
    "reads-hang",
)
"""Nothing can be committed; commits are carried out, and said to have failed; they are said to have failed,
and come true a moment later; commits wait; nothing can be read; reads wait."""

DISK_FAULTS = ("disk-full", "disk-overflows", "disk-tears")
"""No program's file can be written: there is no space before anything is done; in the middle, whereupon
Jupyter puts the old file back; or in the middle, so that half of the new one is left."""

HANGING = ("store-hangs", "reads-hang")
"""Faults in which what is asked gets no answer before their end."""

_LATE = 0.02
"""Seconds after which a late commit comes true."""
_LOOK = 0.005
"""Seconds between looks whether a fault has ended."""
_COMPACTION = (AddCheckpoint, DropCheckpoint, FoldUpdates)


class Faults:
    """What is to go wrong, as the folder says. ``die`` must not return, and must leave nothing to be done."""

    def __init__(self, folder: Path, die: Callable[[], None]) -> None:
        self._folder = folder
        self._die = die
        self._reached: tuple[str, int] = ("", 0)

    def arm(self, point: str, nth: int = 1) -> None:
        """Die at a point, the n-th time from now."""
        _write(self._folder / "kill", f"{point} {nth}")

    def disarm(self) -> None:
        """Do not die."""
        (self._folder / "kill").unlink(missing_ok=True)

    def set(self, fault: str, on: bool) -> None:
        """Have one of ``STORE_FAULTS`` or ``DISK_FAULTS`` begin, or end."""
        if on:
            _write(self._folder / fault, "")
        else:
            (self._folder / fault).unlink(missing_ok=True)

    def has(self, *faults: str) -> bool:
        """Whether one of these goes wrong now."""
        return any((self._folder / fault).exists() for fault in faults)

    def end(self, *faults: str) -> None:
        """Have all of these end."""
        for fault in faults:
            self.set(fault, False)

    async def until_ended(self, fault: str, is_over: Callable[[], bool] = lambda: False) -> None:
        """Wait while this goes wrong, and is not over for another reason."""
        while self.has(fault) and not is_over():  # noqa: ASYNC110 - another process may say that it has ended
            await asyncio.sleep(_LOOK)

    def reach(self, point: str, last_deed: Callable[[], None] = lambda: None) -> None:
        """A point is reached: die if that is what the folder says, after a last deed."""
        try:
            order = (self._folder / "kill").read_text()
        except FileNotFoundError:
            return
        wanted, nth = order.split()
        if wanted != point:
            return
        times = self._reached[1] + 1 if self._reached[0] == order else 1
        self._reached = (order, times)
        if times >= int(nth):
            self.disarm()
            last_deed()
            self._die()


def _write(file: Path, text: str) -> None:
    """In one step: somebody may be reading it now."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


class DeadlyStore(WrappedStore):
    """Dies before or after commits, fails, lies, is late, or hangs."""

    def __init__(self, inner: Store, faults: Faults) -> None:
        super().__init__(inner)
        self.is_dead = False
        """Set for a store of a server that only plays dead: it commits nothing more."""
        self._faults = faults
        self._late: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Stop, when all that is late has come true."""
        await self._until_true()
        await super().stop()

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        """Commit, if nothing is in the way."""
        await self._wait_for_turn()
        self._require_working()
        edits = any(isinstance(operation, AppendUpdates) for operation in operations)
        folds = any(isinstance(operation, _COMPACTION) for operation in operations)
        self._reach("before", edits, folds)
        if self._faults.has("store-is-late"):
            self._commit_later(room, operations)
            raise StorageFailed("The connection was lost.", reason="store-is-late")
        receipt = await self.inner.commit(room, operations)
        self._reach("after", edits, folds)
        if self._faults.has("store-lies"):
            raise StorageFailed("The connection was lost.", reason="store-lies")
        return receipt

    async def _wait_for_turn(self) -> None:
        """What hangs is waited for, and what is late: it has the lock that every transaction needs."""
        await self._faults.until_ended("store-hangs", lambda: self.is_dead)
        await self._until_true()

    async def _until_true(self) -> None:
        """Who waits for what is late may be cancelled, and what is late comes true."""
        if self._late:
            await asyncio.wait(set(self._late))

    def _commit_later(self, room: str, operations: Sequence[Operation]) -> None:
        task = asyncio.create_task(self._come_true(room, operations))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _come_true(self, room: str, operations: Sequence[Operation]) -> None:
        await asyncio.sleep(_LATE)
        if not self.is_dead:
            with suppress(TimeWarpError):  # somebody may have done the same meanwhile
                await self.inner.commit(room, operations)

    def _reach(self, when: str, edits: bool, folds: bool) -> None:
        if edits:
            self._faults.reach(f"{when}-commit")
        if folds:
            self._faults.reach(f"{when}-fold")

    async def before_reading(self) -> None:
        """Wait or fail, where that is what reads do."""
        await self._faults.until_ended("reads-hang", lambda: self.is_dead)
        if self._faults.has("reads-fail"):
            raise StorageFailed("The store cannot be read.", reason="reads-fail")

    async def probe(self) -> None:
        """Fail as a commit would."""
        await self._wait_for_turn()
        self._require_working()
        await self.inner.probe()

    def _require_working(self) -> None:
        if self.is_dead or self._faults.has("store-fails"):
            raise StorageFailed("The disk is full.", reason="store-fails")


class DeadlyContents(AsyncLargeFileManager):
    """Dies before, within or after writing a file, or has no space left. ``faults`` has to be set.

    ``turn`` is held while a file is written, and while one may be dying of it: whoever plays another program
    that changes files may take it.
    """

    faults: Faults

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.turn = threading.Lock()

    @contextmanager
    def atomic_writing(self, os_path: str, *args: Any, **kwargs: Any) -> Iterator[io.BytesIO]:
        """Write, if nothing is in the way."""
        with self.turn:
            self.faults.reach("before-write")
        self._require_space("disk-full", os_path)
        content = io.BytesIO()
        yield content
        data = content.getvalue()
        with self.turn:
            self.faults.reach("within-write", lambda: write_half(os_path, data))
            if self.faults.has("disk-tears"):
                write_half(os_path, data)
            self._require_space("disk-tears", os_path)
            with super().atomic_writing(os_path, *args, **kwargs) as file:
                file.write(data[: len(data) // 2])
                self._require_space("disk-overflows", os_path)
                file.write(data[len(data) // 2 :])
            self.faults.reach("after-write")

    def _require_space(self, fault: str, os_path: str) -> None:
        if self.faults.has(fault):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os_path)
