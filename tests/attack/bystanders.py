"""Two people who write together while somebody attacks: they must not notice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pycrdt import Doc, Text
from support.raw_socket import RawSocket, frame, sync_path

from timewarp_jupyter.documents.protocol import STEP_1, STEP_2, UPDATE, read_sync, sync_message
from timewarp_jupyter.handlers.frames import BINARY, PING, PONG

from .target import Target

_EVERY = 0.03
"""Seconds between two keys."""
_LONGEST = 1.0
"""Seconds until the other sees a key. The machine that the tests run on does other things as well."""


class Bystander:
    """One of them: the program as their editor has it."""

    def __init__(self, socket: RawSocket) -> None:
        self.socket = socket
        self.doc: Doc[Any] = Doc()
        self.source = self.doc.get("source", type=Text)
        self.changed = asyncio.Event()

    async def join(self) -> None:
        """Up to having the program."""
        self.socket.send(frame(BINARY, sync_message(STEP_1, self.doc.get_state())))
        while not str(self.source):
            await self.hear()

    async def hear(self) -> None:
        """Deal with the next message."""
        came = await self.socket.next()
        assert came is not None, f"a bystander was cut off: {self.socket.closed} {self.socket.reason}"
        opcode, payload = came
        if opcode == PING:
            self.socket.send(frame(PONG, payload))
        elif opcode == BINARY and payload[0] == 0:
            step, update = read_sync(payload)
            if step == STEP_1:
                self.socket.send(frame(BINARY, sync_message(STEP_2, self.doc.get_update(update))))
            else:
                self.doc.apply_update(update)
                self.changed.set()

    async def listen(self) -> None:
        """Go on for ever."""
        while True:
            await self.hear()

    def type(self, text: str) -> None:
        """A key."""
        before = self.doc.get_state()
        self.source.insert(0, text)
        self.socket.send(frame(BINARY, sync_message(UPDATE, self.doc.get_update(before))))


@asynccontextmanager
async def undisturbed(target: Target, room: Any) -> AsyncIterator[Bystander]:
    """While the block runs, edda types and olga reads. Fails where a key is late, is lost, or comes twice."""
    users = ("edda", "olga")
    edda, olga = [Bystander(await target.dial(sync_path(room), user)) for user in users]
    for one in (edda, olga):
        await one.join()
    olga.type(".")
    tasks = [asyncio.create_task(one.listen()) for one in (edda, olga)]
    slowest, keys, over = 0.0, 0, asyncio.Event()

    async def write() -> None:
        nonlocal slowest, keys
        while not over.is_set() or keys < 3:
            key, began = f"<{keys}>", time.monotonic()
            edda.type(key)
            while key not in str(olga.source):
                olga.changed.clear()
                await asyncio.wait_for(olga.changed.wait(), 10.0)
            slowest, keys = max(slowest, time.monotonic() - began), keys + 1
            await asyncio.sleep(_EVERY)

    tasks.append(asyncio.create_task(write()))
    try:
        yield olga
        over.set()
        await tasks[-1]
        for task in tasks[:2]:
            assert not task.done(), task.exception()
    finally:
        # Hung up first: before Python 3.12 a cancelled wait for what has just come is no end of a loop.
        edda.socket.hang_up()
        olga.socket.hang_up()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    text = str(olga.source)
    assert all(text.count(f"<{key}>") == 1 for key in range(keys))
    assert slowest < _LONGEST, f"a key took {slowest:.2f} s"
