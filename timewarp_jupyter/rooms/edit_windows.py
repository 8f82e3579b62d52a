"""Edits as activity: what each author did to each document within half a minute is one line.

The journal is read once per window, so that no edit waits for this and nothing is kept in memory that a crash
would lose: what the activity does not tell of yet is told the next time somebody is in the room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from logging import Logger
from typing import TYPE_CHECKING

from ..documents.authors import DISK, SERVER
from ..documents.beside import beside, weight
from ..documents.touched import lines_touched
from ..errors import TimeWarpError
from ..store.interface import Store
from ..store.interface_talk import EditRow
from ..store.operations import AddActivity, MarkEditsTold, Operation

if TYPE_CHECKING:
    from .context import Context
    from .room import Room

_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class EditWindow:
    """Consecutive edits of one author in one document."""

    document: str
    author: str
    rows: Sequence[EditRow]

    def told(self, path: str, lines: int) -> AddActivity:
        """The line of activity. Characters are UTF-16 units."""
        return AddActivity(
            self.author,
            "document.edited",
            self.document,
            self.rows[-1].at,
            {
                "path": path,
                "lines": lines,
                "added": sum(row.inserted for row in self.rows),
                "removed": sum(row.deleted for row in self.rows),
                "from_seq": self.rows[0].seq,
                "to_seq": self.rows[-1].seq,
            },
        )


def windows(rows: Sequence[EditRow], length_ms: float) -> Sequence[EditWindow]:
    """Edits by author and document, none longer than ``length_ms``, in the order of their ends.

    What the server and the disk have done is told elsewhere.
    """
    open_ones: dict[tuple[str, str], list[EditRow]] = {}
    found: list[EditWindow] = []
    for row in rows:
        if row.author in (DISK, SERVER) or not (row.inserted or row.deleted):
            continue
        key = (row.document, row.author)
        if key in open_ones and row.at - open_ones[key][0].at >= length_ms:
            found.append(EditWindow(*key, open_ones.pop(key)))
        open_ones.setdefault(key, []).append(row)
    found += [EditWindow(*key, edits) for key, edits in open_ones.items()]
    return sorted(found, key=lambda window: window.rows[-1].seq)


class EditWindows:
    """Tells the edits of one room, a window after the first that was not told."""

    def __init__(self, room: Room, context: Context) -> None:
        self._room = room
        self._store: Store = context.store
        self._length: float = context.limits.activity_window
        self._log: Logger = context.log
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._telling = asyncio.Lock()

    def noticed(self) -> None:
        """There may be edits to tell of."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._length, self._due)

    async def close(self) -> None:
        """Stop. What is not told yet is told the next time."""
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _due(self) -> None:
        self._timer = None
        self._task = asyncio.create_task(self._tell_safely(), name=f"edits of {self._room.id}")

    async def _tell_safely(self) -> None:
        try:
            await self.tell()
        except TimeWarpError as error:
            self._log.warning("Room %s: edits are not told yet: %s", self._room.id, error.message)
            self.noticed()
        except Exception:
            self._log.exception("Room %s: edits could not be told", self._room.id)

    async def tell(self) -> None:
        """Commit the activity of all edits that are not told. Raises ``StorageFailed``."""
        async with self._telling:
            rows = await self._store.untold_edits(self._room.id, _AT_ONCE)
            if not rows:
                return
            told = await self._told(windows(rows, self._length * 1000))
            await self._room.commit(*told, MarkEditsTold(rows[-1].seq))
        if len(rows) == _AT_ONCE:
            self.noticed()

    async def _told(self, found: Sequence[EditWindow]) -> Sequence[Operation]:
        paths = {row.id: row.path for row in await self._store.documents(self._room.id)}
        lines: dict[int, int] = {}
        for document in {window.document for window in found}:
            own = [window for window in found if window.document == document]
            lines |= await self._lines(document, own)
        return [window.told(paths.get(window.document, ""), lines[window.rows[-1].seq]) for window in found]

    async def _lines(self, document: str, own: Sequence[EditWindow]) -> Mapping[int, int]:
        first = min(window.rows[0].seq for window in own)
        last = max(window.rows[-1].seq for window in own)
        before = await self._store.journal(document, first - 1)
        updates = await self._store.updates(
            document, after=first - 1, before=last + 1, limit=last - first + 1
        )

        known = {update.seq for update in updates}
        seqs = [[row.seq for row in window.rows if row.seq in known] for window in own]
        size = weight(before) + sum(len(update.data) for update in updates)
        numbers = await beside(size, lines_touched, before, updates, seqs)
        return {window.rows[-1].seq: number for window, number in zip(own, numbers, strict=True)}
