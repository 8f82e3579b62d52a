"""Answers to the pings of one client."""

from __future__ import annotations

from collections.abc import Callable

from ..documents.rate import TokenBucket
from .frames import PONG, control

_PER_SECOND, _AT_ONCE = 20.0, 200.0
"""Pings and pongs of one client: those of a minute may come at once after a freeze."""


class Pongs:
    """Answers pings; one answer at most waits for who does not read, the newest (RFC 6455, 5.5.3)."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._rate = TokenBucket(_PER_SECOND, _AT_ONCE)
        self._waiting: bytes | None = None

    def is_flood(self) -> bool:
        """Count one more ping or pong: whether these are more than anybody needs."""
        return self._rate.take(1.0) > 0

    def answer(self, ping: bytes, *, writable: bool) -> None:
        """Answer, now if the socket takes it."""
        if writable:
            self._write(control(PONG, ping))
        else:
            self._waiting = ping

    def writable(self) -> None:
        """The socket has taken everything."""
        if (waiting := self._waiting) is not None:
            self._waiting = None
            self._write(control(PONG, waiting))
