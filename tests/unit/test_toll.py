"""What one user may send is counted over all of their sockets, whenever it is dealt with."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from engine import Engine, engine

from timewarp_jupyter.config import Limits
from timewarp_jupyter.counters import COUNTERS
from timewarp_jupyter.documents import audience
from timewarp_jupyter.documents.allowance import Allowance, Allowances
from timewarp_jupyter.documents.protocol import QUERY_AWARENESS
from timewarp_jupyter.documents.toll import Toll
from timewarp_jupyter.errors import ProtocolError, TooMuch
from timewarp_jupyter.testing.virtual import VirtualClient

FEW = {"max_updates_per_second": 1.0, "max_updates_burst": 100}
QUESTION = bytes((QUERY_AWARENESS,))


async def sockets(room: Engine, username: str, allowance: Allowance, count: int) -> list[VirtualClient]:
    return [VirtualClient(room.document, username, allowance=allowance) for _ in range(count)]


async def ended(client: VirtualClient) -> None:
    """Until the server has sent the client away. Fails after 5 s."""

    async def wait() -> None:
        while client.socket.ended is None:
            client.pump()
            await asyncio.sleep(0)

    await asyncio.wait_for(wait(), 5.0)


async def test_another_socket_gives_nobody_more(tmp_path: Path) -> None:
    async with engine(tmp_path, **FEW) as room:
        allowances = Allowances(room.limits)
        mine = await sockets(room, "eve", allowances.of("eve"), 4)
        await room.settle(mine, lambda: all(each.text == "FD 50\n" for each in mine))
        for each in mine:
            each.send(QUESTION)
        await ended(mine[-1])
        assert isinstance(mine[-1].socket.ended, TooMuch)
        (ana,) = await sockets(room, "ana", allowances.of("ana"), 1)
        await room.settle([ana], lambda: ana.text == "FD 50\n")
        ana.source.insert(0, "CS ")
        await room.settle([ana], lambda: ana.is_saved)
        assert room.document.text == "CS FD 50\n"
        assert ana.socket.ended is None


async def test_what_had_to_wait_costs_as_much(tmp_path: Path) -> None:
    """While a document is rebuilt nothing is dealt with; when it is, that counts."""
    async with engine(tmp_path, **FEW) as room:
        mine = await sockets(room, "eve", Allowance(room.limits), 3)
        await room.settle(mine, lambda: all(each.text == "FD 50\n" for each in mine))
        room.document.gate.whole.clear()
        for each in mine:
            each.send(QUESTION)
        room.document.gate.whole.set()
        await ended(mine[-1])
        assert isinstance(mine[-1].socket.ended, TooMuch)


@pytest.mark.parametrize("crowd", [False, True])
async def test_forty_sockets_of_one_user_are_dealt_with_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crowd: bool
) -> None:
    """Also in a class, where what comes between two flushes has cost nothing before it is dealt with."""
    monkeypatch.setattr(audience, "_CROWD", 2 if crowd else 100)
    async with engine(tmp_path, max_updates_per_second=1.0, max_updates_burst=1000) as room:
        mine = await sockets(room, "eve", Allowance(room.limits), 40)
        await room.settle(mine, lambda: all(each.text == "FD 50\n" for each in mine))
        assert room.document.is_crowd is crowd
        room.flusher._interval = 1.0 if crowd else 0.001
        room.flusher._last = asyncio.get_running_loop().time()
        before = COUNTERS.messages
        for _ in range(20):
            for each in mine:
                each.send(QUESTION)
        for each in mine:
            await ended(each)
        assert all(isinstance(each.socket.ended, TooMuch) for each in mine)
        assert COUNTERS.messages - before <= 8 + 1000 // 20
        room.flusher._interval = 0.001


async def test_what_ends_a_connection_is_paid_for_by_the_next(tmp_path: Path) -> None:
    """Else who comes back with rubbish each time is read for nothing, as often as they like."""
    async with engine(tmp_path, **FEW) as room:
        allowance = Allowance(room.limits)
        (eve,) = await sockets(room, "eve", allowance, 1)
        eve.send(b"\x00\x02" + b"\xff" * 100_000)
        await ended(eve)
        assert isinstance(eve.socket.ended, ProtocolError)
        (again,) = await sockets(room, "eve", allowance, 1)
        await ended(again)
        assert isinstance(again.socket.ended, TooMuch)


async def test_a_connection_that_is_over_waits_for_nothing() -> None:
    allowance = Allowance(Limits(**FEW))
    toll = Toll(allowance)
    waiting = asyncio.ensure_future(toll.slow_down(4.0))
    allowance.updates.take(103)
    owing = asyncio.ensure_future(Toll(allowance).out_of_debt())
    await asyncio.sleep(0)
    toll.stop()
    await asyncio.wait_for(waiting, 1.0)
    await asyncio.wait_for(asyncio.gather(toll.out_of_debt(), toll.slow_down(4.0)), 1.0)
    assert not owing.done()  # another connection of the same user
    owing.cancel()
