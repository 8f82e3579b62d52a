"""Work that is done again and again, for as long as the server runs."""

from __future__ import annotations

import asyncio

from timewarp_jupyter.tasks import Rounds

DEADLINE = 5.0


async def test_rounds_are_made_until_they_are_stopped() -> None:
    made, third = 0, asyncio.Event()

    async def work() -> None:
        nonlocal made
        made += 1
        if made == 3:
            third.set()

    rounds = Rounds("test", work, 0.001, 0.001)
    await rounds.stop()  # which has not begun
    rounds.start()
    assert made == 0
    await asyncio.wait_for(third.wait(), DEADLINE)
    await rounds.stop()
    before = made
    assert [task for task in asyncio.all_tasks() if task.get_name() == "test"] == []
    rounds.start()
    third.clear()
    made = 0
    await asyncio.wait_for(third.wait(), DEADLINE)
    await rounds.stop()
    assert before >= 3


async def test_a_stop_ends_work_where_it_waits() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    rounds = Rounds("test", work, 0.0, 1000.0)
    rounds.start()
    await asyncio.wait_for(begun.wait(), DEADLINE)
    await asyncio.wait_for(rounds.stop(), DEADLINE)
    assert ended.is_set()
