"""Places that there are few of: nobody gets all of them, and who gives up leaves nothing taken."""

from __future__ import annotations

import asyncio

import pytest

from timewarp_jupyter import turns
from timewarp_jupyter.errors import TooMuch, Unavailable
from timewarp_jupyter.turns import Places

DEADLINE = 5.0


class Visits:
    """Who has been in a place, in order; each stays until ``go``."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.order: list[str] = []
        self.go = asyncio.Event()

    async def visit(self, who: str) -> None:
        async with self.places.place(who):
            self.order.append(who)
            await self.go.wait()

    def start(self, *names: str) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self.visit(who)) for who in names]


async def settle() -> None:
    """Let all that is ready run."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_users_come_in_turn_however_much_one_of_them_asks():
    visits = Visits(Places(1, each=1, seconds=DEADLINE))
    tasks = visits.start("greedy", "greedy", "greedy", "ana", "greedy", "ben")
    await settle()
    assert visits.order == ["greedy"]
    visits.go.set()
    await asyncio.wait_for(asyncio.gather(*tasks), DEADLINE)
    assert visits.order == ["greedy", "greedy", "ana", "ben", "greedy", "greedy"]


async def test_a_user_has_a_share_and_the_rest_stays_free_for_others():
    visits = Visits(Places(2, each=1, seconds=DEADLINE))
    tasks = visits.start("greedy", "greedy", "ana")
    await settle()
    assert visits.order == ["greedy", "ana"]
    visits.go.set()
    await asyncio.wait_for(asyncio.gather(*tasks), DEADLINE)


async def test_who_waits_too_long_is_told_and_who_comes_next_is_let_in():
    visits = Visits(Places(1, each=1, seconds=0.05))
    [inside] = visits.start("ana")
    await settle()
    with pytest.raises(Unavailable) as caught:
        await visits.visit("ben")
    assert caught.value.error_code == "busy"
    visits.go.set()
    await asyncio.wait_for(inside, DEADLINE)
    await asyncio.wait_for(visits.visit("cleo"), DEADLINE)
    assert visits.order == ["ana", "cleo"]


async def test_a_user_cannot_have_any_number_waiting(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(turns, "MOST_WAITING", 2)
    visits = Visits(Places(1, each=1, seconds=DEADLINE))
    tasks = visits.start("greedy", "greedy", "greedy")
    await settle()
    with pytest.raises(TooMuch):
        await visits.visit("greedy")
    tasks += visits.start("ana")
    visits.go.set()
    await asyncio.wait_for(asyncio.gather(*tasks), DEADLINE)
    assert visits.order.count("ana") == 1


@pytest.mark.parametrize("let_in_first", [True, False])
async def test_who_is_cancelled_keeps_no_place(let_in_first: bool):
    visits = Visits(Places(1, each=1, seconds=DEADLINE))
    inside, gone = visits.start("ana", "ben")
    await settle()
    if let_in_first:
        # With its end ben is let in, who has not run since.
        inside.add_done_callback(lambda _: gone.cancel())
    else:
        gone.cancel()
    inside.cancel()
    await asyncio.gather(inside, gone, return_exceptions=True)
    visits.go.set()
    await asyncio.wait_for(visits.visit("cleo"), DEADLINE)
    assert visits.order == ["ana", "cleo"]
