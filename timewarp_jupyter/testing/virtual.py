"""A Yjs client without a network: it speaks the sync protocol straight to a ``Connection``."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Map, Text

from ..documents.access import Decision, Identity
from ..documents.connection import Connection
from ..documents.document import LiveDocument
from ..documents.lib0 import read_string, read_varuint, var_bytes, varuint
from ..documents.protocol import (
    ACKNOWLEDGE,
    AUTH,
    AWARENESS,
    STEP_1,
    STEP_2,
    SYNC,
    UPDATE,
    awareness_message,
    read_awareness,
    read_sync,
    sync_message,
)
from ..documents.rate import TokenBucket
from ..errors import TimeWarpError


@dataclass(slots=True)
class Standing:
    """What a user may do, to be changed in the middle of a test."""

    username: str
    reads: bool = True
    writes: bool = True

    def identity(self) -> Identity:
        """The user, with a name made of the user name."""
        return Identity(self.username, self.username.title(), "#336699", self.username[:1].upper())

    def may_read(self) -> Decision:
        """As set."""
        return Decision(self.reads, "" if self.reads else "You are not in this room.")

    def may_write(self) -> Decision:
        """As set."""
        return Decision(self.writes, "" if self.writes else "You can read here, but not write.")


@dataclass(slots=True)
class VirtualSocket:
    """A peer whose socket takes bytes only while ``reading``."""

    reading: bool = True
    backlog: int = 0
    ended: TimeWarpError | None = None
    _frames: list[bytes] = field(default_factory=list)
    _unread: list[bytes] = field(default_factory=list)
    _drained: list[Callable[[], None]] = field(default_factory=list)

    def write(self, frames: bytes) -> None:
        """Take frames, or keep them back."""
        if self.reading:
            self._frames.append(frames)
        else:
            self._unread.append(frames)
            self.backlog += len(frames)

    def when_drained(self, callback: Callable[[], None]) -> None:
        """Call back once nothing is kept back."""
        self._drained.append(callback)
        if self.reading:
            self.read_on()

    def read_on(self) -> None:
        """Read what was kept back, and all that comes from now on."""
        self.reading = True
        self._frames += self._unread
        self._unread.clear()
        self.backlog = 0
        callbacks, self._drained = self._drained, []
        for callback in callbacks:
            callback()

    def end(self, error: TimeWarpError) -> None:
        """Remember why."""
        self.ended = self.ended or error

    def messages(self) -> Iterator[bytes]:
        """The payloads of the frames that have come since the last call."""
        data, at = b"".join(self._frames), 0
        self._frames.clear()
        while at < len(data):
            length = data[at + 1]
            extra = {126: 2, 127: 8}.get(length, 0)
            if extra:
                length = int.from_bytes(data[at + 2 : at + 2 + extra], "big")
            at += 2 + extra
            yield data[at : at + length]
            at += length


class VirtualClient:
    """A client of ``document``. ``pump`` exchanges what is there; nothing happens by itself.

    ``acknowledged`` keeps (seq, clock, count) and ``denied`` the reasons of auth messages, in the order in
    which they came; ``cursors`` the newest awareness state of each client id.
    """

    def __init__(
        self,
        document: LiveDocument,
        username: str,
        *,
        replica: Doc[Any] | None = None,
        standing: Standing | None = None,
        history_id: str | None = None,
    ) -> None:
        self.standing = standing or Standing(username)
        self.socket = VirtualSocket()
        self.doc: Doc[Any] = replica if replica is not None else Doc(client_id=secrets.randbits(32))
        self.source: Text = self.doc.get("source", type=Text)
        self.state: Map[Any] = self.doc.get("state", type=Map)
        self.acknowledged: list[tuple[int, int, int]] = []
        self.denied: list[str] = []
        self.cursors: dict[int, tuple[int, bytes]] = {}
        self._outgoing: list[bytes] = []
        self._applying = False
        self._clock = 0
        self._sent: deque[bytes] = deque()
        self._paused: asyncio.Future[None] | None = None
        self._subscription = self.doc.observe(self._keep)
        self.connection = Connection(
            document,
            self.standing,
            self.socket,
            history_id=history_id,
            wants_acknowledgements=True,
            bytes_of_user=TokenBucket(1e9, 1e9),
        )
        self.connection.open()
        self.send(sync_message(STEP_1, self.doc.get_state()))

    @property
    def text(self) -> str:
        """The text that the user sees."""
        return str(self.source)

    @property
    def dealt_with(self) -> int:
        """How many of our edits the server has acknowledged."""
        return self.acknowledged[-1][2] if self.acknowledged else 0

    def send(self, message: bytes) -> None:
        """Send one message; an error that ends the connection is passed to the socket.

        While the server reads no further, messages wait as they would in the network.
        """
        self._sent.append(message)
        self._deliver()

    def _deliver(self) -> None:
        while self._sent and (self._paused is None or self._paused.done()):
            try:
                waiting = self.connection.receive(self._sent.popleft())
            except TimeWarpError as error:
                self.connection.end(error)
            else:
                self._paused = asyncio.ensure_future(self._wait(waiting)) if waiting else None

    async def _wait(self, waiting: Awaitable[None]) -> None:
        try:
            await waiting
        except TimeWarpError as error:
            self.connection.end(error)

    def move_cursor(self, state: bytes) -> None:
        """Announce an awareness state (JSON) of our own."""
        self._clock += 1
        entry = varuint(self.doc.client_id) + varuint(self._clock) + var_bytes(state)
        self.send(awareness_message(b"\x01" + entry))

    def pump(self) -> None:
        """Read what has come, then send what was typed."""
        self._deliver()
        for message in self.socket.messages():
            self._receive(message)
        outgoing, self._outgoing = self._outgoing, []
        for update in outgoing:
            self.send(sync_message(UPDATE, update))

    def leave(self) -> None:
        """The socket ends. What was typed and not sent stays in ``doc``."""
        self.connection.close()
        self._subscription.drop()

    def _keep(self, event: Any) -> None:
        if not self._applying:
            self._outgoing.append(event.update)

    def _receive(self, message: bytes) -> None:
        if message[0] == SYNC:
            kind, payload = read_sync(message)
            if kind == STEP_1:
                self.send(sync_message(STEP_2, self.doc.get_update(payload)))
            else:
                self._applying = True
                self.doc.apply_update(payload)
                self._applying = False
        elif message[0] == AUTH:
            self.denied.append(read_string(message, 2)[0])
        elif message[0] == ACKNOWLEDGE:
            seq, at = read_varuint(message, 1)
            clock, at = read_varuint(message, at)
            self.acknowledged.append((seq, clock, read_varuint(message, at)[0]))
        elif message[0] == AWARENESS:
            self._read_cursors(read_awareness(message))

    def _read_cursors(self, payload: bytes) -> None:
        count, at = read_varuint(payload, 0)
        for _ in range(count):
            client, at = read_varuint(payload, at)
            clock, at = read_varuint(payload, at)
            state, at = read_string(payload, at)
            if clock > self.cursors.get(client, (0, b""))[0]:
                self.cursors[client] = (clock, state.encode())
