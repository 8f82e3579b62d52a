"""A crowd of requests leaves room between them for what is more urgent."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest

from timewarp_jupyter import turnstile
from timewarp_jupyter.errors import TooMuch, Unavailable
from timewarp_jupyter.handlers.base import TimeWarpHandler
from timewarp_jupyter.turnstile import Turnstile

DEADLINE = 5.0


async def test_one_is_inside_at_a_time_and_between_two_the_loop_looks_at_everything_else():
    gate, order = Turnstile(), list[str]()

    async def request(name: str) -> None:
        turn = await gate.enter("ana")
        order.append(f"{name} in")
        asyncio.get_running_loop().call_soon(order.append, "key")
        await asyncio.sleep(0)
        order.append(f"{name} out")
        gate.leave(turn)

    await asyncio.gather(*(request(name) for name in "abc"))
    assert [each for each in order if each != "key"] == ["a in", "a out", "b in", "b out", "c in", "c out"]
    assert order.index("key") < order.index("b in")


async def test_who_is_alone_does_not_wait():
    waited = Turnstile().enter("ana")
    try:
        waited.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits for nobody")


async def test_who_stays_inside_holds_nobody_up_for_long():
    gate = Turnstile()
    slow = await gate.enter("ana")
    quick = await asyncio.wait_for(gate.enter("ana"), DEADLINE)
    waiting = asyncio.create_task(gate.enter("ana"))
    await asyncio.sleep(0)
    gate.leave(slow)  # its turn is over: another is inside
    await asyncio.sleep(0)
    assert not waiting.done()
    gate.leave(quick)
    await asyncio.wait_for(waiting, DEADLINE)


async def test_who_has_gone_away_is_passed_over():
    gate = Turnstile()
    turn = await gate.enter("ana")
    gone, next_one = asyncio.create_task(gate.enter("ana")), asyncio.create_task(gate.enter("ana"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    gate.leave(turn)
    assert await asyncio.wait_for(next_one, DEADLINE) == turn + 1


async def test_who_was_refused_and_has_waited_passes_again():
    """A hundred that were refused together wake together; written out at once, that is 150 ms to others."""
    gate = Turnstile()
    handler = SimpleNamespace(
        services=SimpleNamespace(turnstile=gate), _turn=await gate.enter("ana"), username="ana"
    )

    async def refused() -> None:
        async with TimeWarpHandler.slowing_down(cast("TimeWarpHandler", handler)):
            raise TooMuch("Too many messages.", retry_after=0.0)

    waiting = asyncio.create_task(refused())
    inside = await asyncio.wait_for(gate.enter("ana"), DEADLINE)  # it waits outside
    assert not waiting.done()
    gate.leave(inside)
    with pytest.raises(TooMuch):
        await asyncio.wait_for(waiting, DEADLINE)
    assert handler._turn > inside


async def test_a_flood_of_one_holds_up_nobody_else():
    gate, order = Turnstile(), list[str]()

    async def request(who: str) -> None:
        turn = await gate.enter(who)
        order.append(who)
        gate.leave(turn)

    flood = [request("greedy") for _ in range(50)]
    await asyncio.wait_for(asyncio.gather(*flood, request("ana"), request("ben")), DEADLINE)
    assert set(order[:4]) == {"greedy", "ana", "ben"}


async def test_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(turnstile, "PATIENCE", 0.01)
    monkeypatch.setattr(turnstile, "LONGEST", DEADLINE)
    gate = Turnstile()
    turn = await gate.enter("ana")
    with pytest.raises(Unavailable) as caught:
        await gate.enter("ben")
    assert caught.value.error_code == "busy"
    gate.leave(turn)
    assert await asyncio.wait_for(gate.enter("ben"), DEADLINE) == turn + 1
