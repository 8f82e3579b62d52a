"""What one socket has received and is dealt with in order, one after the other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

_AT_ONCE = 32
"""Messages of one socket that are dealt with before the other sockets have a turn."""
_MOST_WAITING = 256
"""Messages. Tiny ones are below every limit of bytes."""
_OVERHEAD = 100
"""Bytes that a waiting message takes in memory besides its own."""

Item = tuple[int, bytes]


class Inbox:
    """Hands (opcode, payload) to ``take``; while what that returns is awaited, later ones wait.

    ``failed`` is told what an awaited one raises, ``changed`` whenever there is room again or nothing left.
    """

    def __init__(
        self,
        take: Callable[[int, bytes], Awaitable[None] | None],
        failed: Callable[[BaseException], None],
        changed: Callable[[], None],
        most: int,
    ) -> None:
        self._take = take
        self._failed = failed
        self._changed = changed
        self._most = most
        self._items: deque[Item] = deque()
        self._bytes = 0
        self._awaited: asyncio.Future[None] | None = None
        self._turn: asyncio.Handle | None = None
        self._taken = 0

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is awaited."""
        return not self._items and self._awaited is None

    @property
    def full(self) -> bool:
        """Whether more should stay at the sender."""
        return self._bytes > self._most or len(self._items) >= _MOST_WAITING

    def begin(self) -> None:
        """More has come from the network: a new turn."""
        self._taken = 0

    def put(self, opcode: int, payload: bytes) -> None:
        """Deal with one, now if it can be."""
        if self._items or self._awaited is not None or self._taken >= _AT_ONCE:
            self._items.append((opcode, payload))
            self._bytes += len(payload) + _OVERHEAD
            self._go_on_later()
            return
        self._taken += 1
        waiting = self._take(opcode, payload)
        if waiting is not None:
            self.wait_for(waiting)

    def wait_for(self, waiting: Awaitable[None]) -> None:
        """Deal with nothing else until this is done."""
        self._awaited = asyncio.ensure_future(waiting)
        self._awaited.add_done_callback(self._done)

    def clear(self) -> None:
        """Nothing that waits counts any more."""
        self._items.clear()
        self._bytes = 0
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None

    def _done(self, awaited: asyncio.Future[None]) -> None:
        self._awaited = None
        if not awaited.cancelled() and (error := awaited.exception()) is not None:
            self._failed(error)
        self._go_on()

    def _go_on_later(self) -> None:
        if self._turn is None and self._awaited is None:
            self._turn = asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        self._turn = None
        left = _AT_ONCE
        while self._items and self._awaited is None and left:
            opcode, payload = self._items.popleft()
            self._bytes -= len(payload) + _OVERHEAD
            left -= 1
            waiting = self._take(opcode, payload)
            if waiting is not None:
                self.wait_for(waiting)
        if self._items:
            self._go_on_later()
        self._changed()
