"""A store and a contents manager in which a server dies at a chosen point, and others where nothing works.

What is to go wrong is said by files in a folder, so that it can be said to a server in another process:

- ``kill`` holds ``<point> <n>``: the n-th time that the point is reached is the end;
- ``store-fails``: nothing can be committed while it is there;
- ``disk-full``: no program's file can be written while it is there.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from ..errors import StorageFailed
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
        """Have ``store-fails`` or ``disk-full`` begin, or end."""
        if on:
            _write(self._folder / fault, "")
        else:
            (self._folder / fault).unlink(missing_ok=True)

    def has(self, fault: str) -> bool:
        """Whether this goes wrong now."""
        return (self._folder / fault).exists()

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
    """Dies before or after commits, or fails."""

    def __init__(self, inner: Store, faults: Faults) -> None:
        super().__init__(inner)
        self.is_dead = False
        """Set for a store of a server that only plays dead: it commits nothing more."""
        self._faults = faults

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        """Commit, if nothing is in the way."""
        self._require_working()
        edits = any(isinstance(operation, AppendUpdates) for operation in operations)
        folds = any(isinstance(operation, _COMPACTION) for operation in operations)
        self._reach("before", edits, folds)
        receipt = await self.inner.commit(room, operations)
        self._reach("after", edits, folds)
        return receipt

    def _reach(self, when: str, edits: bool, folds: bool) -> None:
        if edits:
            self._faults.reach(f"{when}-commit")
        if folds:
            self._faults.reach(f"{when}-fold")

    async def probe(self) -> None:
        """Fail as a commit would."""
        self._require_working()
        await self.inner.probe()

    def _require_working(self) -> None:
        if self.is_dead or self._faults.has("store-fails"):
            raise StorageFailed("The disk is full.", reason="store-fails")


class DeadlyContents(AsyncLargeFileManager):
    """Dies before, within or after writing a file, or has no space left. ``faults`` has to be set."""

    faults: Faults

    @contextmanager
    def atomic_writing(self, os_path: str, *args: Any, **kwargs: Any) -> Iterator[io.BytesIO]:
        """Write, if nothing is in the way. ``ENOSPC`` comes before the old file is touched."""
        self.faults.reach("before-write")
        if self.faults.has("disk-full"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os_path)
        content = io.BytesIO()
        yield content
        data = content.getvalue()
        self.faults.reach("within-write", lambda: write_half(os_path, data))
        with super().atomic_writing(os_path, *args, **kwargs) as file:
            file.write(data)
        self.faults.reach("after-write")
