"""Sockets with a fault, each named for it, for ``VirtualClient`` and for connections without a client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import TimeWarpError
from .virtual import VirtualSocket


@dataclass(slots=True)
class HalfOpenSocket(VirtualSocket):
    """Can go dead without a word, as when a lid is closed or the network is gone.

    The server goes on writing until the system's buffer is full, and nobody reads that. It hears no end, and
    its own end reaches nobody.
    """

    is_dead: bool = False

    def vanish(self) -> None:
        """From now on nothing arrives."""
        self.reading = False
        self.is_dead = True

    def write(self, frames: bytes) -> None:
        """Take frames; of a dead connection only their number of bytes is known."""
        if self.is_dead:
            self.backlog += len(frames)
        else:
            VirtualSocket.write(self, frames)

    def when_drained(self, callback: Callable[[], None]) -> None:
        """Call back once nothing is kept back: never on a dead connection."""
        if not self.is_dead:
            VirtualSocket.when_drained(self, callback)

    def read_on(self) -> None:
        """Read, unless nothing can be read any more."""
        if not self.is_dead:
            VirtualSocket.read_on(self)

    def end(self, error: TimeWarpError) -> None:
        """Remember why, if anybody can hear it."""
        if not self.is_dead:
            VirtualSocket.end(self, error)


@dataclass(slots=True)
class DeadSocket(HalfOpenSocket):
    """Was dead before the first word."""

    reading: bool = False
    is_dead: bool = True


@dataclass(slots=True)
class SlowSocket(HalfOpenSocket):
    """Takes what is written only as ``take`` is called, so many frames at a time, as a bad network does."""

    reading: bool = False

    def take(self, frames: int) -> None:
        """Read so many frames of what was kept back; the last of them drains the socket."""
        if self.is_dead:
            return
        read, self._unread[:] = self._unread[:frames], self._unread[frames:]
        self._frames += read
        self.backlog = sum(map(len, self._unread))
        if not self._unread:
            callbacks, self._drained = self._drained, []
            for callback in callbacks:
                callback()
