"""What waits for one who never reads is bounded, whatever they send."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from support.raw_socket import frame
from support.wire import MIB, connected

from timewarp_jupyter.documents.peer import MOST_UNREAD
from timewarp_jupyter.handlers import intake, wire
from timewarp_jupyter.handlers.frames import BINARY, PONG
from timewarp_jupyter.handlers.intake import Intake


async def test_who_never_reads_is_hung_up_on_before_it_takes_all_memory() -> None:
    ours, theirs, handler = await connected()
    written = 0
    while not ours.is_closing():
        ours.write(b"x" * MIB)
        written += MIB
        assert written < 2 * MOST_UNREAD
    await asyncio.wait_for(handler.ended.wait(), 5.0)
    assert written > MOST_UNREAD
    ours.write(b"and a word into nothing")
    theirs.close()


async def test_one_long_answer_may_be_longer_and_who_reads_gets_it_whole() -> None:
    ours, theirs, handler = await connected()
    ours.write(b"x" * (2 * MOST_UNREAD))
    got = 0
    while got < 2 * MOST_UNREAD:
        got += len(await asyncio.get_running_loop().sock_recv(theirs, MIB))
    ours.write(b"more")
    assert await asyncio.get_running_loop().sock_recv(theirs, 100) == b"more"
    assert not ours.is_closing()
    theirs.close()
    await asyncio.wait_for(handler.ended.wait(), 5.0)


async def test_who_only_speaks_does_not_stay_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pong is a sign of life, and nothing of what waits has been read for long."""
    monkeypatch.setattr(intake, "_LONGEST_STUCK", 0.3)
    ours, theirs, handler = await connected(ping_interval=0.2, ping_timeout=0.2)
    ours._heartbeat.start()
    ours.write(b"x" * MIB)

    async def speak() -> None:
        while not handler.ended.is_set():
            await asyncio.get_running_loop().sock_sendall(theirs, frame(PONG))
            await asyncio.sleep(0.01)

    began = asyncio.get_running_loop().time()
    speaking = asyncio.create_task(speak())
    await asyncio.wait_for(handler.ended.wait(), 5.0)
    assert asyncio.get_running_loop().time() - began > 0.3
    with suppress(BrokenPipeError):
        await speaking
    theirs.close()


def test_only_what_has_waited_shows_that_somebody_reads() -> None:
    now = [0.0]
    looks = Intake(lambda: now[0])
    looks.written = 100
    looks.begin(0)
    looks.written += 50
    assert not looks.goes_on(0)  # the system has taken it
    looks.begin(30)
    looks.written += 10
    assert not looks.goes_on(40)
    now[0] = 121.0
    assert looks.is_stuck
    assert looks.goes_on(39)
    assert not looks.is_stuck


async def test_who_has_hung_up_is_gone_soon_whatever_still_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their last messages count, as far as those are dealt with at once."""
    monkeypatch.setattr(wire, "_CLOSING_TIME", 0.5)
    _, theirs, handler = await connected()
    handler.takes = 0.1
    await asyncio.get_running_loop().sock_sendall(theirs, frame(BINARY, b"x") * 1000)
    theirs.close()
    await asyncio.wait_for(handler.ended.wait(), 10.0)
    assert 1 < handler.taken < 20
