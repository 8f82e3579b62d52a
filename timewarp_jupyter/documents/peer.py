"""One WebSocket as the documents see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ..errors import TimeWarpError

MOST_UNREAD = 16 * 2**20
"""Bytes that the socket has not taken, above which a peer hangs up instead of keeping more. Nobody who
reads comes to that: whatever is written often is held back long before."""


class Peer(Protocol):
    """Where frames for one client go. None of its methods raises for a socket that has ended."""

    @property
    def backlog(self) -> int:
        """Bytes written that the socket has not taken yet."""

    def write(self, frames: bytes) -> None:
        """Queue ready-made WebSocket frames."""

    def when_drained(self, callback: Callable[[], None]) -> None:
        """Call back once, when the backlog is gone (at once if there is none)."""

    def end(self, error: TimeWarpError) -> None:
        """Close with the error's close code."""
