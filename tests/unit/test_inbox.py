"""What a socket brings is dealt with in order, bounded, and in turns with the others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from timewarp_jupyter.handlers.frames import BINARY
from timewarp_jupyter.handlers.heartbeat import Heartbeat
from timewarp_jupyter.handlers.inbox import Inbox


class Desk:
    """Takes messages; ``b"wait"`` is awaited until ``go``, ``b"fail"`` raises then."""

    def __init__(self, most: int = 1000) -> None:
        self.inbox = Inbox(self.take, self.failures_append, self.moved, most)
        self.taken: list[bytes] = []
        self.failures: list[BaseException] = []
        self.go = asyncio.Event()
        self.moves = 0
        self.quiet = asyncio.Event()

    def failures_append(self, error: BaseException) -> None:
        self.failures.append(error)

    def moved(self) -> None:
        self.moves += 1
        if self.inbox.idle:
            self.quiet.set()

    def take(self, opcode: int, payload: bytes) -> Awaitable[None] | None:
        self.taken.append(payload)
        return self.wait(payload) if payload in (b"wait", b"fail") else None

    async def wait(self, payload: bytes) -> None:
        await self.go.wait()
        if payload == b"fail":
            raise ValueError("failed")

    def put(self, *payloads: bytes) -> None:
        self.inbox.begin()
        for payload in payloads:
            self.inbox.put(BINARY, payload)

    async def until_idle(self) -> None:
        if not self.inbox.idle:
            await asyncio.wait_for(self.quiet.wait(), 5.0)


async def test_later_ones_wait_for_one_that_is_awaited():
    desk = Desk()
    desk.put(b"1", b"wait", b"2")
    desk.put(b"3")
    await asyncio.sleep(0)
    assert desk.taken == [b"1", b"wait"] and not desk.inbox.idle
    desk.go.set()
    await desk.until_idle()
    assert desk.taken == [b"1", b"wait", b"2", b"3"]
    assert desk.moves > 0


async def test_others_have_a_turn_before_a_flood_is_dealt_with():
    desk = Desk(10**6)
    turns: list[int] = []
    flood = [b"%d" % number for number in range(200)]
    desk.put(*flood)
    asyncio.get_running_loop().call_soon(lambda: turns.append(len(desk.taken)))
    await desk.until_idle()
    assert desk.taken == flood
    assert turns[0] < 100


async def test_it_is_full_when_too_much_waits_and_has_room_again():
    desk = Desk(1000)
    desk.put(b"wait", b"x" * 600)
    assert not desk.inbox.full
    desk.put(b"x" * 600)
    assert desk.inbox.full
    desk.go.set()
    await desk.until_idle()
    assert not desk.inbox.full


async def test_many_tiny_ones_fill_it_as_well():
    desk = Desk(1000)
    desk.put(b"wait", *[b""] * 20)
    assert desk.inbox.full
    desk.go.set()
    await desk.until_idle()


async def test_no_more_than_a_few_hundred_wait_however_small():
    desk = Desk(10**6)
    desk.put(b"wait", *[b""] * 200)
    assert not desk.inbox.full
    desk.put(*[b""] * 200)
    assert desk.inbox.full
    desk.go.set()
    await desk.until_idle()
    assert not desk.inbox.full


async def test_what_an_awaited_one_raises_is_told_and_the_next_is_taken():
    desk = Desk()
    desk.go.set()
    desk.put(b"fail", b"next")
    await desk.until_idle()
    assert [str(error) for error in desk.failures] == ["failed"]
    assert desk.taken == [b"fail", b"next"]


async def test_what_is_cleared_is_not_taken():
    desk = Desk()
    desk.put(b"wait", b"gone")
    desk.inbox.clear()
    desk.go.set()
    await desk.until_idle()
    assert desk.taken == [b"wait"]


class Patient:
    """Someone with a heart that may be made to stop."""

    def __init__(self, interval: float, timeout: float) -> None:
        self.alive = True
        self.pings = 0
        self.ended = asyncio.Event()
        self.heartbeat = Heartbeat(self.ping, lambda: self.alive, self.ended.set, interval, timeout)
        self.heartbeat.start()

    def ping(self) -> None:
        self.pings += 1
        self.alive = self.pings < 3


async def test_one_who_does_not_answer_is_given_up():
    patient = Patient(0.02, 0.01)
    await asyncio.wait_for(patient.ended.wait(), 5.0)
    assert patient.pings == 3


async def test_a_timeout_above_the_interval_is_the_interval():
    patient = Patient(0.01, 60.0)
    await asyncio.wait_for(patient.ended.wait(), 5.0)


async def test_no_interval_is_no_ping_and_a_stop_is_the_end_of_them():
    never, stopped, other = Patient(0.0, 0.0), Patient(0.01, 0.01), Patient(0.02, 0.01)
    stopped.heartbeat.stop()
    await asyncio.wait_for(other.ended.wait(), 5.0)
    assert never.pings == stopped.pings == 0
