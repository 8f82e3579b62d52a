"""The task that folds old history, a document at a time, while the server runs."""

from __future__ import annotations

import asyncio
from logging import Logger
from typing import TYPE_CHECKING

from ..clock import now_ms
from ..errors import TimeWarpError
from ..store.interface import DocumentRow, Store
from ..tasks import Rounds
from .compaction import Compacted, compact
from .historian import Historian

if TYPE_CHECKING:
    from ..config import Limits

_FIRST = 600.0
_INTERVAL = 6 * 3600.0
_REST = 0.5
"""Seconds after the start, between two rounds, and between two documents: nobody waits for this."""

_DAY_MS = 24 * 3600 * 1000


class Compactor:
    """Goes round all documents now and then. ``history_detail`` of the limits is in days; 0 is never."""

    def __init__(self, store: Store, historian: Historian, limits: Limits, log: Logger) -> None:
        self._store = store
        self._historian = historian
        self._limits = limits
        self._log = log
        self._folded: dict[str, int] = {}
        self._rounds = Rounds("compactor", self.go_round, _FIRST, _INTERVAL)

    def start(self) -> None:
        """Begin, some time after the start of the server."""
        if self._limits.history_detail > 0:
            self._rounds.start()

    async def stop(self) -> None:
        """Stop, and wait for it: between two commits, so that nothing is left half done."""
        await self._rounds.stop()

    async def go_round(self, rest: float = _REST) -> Compacted:
        """Look at every document once; what all of it came to."""
        total = Compacted()
        try:
            for room in await self._store.rooms():
                for row in await self._store.documents(room.id):
                    total = total.and_also(await self._look(row))
                    await asyncio.sleep(rest)
        except TimeWarpError as error:
            self._log.warning("Old history is folded another time: %s", error.reason or error.message)
        except Exception:
            self._log.exception("Old history could not be folded")
        return total

    async def _look(self, row: DocumentRow) -> Compacted:
        before = now_ms() - round(self._limits.history_detail * _DAY_MS)
        if row.created_at >= before or self._is_done(row):
            return Compacted()
        done = await compact(self._store, row.room, row.id, before, self._log)
        if done.records_after < done.records_before:
            self._historian.forget(row.id)
        elif row.updated_at < before:
            self._folded[row.id] = row.updated_seq
        return done

    def _is_done(self, row: DocumentRow) -> bool:
        """Whether nothing was written since all of it was found to be folded."""
        return self._folded.get(row.id) == row.updated_seq
