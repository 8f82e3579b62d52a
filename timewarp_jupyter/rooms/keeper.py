"""Looks after loaded rooms: unloads idle ones, follows folders that were moved, tells lost ones."""

from __future__ import annotations

import asyncio
from logging import Logger
from typing import TYPE_CHECKING

from ..errors import InvalidInput, TimeWarpError, Unavailable
from ..tasks import Tasks
from .folders import clean_folder

if TYPE_CHECKING:
    from ..config import Limits
    from .registry import Registry
    from .room import Room


_MOMENT = 0.1
"""Seconds that one room is waited for before the next one is looked at."""


class Keeper:
    """One task that goes round the rooms, and one for each that is being looked at."""

    def __init__(self, registry: Registry, limits: Limits, log: Logger) -> None:
        self._registry = registry
        self._limits = limits
        self._log = log
        self._task: asyncio.Task[None] | None = None
        self._turn = 0
        self._looks = Tasks("look after a room", log)
        self._looked_at: set[str] = set()

    def start(self) -> None:
        """Begin to go round."""
        self._task = asyncio.create_task(self._run(), name="rooms keeper")

    async def stop(self) -> None:
        """Stop, and wait for it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await self._looks.finish(0.0)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._limits.disk_poll_interval)
            if self._registry.is_in_doubt:
                await asyncio.wait([self._looks.start(self._settle())], timeout=_MOMENT)
            rooms = list(self._registry.rooms.values())
            for room in rooms:
                if room.is_loaded:
                    await self._begin(room)
            if rooms:
                # The others in turn: a workspace may be far away, and nobody waits for these.
                self._turn = (self._turn + 1) % len(rooms)
                if not rooms[self._turn].is_loaded:
                    await self._begin(rooms[self._turn])

    async def _settle(self) -> None:
        try:
            await self._registry.settle()
        except TimeWarpError as error:
            self._log.warning("It is not known yet which rooms are stored: %s", error.reason)

    async def _begin(self, room: Room) -> None:
        """Look after a room, if that is not being done still, and wait for it a moment.

        Nobody is to wait long for another's folder, and a hundred are not to be looked at all at once.
        """
        if room.id not in self._looked_at:
            self._looked_at.add(room.id)
            await asyncio.wait([self._looks.start(self._look_safely(room))], timeout=_MOMENT)

    async def _look_safely(self, room: Room) -> None:
        try:
            await self.look(room)
        except Unavailable as error:
            self._log.warning("Room %s is looked after another time: %s", room.row.slug, error.reason)
        except Exception:
            # One room's trouble must not leave the others alone; it is looked at again.
            self._log.exception("Room %s could not be looked after", room.row.slug)
        finally:
            self._looked_at.discard(room.id)

    async def look(self, room: Room) -> None:
        """Look after one room once."""
        room.note_seq()
        await room.settle()
        if not room.talk.events.subscribers and await room.shelf.unload(self._limits.unload_after):
            return
        if room.row.deleted_at is None:
            await self.follow(room)

    async def follow(self, room: Room) -> None:
        """Find the room's folder: where it was, where it has been moved, or nowhere."""
        folders = self._registry.folders
        await room.follow_folder()
        if await folders.exists(room.row.folder):
            self._tell(room, False)
            return
        place = folders.path_of(room.row.folder_id)
        if place and place != room.row.folder and await folders.exists(place):
            await self._move(room, place)
        else:
            self._tell(room, True)

    async def _move(self, room: Room, place: str) -> None:
        try:
            clean_folder(place)
        except InvalidInput:
            self._tell(room, True)
            return
        if self._registry.for_path(place) not in (None, room):
            self._tell(room, True)
            return
        try:
            await room.moved(place, room.row.folder_id)
        except TimeWarpError as error:
            self._log.warning("Room %s could not follow its folder: %s", room.row.slug, error)
        else:
            self._tell(room, False)
            await room.arrived()

    def _tell(self, room: Room, missing: bool) -> None:
        if room.folder_missing != missing:
            room.folder_missing = missing
            found = "is gone" if missing else "is there again"
            self._log.warning("The folder of room %s %s: %s", room.row.slug, found, room.row.folder)
