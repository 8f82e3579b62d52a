"""One who sends without end has turns like everybody, and all that came counts."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest
from support.raw_socket import frame
from support.wire import Handler, connected

from timewarp_jupyter.handlers.frames import BINARY, CLOSE, PING

READ = 64 * 1024
"""Bytes of one read."""
TINY = frame(BINARY, b"")
SOCKETS = 10


def tiny(count: int) -> list[bytes]:
    return [b"%d" % number for number in range(count)]


def framed(count: int) -> bytes:
    return b"".join(frame(BINARY, message) for message in tiny(count))


async def send(theirs: socket.socket, data: bytes) -> None:
    await asyncio.get_running_loop().sock_sendall(theirs, data)


async def until_ended(handler: Handler) -> None:
    await asyncio.wait_for(handler.ended.wait(), 10.0)


async def test_a_full_read_of_many_sockets_is_many_turns() -> None:
    ends = [await connected() for _ in range(SOCKETS)]
    flood = TINY * (READ // len(TINY))
    for _, theirs, _ in ends:
        await send(theirs, flood)
    handlers = [handler for _, _, handler in ends]
    before, most = 0, 0
    deadline = time.monotonic() + 10.0
    while before < SOCKETS * len(flood) // len(TINY):
        assert time.monotonic() < deadline, f"{before} have come"
        await asyncio.sleep(0)
        now = sum(handler.taken for handler in handlers)
        before, most = now, max(most, now - before)
    assert most <= SOCKETS * 64
    for _, theirs, handler in ends:
        theirs.close()
        await until_ended(handler)


@pytest.mark.parametrize("takes", [0.0, 0.0001])
async def test_all_that_came_counts_before_the_end_is_told(takes: float) -> None:
    _, theirs, handler = await connected()
    handler.takes = takes
    await send(theirs, framed(1000))
    theirs.close()
    await until_ended(handler)
    assert handler.messages == tiny(1000)


async def test_a_close_behind_many_messages_is_seen_in_its_turn() -> None:
    _, theirs, handler = await connected()
    await send(theirs, framed(3000) + frame(CLOSE, (1001).to_bytes(2, "big")) + framed(1000))
    await until_ended(handler)
    assert (handler.messages, handler.code) == (tiny(3000), 1001)
    theirs.close()


async def test_reading_goes_on_when_what_came_has_been_read() -> None:
    """Many reads, each of which is more than a turn; and a ping is answered behind all of them."""
    _, theirs, handler = await connected()
    await send(theirs, framed(60_000) + frame(PING, b"there?"))
    answer = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(theirs, 100), 10.0)
    assert answer == b"\x8a\x06there?"
    assert handler.messages == tiny(60_000)
    theirs.close()
    await until_ended(handler)


async def test_what_comes_with_the_upgrade_is_read_in_turns_as_well() -> None:
    wire, theirs, handler = await connected()
    wire._received(framed(3000))
    assert handler.taken < 100
    await send(theirs, frame(BINARY, b"later"))
    theirs.close()
    await until_ended(handler)
    assert handler.messages == [*tiny(3000), b"later"]


async def test_who_is_refused_behind_many_frames_hears_why() -> None:
    _, theirs, handler = await connected()
    await send(theirs, framed(1000) + b"\x82\x01x" + TINY * 100_000)
    answer = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(theirs, 100), 10.0)
    assert answer == b"\x88\x02" + (1002).to_bytes(2, "big")
    assert handler.messages == tiny(1000)
    theirs.close()
    await until_ended(handler)
