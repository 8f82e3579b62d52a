"""One room whose folder does not answer leaves the keeper to all others."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace
from typing import Any, cast

from timewarp_jupyter.config import Limits
from timewarp_jupyter.rooms.keeper import Keeper
from timewarp_jupyter.rooms.registry import Registry
from timewarp_jupyter.rooms.room import Room

DEADLINE = 10.0


class Looking(Keeper):
    """Notes which rooms are looked after. The one called ``hangs`` takes for ever."""

    def __init__(self, *rooms: str) -> None:
        made = {name: SimpleNamespace(id=name, is_loaded=True) for name in rooms}
        registry = cast(Registry, SimpleNamespace(rooms=made, is_in_doubt=False))
        super().__init__(registry, Limits(disk_poll_interval=0.05), logging.getLogger("test"))
        self.looked: dict[str, int] = dict.fromkeys(rooms, 0)
        self.enough = asyncio.Event()

    async def look(self, room: Room) -> None:
        """Note it."""
        self.looked[room.id] += 1
        if room.id == "hangs":
            await asyncio.get_running_loop().create_future()
        if self.looked[room.id] == 3:
            self.enough.set()


async def test_a_folder_that_hangs_is_asked_once_and_the_others_are_looked_after():
    keeper: Any = Looking("hangs", "other")
    keeper.start()
    try:
        await asyncio.wait_for(keeper.enough.wait(), DEADLINE)
    finally:
        await asyncio.wait_for(keeper.stop(), DEADLINE)
    assert keeper.looked == {"hangs": 1, "other": 3}
