"""Two people who write together while somebody attacks: they must not notice."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Text
from support.raw_socket import RawSocket, frame, sync_path

from timewarp_jupyter.documents.protocol import STEP_1, STEP_2, UPDATE, read_sync, sync_message
from timewarp_jupyter.handlers.frames import BINARY, PING, PONG

from .target import Target

_EVERY = 0.03
"""Seconds between two keys."""
_QUIET = 6
"""Keys before each attack, which tell how long one takes on this machine at this time."""
_SLOWER, _MUCH_SLOWER = 0.05, 0.25
"""Seconds by which the median key may be slower than in quiet, and the slowest than the slowest then."""
_FEW = 10
"""Keys of which the median says nothing."""
_LONGEST = 1.0
"""Seconds until the other sees any key, whatever else the machine does."""

Before = Callable[["Bystander"], Any]


class Bystander:
    """One of them: the program as their editor has it. ``sent`` counts their messages."""

    def __init__(self, socket: RawSocket) -> None:
        self.socket = socket
        self.doc: Doc[Any] = Doc()
        self.source = self.doc.get("source", type=Text)
        self.changed = asyncio.Event()
        self.sent = 0

    async def join(self) -> None:
        """Up to having the program."""
        self.say(sync_message(STEP_1, self.doc.get_state()))
        while not str(self.source):
            await self.hear()

    def say(self, message: bytes) -> None:
        """Send a message."""
        self.sent += 1
        self.socket.send(frame(BINARY, message))

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
                self.say(sync_message(STEP_2, self.doc.get_update(update)))
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
        self.say(sync_message(UPDATE, self.doc.get_update(before)))


@dataclass
class Scene:
    """``prepared`` is what was made before anybody was timed; ``times`` are the seconds that keys took."""

    edda: Bystander
    olga: Bystander
    prepared: Any = None
    times: list[float] = field(default_factory=list)
    keys: int = 0

    @property
    def sent(self) -> int:
        """Messages of both."""
        return self.edda.sent + self.olga.sent

    async def shows(self, text: str) -> None:
        """Until olga sees a text."""
        while text not in str(self.olga.source):
            self.olga.changed.clear()
            await self.olga.changed.wait()

    async def key(self) -> None:
        """One key, until olga sees it."""
        key, began = f"<{self.keys}>", time.monotonic()
        self.edda.type(key)
        self.keys += 1
        await asyncio.wait_for(self.shows(key), 10.0)
        self.times.append(time.monotonic() - began)
        await asyncio.sleep(_EVERY)


_quiet: deque[float] = deque(maxlen=200)
"""What the last keys in quiet took: other work on the machine slows these as well."""


@asynccontextmanager
async def undisturbed(target: Target, room: Any, prepare: Before = lambda olga: None) -> AsyncIterator[Scene]:
    """While the block runs, edda types and olga reads. Fails where a key is late, is lost, or comes twice.

    ``prepare`` is called with olga before that: making bytes takes this process the time to read answers.
    """
    users = ("edda", "olga")
    edda, olga = [Bystander(await target.dial(sync_path(room), user)) for user in users]
    for one in (edda, olga):
        await one.join()
    olga.type(".")
    scene = Scene(edda, olga, prepare(olga))
    tasks = [asyncio.create_task(one.listen()) for one in (edda, olga)]
    over = asyncio.Event()

    async def write() -> None:
        while not over.is_set() or len(scene.times) < 3:
            await scene.key()

    try:
        for _ in range(_QUIET):
            await scene.key()
        _quiet.extend(scene.times)
        scene.times.clear()
        tasks.append(asyncio.create_task(write()))
        yield scene
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
    assert all(text.count(f"<{key}>") == 1 for key in range(scene.keys))
    judge(scene.times, _quiet)


def judge(times: Sequence[float], quiet: Sequence[float]) -> None:
    """Fail where keys took longer than without an attack. One in twenty may, and one of a few."""
    usual, longest = statistics.median(quiet), max(quiet)
    assert len(times) < _FEW or statistics.median(times) < usual + _SLOWER, (
        f"keys took {times}, in quiet {usual:.3f} s"
    )
    late = [took for took in times if took > longest + _MUCH_SLOWER]
    assert len(late) <= 1 + len(times) // 20, f"{late} of {len(times)}, in quiet at most {longest:.3f} s"
    assert max(times) < max(_LONGEST, 2 * longest), f"a key took {max(times):.2f} s"
