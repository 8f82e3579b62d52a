"""What one client sends: read a few frames at a time, and dealt with in order.

One read of a socket may bring thousands of tiny frames, and forty sockets are forty of those: dealt with at
once, they would keep everybody else waiting before any rate is asked. Who has hung up is seen to be gone also
while some of it is left: reading goes on, up to a bound.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from .frames import PING, PONG, BadFrame, FrameReader
from .inbox import Inbox


class Incoming:
    """Hands messages to ``take``, one after the other, and pings and pongs to ``control``, which never wait.

    ``refuse`` is told the close code for what is no frame, behind all that was good; ``failed`` what an
    awaited message raises; ``changed`` whenever there is room again or nothing left: ``go_on`` then.
    """

    def __init__(
        self,
        take: Callable[[int, bytes], Awaitable[None] | None],
        control: Callable[[int, bytes], None],
        refuse: Callable[[int], None],
        failed: Callable[[BaseException], None],
        changed: Callable[[], None],
        most: int,
    ) -> None:
        """``most`` is the longest message, and what may wait before and behind reading it, in bytes."""
        self._control = control
        self._refuse = refuse
        self._changed = changed
        self._most = most
        self._reader = FrameReader(most)
        self._inbox = Inbox(take, failed, changed, most)
        self._turn: asyncio.Handle | None = None
        self._is_over = False

    @property
    def idle(self) -> bool:
        """Whether all that has come has been dealt with."""
        return self._inbox.idle and not self._reader.has_more

    @property
    def full(self) -> bool:
        """Whether more should stay at the sender."""
        return self._reader.has_more and self._reader.unread > self._most

    def feed(self, data: bytes) -> None:
        """Deal with what has come, or with as much of it as one turn allows."""
        if self._reader.has_more or self._inbox.full:
            self._reader.add(data)
        else:
            self._read(data)

    def _read(self, data: bytes) -> None:
        self._inbox.begin()
        try:
            for opcode, payload in self._reader.feed(data):
                if opcode in (PING, PONG):
                    self._control(opcode, payload)
                else:
                    self._inbox.put(opcode, payload)
                if self._is_over:
                    return
        except BadFrame as error:
            self._refuse(error.close)
        if self._reader.has_more:
            self.go_on()

    def wait_for(self, waiting: Awaitable[None]) -> None:
        """Deal with no message until this is done."""
        self._inbox.wait_for(waiting)

    def go_on(self) -> None:
        """Read on, in a turn of its own, where there is something left and room for it."""
        if self._reader.has_more and self._turn is None and not self._inbox.full:
            self._turn = asyncio.get_running_loop().call_soon(self._read_on)

    def _read_on(self) -> None:
        self._turn = None
        self._read(b"")
        self._changed()

    def stop(self) -> None:
        """Nothing counts any more, neither what waits nor what may still come."""
        self._is_over = True
        self._reader.clear()
        self._inbox.clear()
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
