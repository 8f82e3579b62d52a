"""A read of thousands of frames is dealt with a few at a time, in order and to the end."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Sequence

import pytest
from support.raw_socket import frame

from timewarp_jupyter.handlers.frames import BINARY, CONTINUATION, PING, PONG, PROTOCOL_ERROR, TOO_BIG
from timewarp_jupyter.handlers.incoming import Incoming

MOST = 2**20
A_TURN = 64
"""Messages that are dealt with before the others have a turn: a few that waited, and a few new ones."""


class Desk:
    """What comes of it; ``b"wait"`` is awaited until ``go``."""

    def __init__(self) -> None:
        self.incoming = Incoming(self.take, self.control, self.refuse, self.failures_append, self.moved, MOST)
        self.taken: list[bytes] = []
        self.pinged: list[bytes] = []
        self.refused: list[int] = []
        self.failures: list[BaseException] = []
        self.go = asyncio.Event()
        self.quiet = asyncio.Event()

    def failures_append(self, error: BaseException) -> None:
        self.failures.append(error)

    def moved(self) -> None:
        self.incoming.go_on()
        if self.incoming.idle:
            self.quiet.set()

    def take(self, opcode: int, payload: bytes) -> Awaitable[None] | None:
        self.taken.append(payload)
        return self.wait() if payload == b"wait" else None

    async def wait(self) -> None:
        await self.go.wait()

    def control(self, opcode: int, payload: bytes) -> None:
        self.pinged.append(payload)

    def refuse(self, code: int) -> None:
        self.refused.append(code)
        self.incoming.stop()
        self.quiet.set()

    async def until_idle(self) -> None:
        if not self.incoming.idle:
            await asyncio.wait_for(self.quiet.wait(), 10.0)

    async def turns(self) -> list[int]:
        """How many messages and pings have come by each turn of the loop, up to the end."""
        seen = [len(self.taken) + len(self.pinged)]
        while not self.incoming.idle:
            await asyncio.sleep(0)
            seen.append(len(self.taken) + len(self.pinged))
        return seen


def numbered(count: int) -> list[bytes]:
    return [b"%d" % number for number in range(count)]


def framed(messages: Sequence[bytes]) -> bytes:
    return b"".join(frame(BINARY, message) for message in messages)


@pytest.mark.parametrize("opcode", [BINARY, PING, PONG])
async def test_everybody_has_a_turn_between_a_few_frames(opcode: int) -> None:
    desk = Desk()
    desk.incoming.feed(frame(opcode, b"x") * 5000)
    seen = [0, *await desk.turns()]
    assert max(after - before for before, after in itertools.pairwise(seen)) <= A_TURN
    assert desk.taken + desk.pinged == [b"x"] * 5000


async def test_reads_that_follow_each_other_are_no_more_turns() -> None:
    desk = Desk()
    for _ in range(10):
        desk.incoming.feed(framed(numbered(100)))
    assert len(desk.taken) <= A_TURN
    await desk.until_idle()
    assert desk.taken == numbered(100) * 10


@pytest.mark.parametrize("first", [b"wait", b"go"])
async def test_more_stays_at_the_sender_when_too_much_was_not_read(first: bytes) -> None:
    """Not before: who has hung up is to be seen. One at a time as well, while they wait."""
    desk = Desk()
    desk.incoming.feed(framed([first, *numbered(1000)]))
    assert not desk.incoming.full
    desk.incoming.feed(framed([b""] * (MOST // len(frame(BINARY)))))
    if first == b"wait":
        for _ in range(50):
            await asyncio.sleep(0)
            desk.incoming.feed(framed([b"x"]))
        assert len(desk.incoming._inbox._items) < 300
    assert desk.incoming.full
    desk.go.set()
    await desk.until_idle()
    assert not desk.incoming.full
    assert desk.taken[:1001] == [first, *numbered(1000)]
    assert len(desk.taken) - desk.taken.count(b"") == 1001 + desk.taken.count(b"x")


async def test_a_large_message_that_comes_in_pieces_is_not_too_much() -> None:
    desk = Desk()
    large = frame(BINARY, bytes(MOST))
    for at in range(0, len(large), 2**16):
        assert not desk.incoming.full
        desk.incoming.feed(large[at : at + 2**16])
    assert desk.taken == [bytes(MOST)]


async def test_all_is_dealt_with_in_order_with_those_that_are_awaited() -> None:
    desk = Desk()
    desk.go.set()
    messages = [b"wait" if number % 70 == 0 else b"%d" % number for number in range(3000)]
    desk.incoming.feed(framed(messages))
    await desk.until_idle()
    assert desk.taken == messages


async def test_one_that_waits_keeps_no_ping_behind_it_waiting() -> None:
    desk = Desk()
    desk.incoming.feed(framed([b"wait", *numbered(100)]) + frame(PING, b"there?"))
    for _ in range(10):
        await asyncio.sleep(0)
    assert desk.pinged == [b"there?"]
    assert desk.taken == [b"wait"]
    desk.go.set()
    await desk.until_idle()
    assert desk.taken == [b"wait", *numbered(100)]


async def test_no_more_is_read_than_may_wait() -> None:
    desk = Desk()
    desk.incoming.feed(framed([b"wait", *numbered(2000)]) + frame(PING, b"far behind"))
    for _ in range(100):
        await asyncio.sleep(0)
    assert len(desk.incoming._inbox._items) < 300
    assert not desk.incoming.idle and not desk.pinged
    desk.go.set()
    await desk.until_idle()
    assert desk.taken == [b"wait", *numbered(2000)]
    assert desk.pinged == [b"far behind"]


async def test_pieces_of_a_message_are_read_in_turns_as_well() -> None:
    desk, turns = Desk(), 0
    begun = frame(BINARY, b"x", final=False)
    desk.incoming.feed(begun + frame(CONTINUATION, b"", final=False) * 10_900)
    while not desk.incoming.idle:
        await asyncio.sleep(0)
        turns += 1
    assert desk.refused == [TOO_BIG]
    assert turns > 100


async def test_what_is_no_frame_is_refused_behind_what_was_good() -> None:
    desk = Desk()
    desk.incoming.feed(framed(numbered(500)) + b"\x82\x01x" + framed([b"never"]))
    await desk.until_idle()
    assert (desk.taken, desk.refused) == (numbered(500), [PROTOCOL_ERROR])


async def test_nothing_is_dealt_with_after_a_stop() -> None:
    desk = Desk()
    desk.incoming.feed(framed(numbered(500)))
    dealt_with = len(desk.taken)
    desk.incoming.stop()
    assert desk.incoming.idle and not desk.incoming.full
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(desk.taken) == dealt_with
