"""A small school leaves nothing behind. ``python -m tests.load`` is the large one."""

from __future__ import annotations

from pathlib import Path

import pytest
from attack.target import Target
from support.descriptors import many_files

from .lessons import CONFIG, Rates
from .run import run

SOON = "c.Limits.unload_after = 1.0\nc.Limits.activity_window = 1.0\n"
LIVELY = Rates(key=1.0, presence=3.0, post=3.0, lesson=8.0, stay=(2.0, 8.0))
MOST_GROWTH = 24 * 2**20
"""Bytes, from the moment in which all have come."""


@pytest.mark.timeout(180)
async def test_a_hundred_connections_that_come_and_go_leave_nothing_behind(tmp_path: Path) -> None:
    many_files()
    target = Target(tmp_path, CONFIG + SOON)
    try:
        outcome = await run(target, rooms=4, connections=100, seconds=20.0, rates=LIVELY, say=print)
        assert outcome.left == {}
        assert outcome.most_connections >= 90
        assert outcome.memory[-1][1] - outcome.memory[0][1] < MOST_GROWTH
        assert outcome.threads[1] <= outcome.threads[0] + 4
        assert target.faults() == []
    finally:
        target.server.stop()
