"""Clients that do not read: thrown out where they say nothing, else held to what the server keeps for one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from attack.target import Target
from support.descriptors import many_files

from .lessons import CONFIG, Day, Rates, Room
from .run import look
from .slow import LIMITS, PASTE, PASTES_PER_SECOND, STEADY, Slow, paste

PINGS = "c.Limits.ping_interval = 2.0\nc.Limits.ping_timeout = 2.0\n"
PEOPLE = 10
SLOW = 10
"""Of each kind."""
SECONDS = 15.0
MOST_GROWTH = 16 * 2**20
"""Bytes; what was sent to everyone who did not read is many times as much."""
SOCKETS = "timewarp_jupyter.handlers.wire.Wire"


def fell_behind(target: Target) -> float:
    """How often a client fell behind."""
    lines = target.call("olga", "GET", "metrics").body.decode().splitlines()
    return sum(float(line.split()[1]) for line in lines if line.startswith("timewarp_slow_clients_total "))


@pytest.mark.timeout(150)
async def test_clients_that_do_not_read_cost_little_and_the_others_have_everything(tmp_path: Path) -> None:
    many_files()
    target = Target(tmp_path, CONFIG + LIMITS + PINGS)
    try:
        room = await asyncio.to_thread(Room, target, 0)
        day = Day(target, [room], 2 * PEOPLE, Rates(key=0.5, stay=STEADY.stay, lesson=STEADY.lesson))
        day.begin()
        await day.until(lambda: day.connected() == 2 * PEOPLE, "everyone")
        before = await asyncio.to_thread(look, target)
        pasting = asyncio.create_task(paste(day, room))
        silent, talking = Slow(room, SLOW, say=False), Slow(room, SLOW)
        await _until(target, before.objects[SOCKETS] + 2 * SLOW + 1)
        grown = target.process.memory_info().rss
        await asyncio.sleep(SECONDS)
        grown = target.process.memory_info().rss - grown
        day.check()
        assert PASTE * PASTES_PER_SECOND * SECONDS * SLOW > MOST_GROWTH
        assert grown < MOST_GROWTH
        assert await asyncio.to_thread(fell_behind, target) >= SLOW
        # The silent ones have answered no ping.
        await _until(target, before.objects[SOCKETS] + SLOW + 1)
        await talking.leave()
        await silent.leave()
        day.over.set()
        await pasting
        await day.end()
        assert target.faults() == []
    finally:
        target.server.stop()


async def _until(target: Target, sockets: int) -> None:
    for _ in range(300):
        there = (await asyncio.to_thread(look, target)).objects.get(SOCKETS, 0)
        if there == sockets:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{there} sockets, not {sockets}")
