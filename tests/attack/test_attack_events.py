"""Anything at all over the events socket: it is answered, costs little, and nobody else hears what is not so.

``TIMEWARP_EXAMPLES=100000 pytest --timeout 0 tests/attack/test_attack_events.py`` sends as many, new ones.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from support.conformance import check_event
from support.raw_socket import RawSocket, frame

from timewarp_jupyter.codes import CODES
from timewarp_jupyter.handlers.frames import BINARY, CLOSE, PING, PONG, TEXT

from .bystanders import undisturbed
from .target import Target

EXAMPLES = int(os.environ.get("TIMEWARP_EXAMPLES", "0"))
FEW = 200
SEEDS = [secrets.randbits(32)] if EXAMPLES else [1, secrets.randbits(32)]
UNLIMITED = "c.Limits.max_events_per_second = 1e9\nc.Limits.max_events_burst = 10**9\n"
"""What is looked for is what a message does, not how many there may be: see ``test_events.py`` for that."""

ENDINGS = {1002, 1003, 1007, 1009, 4400, 4413}
"""Close codes of what is no text, no UTF-8, or too long."""
TYPES = (
    "presence.set",
    "chat.typing",
    "ping",
    "hello",
    "presence",
    "chat.posted",
    "member.removed",
    "error",
    "",
)
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**31 + 1, 2**63, 10**400, 1.5, float("nan"), float("inf"), "",
    "active", "away", "x" * 70, "\0", "\ud800", "olga", [], {}, [[]], {"a": {}},
)  # fmt: skip
FIELDS = ("document", "line", "column", "status", "hand", "username", "seq", "type", "display_name", "tabs")


class Maker:
    """Makes messages from a seed; ``documents`` exist in the room, or do not."""

    def __init__(self, seed: int, documents: list[str]) -> None:
        self._random = random.Random(seed)
        self._values = (*VALUES, *documents)

    def message(self) -> tuple[int, bytes]:
        """The kind of a frame, and what is in it."""
        make = self._random.choice(
            (self._event, self._event, self._event, self._json, self._broken, self._bytes)
        )
        return make()

    def _event(self) -> tuple[int, bytes]:
        names = self._random.sample(FIELDS, self._random.randrange(4))
        fields = {name: self._value(2) for name in names}
        return TEXT, self._text({"type": self._random.choice(TYPES), **fields})

    def _json(self) -> tuple[int, bytes]:
        return TEXT, self._text(self._value(4))

    def _broken(self) -> tuple[int, bytes]:
        """A message that was damaged: mostly no JSON, and sometimes no UTF-8."""
        _, data = self._event()
        changed = bytearray(data)
        for _ in range(self._random.randrange(1, 4)):
            at = self._random.randrange(len(changed) + 1)
            changed[at : at + self._random.randrange(3)] = self._random.randbytes(self._random.randrange(3))
        return TEXT, bytes(changed)

    def _bytes(self) -> tuple[int, bytes]:
        extreme = (b"[" * 9000, b'{"type":' * 1500, b"1" * 9000, b'"' + b"\\ud800" * 50 + b'"', b"x" * 17_000)
        some = self._random.randbytes(self._random.randrange(50))
        return self._random.choice(((BINARY, some), (TEXT, self._random.choice(extreme)), (TEXT, b"")))

    def _value(self, depth: int) -> Any:
        if depth and self._random.random() < 0.3:
            return [self._value(depth - 1) for _ in range(self._random.randrange(3))]
        if depth and self._random.random() < 0.3:
            return {self._random.choice(FIELDS): self._value(depth - 1) for _ in range(2)}
        return self._random.choice(self._values)

    def _text(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=self._random.random() < 0.7).encode("utf-8", "surrogatepass")


class Listener:
    """Reads an events socket: every event has to be one that is described."""

    def __init__(self, socket: RawSocket, documents: list[str]) -> None:
        self.socket = socket
        self._documents = documents

    async def until(self, kind: str) -> dict[str, Any] | None:
        """The next event of a type; None where the connection was ended before, by a code for that."""
        while (came := await self.socket.next()) is not None:
            opcode, payload = came
            if opcode == PING:
                self.socket.send(frame(PONG, payload))
            elif opcode == CLOSE:
                assert self.socket.closed in ENDINGS, (self.socket.closed, self.socket.reason)
            elif opcode == TEXT:
                event = self.check(payload)
                if event["type"] == kind:
                    return event
        return None

    def check(self, payload: bytes) -> dict[str, Any]:
        """An event as it is described, which claims nothing that is not so."""
        event: dict[str, Any] = json.loads(payload)
        check_event(event)
        if event["type"] == "error":
            assert event["code"] in CODES, event
        if event["type"] == "presence" and event.get("username"):
            assert event["username"] in ("olga", "edda", "viv", "sam"), event
            assert event["document"] in (None, *self._documents), event
        return event


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server that takes any number of events."""
    made = Target(tmp_path_factory.mktemp("talkative"), UNLIMITED)
    yield made
    try:
        assert made.faults() == []
    finally:
        made.server.stop()


async def connect(target: Target, room: Any, user: str) -> Listener:
    """An events socket that has been greeted."""
    socket = await target.dial(f"api/timewarp/rooms/{room['id']}/events", user)
    listener = Listener(socket, [room["document"]["id"]])
    assert await listener.until("hello") is not None
    return listener


@pytest.mark.parametrize("seed", SEEDS)
async def test_anything_over_the_events_socket_is_answered_and_nobody_notices(
    talkative: Target, seed: int
) -> None:
    room = talkative.room()
    maker = Maker(seed, [room["document"]["id"], "0" * 32])
    async with undisturbed(talkative, room):
        other = await connect(talkative, room, "olga")
        hearing = asyncio.create_task(hears(other, 4242))
        attacker, sent = await connect(talkative, room, "sam"), list[tuple[int, bytes]]()
        try:
            for _ in range(EXAMPLES or FEW):
                sent.append(maker.message())
                attacker.socket.send(frame(*sent[-1]) + frame(TEXT, b'{"type": "ping"}'))
                if await attacker.until("pong") is None:
                    attacker = await connect(talkative, room, "sam")
            attacker.socket.send(frame(TEXT, json.dumps({"type": "presence.set", "line": 4242}).encode()))
            await asyncio.wait_for(hearing, 10.0)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, after {sent[-1:]!r}") from error
        finally:
            attacker.socket.hang_up()
            other.socket.hang_up()
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)


async def hears(listener: Listener, line: int) -> None:
    """Read, and check, all up to somebody's being in a line."""
    while True:
        event = await listener.until("presence")
        assert event is not None
        if f'"line": {line}' in json.dumps(event):
            return
