"""A Yjs client on a real socket: pycrdt and a bare WebSocket, which can stop reading as a frozen tab does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from pycrdt import Doc

from benchmarks import wire
from timewarp_jupyter.testing.speaker import Speaker

S = TypeVar("S", bound="SyncSocket")
LOST = 1006
"""The close code of a connection that ended without one (RFC 6455)."""
_DEADLINE = 15.0


class SyncSocket(Speaker, asyncio.Protocol):
    """One connection of a replica, which outlives it. Messages are dealt with as they come."""

    def __init__(self, replica: Doc[Any] | None = None) -> None:
        super().__init__(replica)
        self.close_code: int | None = None
        self.close_reason = ""
        self._frames = wire.FrameReader()
        self._upgrade = wire.Upgrade()
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._fault: Exception | None = None

    @classmethod
    async def open(
        cls: type[S], port: int, path: str, headers: Mapping[str, str], replica: Doc[Any] | None = None
    ) -> S:
        """Connect and greet. Raises ``OSError`` and ``wire.UpgradeRefused``."""
        client = cls(replica)
        try:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: client, "127.0.0.1", port)
            client._transport.write(client._upgrade.request("127.0.0.1", port, path, headers))
            await asyncio.wait_for(client._opened, _DEADLINE)
        except BaseException:
            client.leave()
            raise
        return client

    @property
    def ended(self) -> int | None:
        """The close code, once the connection has ended. Raises what went wrong on our own side."""
        if self._fault is not None:
            raise self._fault
        return self.close_code

    def send(self, message: bytes) -> None:
        """Send one message, if there still is somebody to hear it."""
        if not self._transport.is_closing():
            self._transport.write(wire.client_frame(message))

    def receive(self, message: bytes) -> None:
        """A message has come: it is dealt with at once."""
        self.take(message)

    def pump(self) -> None:
        """Send what was typed."""
        self.flush()

    def sleep(self) -> None:
        """Read nothing more: not even pings are answered."""
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def wake(self) -> None:
        """Read all that waited, and what comes."""
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def leave(self) -> None:
        """Hang up; the replica stays, with what was not sent."""
        self.forget_replica()
        if getattr(self, "_transport", None) is not None:
            self._transport.abort()

    # The protocol of asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """There is a connection."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """There is none any more."""
        if self.close_code is None:
            self.close_code = LOST
        if not self._opened.done():
            self._opened.set_exception(ConnectionError("The connection was lost before it was open."))

    def data_received(self, data: bytes) -> None:
        """Cut into messages, and deal with each."""
        try:
            if not self._upgrade.is_open:
                data = self._open(data)
            for first, payload in self._frames.feed(data):
                self._take_frame(first, payload)
        except Exception as error:
            self._fault = error
            self._transport.abort()

    def _open(self, data: bytes) -> bytes:
        try:
            rest = self._upgrade.feed(data)
        except wire.UpgradeRefused as error:
            self._opened.set_exception(error)
            self._transport.abort()
            return b""
        if rest is None:
            return b""
        self._opened.set_result(None)
        self.greet()  # before anything that came with the answer is replied to
        return rest

    def _take_frame(self, first: int, payload: bytes) -> None:
        if first == wire.BINARY:
            if self.close_code is None:
                self.receive(payload)
        elif first == wire.PING:
            self._transport.write(wire.client_frame(payload, wire.PONG))
        elif first == wire.CLOSE:
            self.close_code = int.from_bytes(payload[:2], "big")
            self.close_reason = payload[2:].decode()
            self._transport.close()
