"""A crowd of requests leaves room between them for what is more urgent."""

from __future__ import annotations

import asyncio

from timewarp_jupyter.turnstile import Turnstile


async def test_between_two_requests_the_loop_looks_at_everything_else():
    gate, order = Turnstile(), list[str]()

    async def request(name: str) -> None:
        await gate.enter()
        order.append(name)

    def key() -> None:
        order.append("key")
        if order.count("key") < 5:
            asyncio.get_running_loop().call_soon(key)

    tasks = [asyncio.create_task(request(name)) for name in "abcd"]
    asyncio.get_running_loop().call_soon(key)
    await asyncio.gather(*tasks)
    assert [name for name in order if name != "key"] == ["a", "b", "c", "d"]
    requests = [at for at, name in enumerate(order) if name != "key"]
    # The first two go at once: nobody was there before them.
    assert all("key" in order[requests[at] : requests[at + 1]] for at in (1, 2))


async def test_who_is_alone_does_not_wait():
    gate = Turnstile()
    waited = gate.enter()
    try:
        waited.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits for nobody")


async def test_who_has_gone_away_holds_nobody_up():
    gate = Turnstile()
    await gate.enter()
    gone, next_one = asyncio.create_task(gate.enter()), asyncio.create_task(gate.enter())
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait_for(next_one, 5.0)
