"""A history is never much larger than what was sent to make it, and what makes it is limited."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from support.raw_socket import dial, sync_path

from .forge import deletion, typed
from .target import Target
from .weapons import HELLO, MINE, update

_EDITS = 500
"""As many as one connection may send at once."""


def stored(target: Target) -> int:
    """Bytes of the store on disk."""
    return sum(file.stat().st_size for file in Path(target.server.root, ".timewarp").glob("timewarp.sqlite*"))


def tiny() -> list[bytes]:
    """One character, written and deleted again and again."""
    edits = [update(typed(MINE, 0, "x"))]
    for at in range(1, _EDITS // 2):
        edits += [update(deletion((MINE, at - 1, 1))), update(typed(MINE, at, "x", (MINE, at - 1)))]
    return edits


def large() -> list[bytes]:
    """A page that is written and deleted again and again."""
    page, edits, clock = "FD 50 RT 90\n" * 4000, [update(typed(MINE, 0, "x"))], 1
    for _ in range(40):
        edits.append(update(typed(MINE, clock, page, (MINE, clock - 1))))
        edits.append(update(deletion((MINE, clock, len(page)))))
        clock += len(page)
    return edits


@pytest.mark.parametrize(("edits", "times"), [(tiny(), 60.0), (large(), 4.0)], ids=["tiny", "large"])
async def test_the_store_grows_by_what_was_sent(target: Target, edits: list[bytes], times: float) -> None:
    """Every edit is a row of its own at worst, with its author, its time and two pages of the journal."""
    room: Any = target.room("-")
    before = stored(target)
    with target.bounded(seconds=8.0, mebibytes=128.0):
        socket = await dial(target.port, sync_path(room, "?ack=1"), "gus")
        socket.send(HELLO)
        await socket.message(b"\x00\x01")
        for at, edit in enumerate(edits):
            socket.send(edit)
            if at % 20 == 19:
                await socket.message(b"\x64")
        await asyncio.sleep(0)
        assert len(target.text(room)) >= 2
    sent = sum(map(len, edits))
    grown = stored(target) - before
    assert grown < times * sent, f"{grown} bytes for {sent}"
    socket.hang_up()
