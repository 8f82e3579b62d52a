"""A load client: one WebSocket that syncs, types, moves its cursor and notes what it receives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from pycrdt import Doc

from . import messages, wire
from .address import Address
from .ledger import Ledger, Mark, Receipts, SendTimes
from .messages import Kind
from .typist import Typist
from .updates import tells_of_a_save

_EMPTY_STATE = b"\x00"
#: Seconds of silence after which y-protocols clients repeat their awareness.
KEEP_ALIVE = 15.0
_MEMORY = 16_384
_BUFFER = memoryview(bytearray(1 << 18))


class Known(NamedTuple):
    """A message read once: servers send the same bytes to every client."""

    kind: Kind
    body: bytes
    marks: list[Mark]
    saved: bool


class Reader:
    """Reads messages, remembering the last ones by their exact bytes.

    Every client cuts and compares every frame it received; only equal bytes are not parsed again.
    """

    def __init__(self, ledger: Ledger, prefix: bytes) -> None:
        self._ledger = ledger
        self._prefix = prefix
        self._known: dict[bytes, Known] = {}

    def read(self, payload: bytes) -> Known:
        """The message in a frame. Raises ValueError, IndexError or NotAnUpdate."""
        known = self._known.get(payload)
        if known is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            known = self._known[payload] = self._parse(payload)
        return known

    def _parse(self, payload: bytes) -> Known:
        kind, body = messages.read(payload, self._prefix)
        if kind is Kind.UPDATE:
            return Known(kind, body, self._ledger.marks(body), tells_of_a_save(body))
        return Known(kind, body, [], False)


class Client(asyncio.BufferedProtocol):
    """One simulated browser. Its owner calls ``type_one`` and reads ``receipts`` at the end."""

    def __init__(
        self,
        address: Address,
        typist: Typist,
        receipts: Receipts,
        ledger: Ledger,
        reader: Reader,
        sent: SendTimes,
        doc: Doc[Any] | None,
        on_save: Callable[[], None] | None,
    ) -> None:
        self.typist = typist
        self.receipts = receipts
        self.doc = doc
        self.synced: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.frames = 0
        self.received_bytes = 0
        self.closed: str | None = None
        self.leaving = False
        self._address = address
        self._ledger = ledger
        self._reader = reader
        self._sent = sent
        self._on_save = on_save
        self._frames = wire.FrameReader()
        self._upgrade = wire.Upgrade()
        self._last_words = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the WebSocket."""
        self._transport = cast(asyncio.Transport, transport)
        address = self._address
        self._transport.write(
            self._upgrade.request(address.host, address.port, address.path, address.headers)
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Note it, if it was not asked for: a client thrown out is a result."""
        if not self.leaving:
            self.closed = self.closed or f"connection lost: {exc}"
        if not self.synced.done():
            self.synced.set_exception(ConnectionError(self.closed or "closed"))

    def get_buffer(self, sizehint: int) -> memoryview:
        """All clients share one buffer: it is emptied before the next one reads.

        A fresh buffer of asyncio's size for each read costs more than all the rest.
        """
        return _BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        """Cut what arrived into frames and read each."""
        now = time.monotonic()
        self.received_bytes += nbytes
        data = bytes(_BUFFER[:nbytes])
        if not self._upgrade.is_open:
            data = self._open(data)
        for first, payload in self._frames.feed(data):
            if first == wire.BINARY:
                self.frames += 1
                self._take(payload, now)
            else:
                self._take_control(first, payload)

    def _open(self, data: bytes) -> bytes:
        """Read the answer to the upgrade; gives what came behind it."""
        try:
            rest = self._upgrade.feed(data)
        except wire.UpgradeRefused as error:
            self.closed = f"refused: {error}"
            self._transport.close()
            return b""
        if rest is None:
            return b""
        for hello in self._address.hello:
            self._send(hello)
        self._send(messages.sync(Kind.STEP_1, _EMPTY_STATE, self._address.prefix))
        self.move()
        return rest

    def _take(self, payload: bytes, now: float) -> None:
        known = self._reader.read(payload)
        if known.kind is Kind.UPDATE:
            self._ledger.receive(self.receipts, known.marks, now)
            if self.doc is not None:
                self.doc.apply_update(known.body)
            if known.saved and self._on_save is not None:
                self._on_save()
        elif known.kind is Kind.STEP_1:
            clock = messages.state_vector(known.body).get(self.typist.client, 0)
            self._send(messages.sync(Kind.STEP_2, self.typist.since(clock), self._address.prefix))
        elif known.kind is Kind.STEP_2:
            self._take_state(known.body, now)

    def _take_state(self, update: bytes, now: float) -> None:
        """A sync step 2: the whole document at first, or a diff later."""
        if self.doc is not None:
            self.doc.apply_update(update)
        if self.synced.done():
            self._ledger.receive(self.receipts, self._ledger.marks(update), now)
        else:
            self.synced.set_result(None)

    def _take_control(self, first: int, payload: bytes) -> None:
        if first == wire.PING:
            self._transport.write(wire.client_frame(payload, wire.PONG))
        elif first == wire.CLOSE:
            code = int.from_bytes(payload[:2], "big")
            if not self.leaving:
                self.closed = f"{code} {payload[2:].decode(errors='replace')}".strip()
            self._transport.close()
        elif first != wire.PONG:
            self.closed = f"a frame of type {first:#x}, which no peer sends"
            self._transport.close()

    def type_one(self, author: int) -> None:
        """Type one character and move the cursor: two messages, as a browser sends them."""
        clock = self.typist.clock
        update = self.typist.edit()
        frame = wire.client_frame(messages.sync(Kind.UPDATE, update, self._address.prefix))
        self._sent.note(author, clock)
        self._transport.write(frame)
        self.move()
        if self.doc is not None:
            self.doc.apply_update(update)

    def move(self) -> None:
        """Send the cursor."""
        self._last_words = time.monotonic()
        self._send(messages.awareness(self.typist.awareness(), self._address.prefix))

    def keep_alive(self) -> None:
        """Repeat the awareness after a silence; call it every few seconds."""
        if time.monotonic() - self._last_words >= KEEP_ALIVE and self.closed is None:
            self.move()

    def leave(self) -> None:
        """Close the connection."""
        self.leaving = True
        self._transport.close()

    def _send(self, message: bytes) -> None:
        self._transport.write(wire.client_frame(message))
