"""The two sockets of one JupyterLab tab in a room: the program's, and the one of events."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Callable
from typing import Any, cast

from pycrdt import Doc
from support.sync_socket import SyncSocket

from benchmarks import wire
from timewarp_jupyter.documents.protocol import SYNC, UPDATE, read_sync

TEXT = 0x81
_KEY = re.compile(rb"m\d{7}")
_DEADLINE = 30.0
_KEPT = 20.0
"""Seconds after which a key that was sent counts no more for latency."""


class Keys:
    """What was typed and when, and how long it took until others had it: ``times`` in seconds."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.typed = 0
        self._sent: dict[bytes, float] = {}

    def new(self) -> str:
        """A key that is typed now."""
        now = time.monotonic()
        while self._sent and next(iter(self._sent.values())) < now - _KEPT:
            del self._sent[next(iter(self._sent))]
        self.typed += 1
        key = f"m{self.typed % 10_000_000:07}"
        self._sent[key.encode()] = now
        return key

    def seen(self, update: bytes) -> None:
        """Somebody has received this."""
        now = time.monotonic()
        for key in _KEY.findall(update):
            at = self._sent.get(key)
            if at is not None:
                self.times.append(now - at)


class ProgramSocket(SyncSocket):
    """The program of a tab; tells ``keys`` of what it hears."""

    keys: Keys

    def take(self, message: bytes) -> None:
        """Deal with one message of the server."""
        if message[0] == SYNC:
            kind, payload = read_sync(message)
            if kind == UPDATE:
                self.keys.seen(payload)
        super().take(message)

    def type(self) -> None:
        """A key, somewhere in the program, and the cursor behind it."""
        self.source.insert(random.randint(0, len(self.source)), self.keys.new())
        self.pump()
        self.announce(b'{"cursors": [{"anchor": 1, "head": 2}]}')


async def open_program(
    port: int, path: str, user: str, keys: Keys, replica: Doc[Any] | None
) -> ProgramSocket:
    """Connect. Raises ``OSError``, ``wire.UpgradeRefused``."""
    socket = await ProgramSocket.open(port, path, {"X-User": user}, replica)
    assert isinstance(socket, ProgramSocket)
    socket.keys = keys
    return socket


class EventSocket(asyncio.Protocol):
    """The events of a room; ``heard`` is told of each."""

    def __init__(self, heard: Callable[[Any], None]) -> None:
        self.closed: int | None = None
        self._heard = heard
        self._frames = wire.FrameReader()
        self._upgrade = wire.Upgrade()
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, port: int, path: str, user: str, heard: Callable[[Any], None]) -> EventSocket:
        """Connect. Raises ``OSError``, ``wire.UpgradeRefused``."""
        socket = cls(heard)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: socket, "127.0.0.1", port)
        socket._transport.write(socket._upgrade.request("127.0.0.1", port, path, {"X-User": user}))
        await asyncio.wait_for(socket._opened, _DEADLINE)
        return socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """There is a connection."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """There is none any more."""
        self.closed = self.closed or 1006
        if not self._opened.done():
            self._opened.set_exception(ConnectionError("lost before it was open"))

    def data_received(self, data: bytes) -> None:
        """Cut into events."""
        if not self._upgrade.is_open:
            try:
                rest = self._upgrade.feed(data)
            except wire.UpgradeRefused as error:
                self._opened.set_exception(error)
                self._transport.abort()
                return
            if rest is None:
                return
            data = rest
            self._opened.set_result(None)
        for first, payload in self._frames.feed(data):
            if first == TEXT:
                self._heard(json.loads(payload))
            elif first == wire.PING:
                self._transport.write(wire.client_frame(payload, wire.PONG))
            elif first == wire.CLOSE:
                self.closed = int.from_bytes(payload[:2], "big")
                self._transport.close()

    def say(self, event: Any) -> None:
        """Send an event."""
        if not self._transport.is_closing():
            self._transport.write(wire.client_frame(json.dumps(event).encode(), TEXT))

    def leave(self, politely: bool = False) -> None:
        """Hang up, with a close frame or without a word."""
        if politely and not self._transport.is_closing():
            self._transport.write(wire.client_frame((1001).to_bytes(2, "big"), wire.CLOSE))
            self._transport.close()
        else:
            self._transport.abort()
