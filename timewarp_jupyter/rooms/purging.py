"""The task that removes what is left of rooms that were deleted too long ago to come back."""

from __future__ import annotations

import asyncio
from logging import Logger
from typing import TYPE_CHECKING

from ..clock import now_ms
from ..errors import NotFound, TimeWarpError
from ..store.interface import Store
from ..store.operations import PurgeRoom
from ..tasks import Rounds
from .allowance import DAY_MS

if TYPE_CHECKING:
    from .registry import Registry
    from .room import Room

_FIRST = 900.0
_INTERVAL = 6 * 3600.0
_REST = 0.1
"""Seconds after the start, between two rounds, and between two commits: nobody waits for this."""

_AT_ONCE = 50
"""Rows of a commit. One may be a whole program."""

GRACE_DAYS = 1
"""Days for which more is kept than is promised: clocks are set, and a room may just be coming back."""


class Purging:
    """Goes round the deleted rooms now and then. Their files stay where they are."""

    def __init__(self, registry: Registry, store: Store, undo_days: int, log: Logger) -> None:
        self._registry = registry
        self._store = store
        self._kept_ms = (undo_days + GRACE_DAYS) * DAY_MS
        self._log = log
        self._rounds = Rounds("purge rooms", self.go_round, _FIRST, _INTERVAL)

    def start(self) -> None:
        """Begin, some time after the start of the server."""
        self._rounds.start()

    async def stop(self) -> None:
        """Stop, and wait for it: between two commits. The next round goes on from there."""
        await self._rounds.stop()

    async def go_round(self, rest: float = _REST) -> None:
        """Remove all rooms that cannot come back any longer."""
        before = now_ms() - self._kept_ms
        for room in list(self._registry.rooms.values()):
            if room.row.deleted_at is not None and room.row.deleted_at <= before:
                await self._purge_safely(room, before, rest)

    async def _purge_safely(self, room: Room, before: int, rest: float) -> None:
        try:
            await self._purge(room.id, before, rest)
            await self._registry.forget(room)
        except TimeWarpError as error:
            self._log.warning("A deleted room is removed another time: %s", error.reason or error.message)
        except Exception:
            self._log.exception("A deleted room could not be removed")
        else:
            self._log.info("Room %s, deleted long ago, is removed", room.row.slug)

    async def _purge(self, room: str, before: int, rest: float) -> None:
        while True:
            try:
                await self._store.commit(room, [PurgeRoom(before, _AT_ONCE)])
            except NotFound:
                return
            await asyncio.sleep(rest)
