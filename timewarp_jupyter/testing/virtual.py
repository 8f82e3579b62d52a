"""A Yjs client without a network: it speaks the sync protocol straight to a ``Connection``."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc

from ..documents.access import Access, Decision, Identity
from ..documents.allowance import Allowance
from ..documents.connection import Connection
from ..documents.document import LiveDocument
from ..errors import TimeWarpError
from .speaker import Speaker


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
    _messages: deque[bytes] = field(default_factory=deque)
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

    def messages(self, most: int | None = None) -> Iterator[bytes]:
        """The payloads of the frames that have come and were not given yet: all of them, or ``most``."""
        self._messages += payloads(b"".join(self._frames))
        self._frames.clear()
        count = len(self._messages) if most is None else min(most, len(self._messages))
        for _ in range(count):
            yield self._messages.popleft()


def payloads(data: bytes) -> Iterator[bytes]:
    """What is in frames as servers send them."""
    at = 0
    while at < len(data):
        length = data[at + 1]
        extra = {126: 2, 127: 8}.get(length, 0)
        if extra:
            length = int.from_bytes(data[at + 2 : at + 2 + extra], "big")
        at += 2 + extra
        yield data[at : at + length]
        at += length


class VirtualClient(Speaker):
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
        access: Access | None = None,
        history_id: str | None = None,
        allowance: Allowance | None = None,
        socket: VirtualSocket | None = None,
    ) -> None:
        """``access`` is asked in place of a ``standing``, which a test can change.

        Without an ``allowance`` it has one for itself.
        """
        super().__init__(replica)
        self.standing = standing or Standing(username)
        self.socket = socket or VirtualSocket()
        self._sent: deque[bytes] = deque()
        self._paused: asyncio.Future[None] | None = None
        self.connection = Connection(
            document,
            access or self.standing,
            self.socket,
            history_id=history_id,
            wants_acknowledgements=True,
            allowance=allowance or Allowance(document.limits),
        )
        self.connection.open()
        self.greet()

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
        self.announce(state)

    def pump(self) -> None:
        """Read what has come, then send what was typed."""
        self.hear()
        self.flush()

    def hear(self, most: int | None = None) -> None:
        """Read what has come, or the first ``most`` messages of it; what was typed stays here."""
        self._deliver()
        for message in self.socket.messages(most):
            self.take(message)

    def leave(self) -> None:
        """The socket ends. What was typed and not sent stays in ``doc``."""
        self.connection.close()
        self.forget_replica()
