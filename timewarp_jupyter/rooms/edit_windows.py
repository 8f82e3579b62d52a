"""Tells what people have typed: edits as lines of activity, half a minute at most after the first.

The journal is read once per window, so that no edit waits for this and nothing is kept in memory that a crash
would lose: what the activity does not tell of yet is told the next time somebody is in the room.
"""

from __future__ import annotations

import asyncio
import random
from functools import partial
from logging import Logger
from typing import TYPE_CHECKING

from ..beside import LIGHT
from ..errors import TimeWarpError
from ..store.interface import Store
from ..store.operations import MarkEditsTold
from .untold import read_edited, read_is_heavy, tell_untold

if TYPE_CHECKING:
    from .context import Context
    from .room import Room

_AT_ONCE = 20_000


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
        self._is_unsure = False

    def noticed(self) -> None:
        """There may be edits to tell of."""
        if self._timer is None:
            # Spread, for a school begins its lessons all at once.
            wait = self._length * random.uniform(0.75, 1.0)
            self._timer = asyncio.get_running_loop().call_later(wait, self._due)

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
        finally:
            # A task keeps the request in whose course it began, with all that hangs on it.
            self._task = None

    async def tell(self) -> None:
        """Commit the activity of edits that are not told. Raises ``StorageFailed`` and ``Unavailable``."""
        room = self._room.id
        async with self._telling:
            if self._is_unsure:
                # What was said to have failed may come true until something else was carried out.
                await self._store.probe()
            # Even to read what a class types in half a minute holds the interpreter for too long.
            heavily = await self._store.examine(partial(read_is_heavy, room=room, light=LIGHT), bool)
            untold = await self._store.examine(
                partial(read_edited, room=room, most=_AT_ONCE),
                partial(tell_untold, length_ms=self._length * 1000),
                heavily=heavily,
            )
            if untold is None:
                return
            self._is_unsure = True
            await self._room.commit(*untold.lines, MarkEditsTold(untold.upto))
            self._is_unsure = False
        if untold.more:
            self.noticed()
