"""One plain client with a document of its own: writes the past of a document, opens and looks."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any, cast

from pycrdt import Doc, Text

from . import messages, wire
from .address import Address
from .messages import Kind
from .typist import Typist

DEADLINE = 60.0


class VisitorRefused(Exception):
    """The server closed the connection or did not answer in time."""


class Visitor(asyncio.Protocol):
    """Connects, syncs and writes. Use ``visit`` to make one."""

    def __init__(self, address: Address, root: str) -> None:
        self.doc: Doc[Any] = Doc()
        self.text = self.doc.get(root, type=Text)
        self._typist = Typist(random.randrange(1 << 30, 1 << 31), root, None, None, 0)
        self._address = address
        self._synced = asyncio.get_running_loop().create_future()
        self._frames = wire.FrameReader()
        self._upgrade = wire.Upgrade()
        self._why = "the connection was lost"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the WebSocket."""
        self._transport = cast(asyncio.Transport, transport)
        at = self._address
        self._transport.write(self._upgrade.request(at.host, at.port, at.path, at.headers))

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits for the sync hears why."""
        if not self._synced.done():
            self._synced.set_exception(VisitorRefused(self._why))

    def data_received(self, data: bytes) -> None:
        """Read frames; the answer to the upgrade before them."""
        if not self._upgrade.is_open:
            try:
                rest = self._upgrade.feed(data)
            except wire.UpgradeRefused as error:
                self._why = str(error)
                self._transport.close()
                return
            if rest is None:
                return
            data = rest
            for hello in self._address.hello:
                self._send(hello)
            self._ask()
        for first, payload in self._frames.feed(data):
            self._take(first, payload)

    def _take(self, first: int, payload: bytes) -> None:
        if first == wire.PING:
            self._transport.write(wire.client_frame(payload, wire.PONG))
        elif first == wire.CLOSE:
            self._why = f"closed: {int.from_bytes(payload[:2], 'big')} {payload[2:]!r}"
            self._transport.close()
        elif first == wire.BINARY:
            message = messages.read(payload, self._address.prefix)
            if message.kind is Kind.STEP_1:
                update = self.doc.get_update(message.body)
                self._send(messages.sync(Kind.STEP_2, update, self._address.prefix))
            elif message.kind in (Kind.UPDATE, Kind.STEP_2):
                self.doc.apply_update(message.body)
                if message.kind is Kind.STEP_2 and not self._synced.done():
                    self._synced.set_result(time.monotonic())

    async def synced(self) -> float:
        """Wait for the answer to the last sync step 1; the moment it came, monotonic.

        Raises VisitorRefused.
        """
        try:
            return float(await asyncio.wait_for(asyncio.shield(self._synced), DEADLINE))
        except asyncio.TimeoutError as error:
            raise VisitorRefused(f"no sync within {DEADLINE:.0f} s") from error

    def write(self, update: bytes) -> None:
        """Send an update, and have it here as well."""
        self.doc.apply_update(update)
        self._send(messages.sync(Kind.UPDATE, update, self._address.prefix))

    async def settle(self) -> None:
        """Wait until the server has taken everything written: it answers in order.

        Raises VisitorRefused.
        """
        self._synced = asyncio.get_running_loop().create_future()
        self._ask()
        await self.synced()

    def move(self) -> None:
        """Send the cursor."""
        self._send(messages.awareness(self._typist.awareness(), self._address.prefix))

    def leave(self) -> None:
        """Close the connection."""
        self._transport.close()

    def _ask(self) -> None:
        state = self.doc.get_state()
        self._send(messages.sync(Kind.STEP_1, state, self._address.prefix))

    def _send(self, message: bytes) -> None:
        self._transport.write(wire.client_frame(message))


async def visit(address: Address, root: str = "source") -> Visitor:
    """Connect and sync. Raises VisitorRefused or OSError."""
    visitor = Visitor(address, root)
    await asyncio.get_running_loop().create_connection(lambda: visitor, address.host, address.port)
    await visitor.synced()
    return visitor
