"""A peer on a Tornado stream: for TLS, whose session only the stream can speak."""

from __future__ import annotations

from collections.abc import Callable

from tornado.iostream import IOStream, StreamClosedError

from ..documents.peer import MOST_UNREAD
from ..errors import TimeWarpError


class StreamPeer:
    """Writes ready-made frames to the socket's stream."""

    def __init__(self, stream: IOStream, end: Callable[[TimeWarpError], None]) -> None:
        self._stream = stream
        self._end = end
        self._ended = False
        self.backlog = 0
        """Bytes written that the socket has not taken yet."""

    def write(self, frames: bytes) -> None:
        """Queue frames. One for a socket that has ended goes nowhere, as its close is on its way.

        A frame behind the close frame would be a fault: a browser then sees 1006 and not our code.
        """
        if self._ended:
            return
        if self.backlog > MOST_UNREAD:
            self._stream.close()
            return
        try:
            written = self._stream.write(frames)
        except StreamClosedError:
            return
        if not written.done():
            size = len(frames)
            self.backlog += size
            written.add_done_callback(lambda _: self._taken(size))

    def when_drained(self, callback: Callable[[], None]) -> None:
        """Call back once the backlog is gone."""
        try:
            self._stream.write(b"").add_done_callback(lambda _: callback())
        except StreamClosedError:
            return

    def end(self, error: TimeWarpError) -> None:
        """Close with the error's close code."""
        self._ended = True
        self._end(error)

    def _taken(self, size: int) -> None:
        self.backlog -= size
