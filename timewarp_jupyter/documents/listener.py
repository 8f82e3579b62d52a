"""What the server sends to one client, and what becomes of a client that does not keep up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..counters import COUNTERS
from ..errors import TimeWarpError
from .peer import Peer
from .protocol import about_file, acknowledgement, awareness_message
from .update import write_state_vector
from .websocket import frame

if TYPE_CHECKING:
    from .document import LiveDocument


class Listener(ABC):
    """One who hears of what is committed.

    Nothing is queued for one whose socket takes no more: when it has room again it gets one diff, to what
    it had, in place of all it missed, and the newest of what it was to be told.
    """

    def __init__(self, document: LiveDocument, peer: Peer, *, wants_acknowledgements: bool) -> None:
        self._document = document
        self._peer = peer
        self._outbox_bytes = document.limits.outbox_bytes
        self._wants_acknowledgements = wants_acknowledgements
        self._behind: bytes | None = None
        self._misses_cursors = self._misses_file = self._waits = False
        self._acknowledgement: tuple[int, int, int] | None = None

    @abstractmethod
    def end(self, error: TimeWarpError) -> None:
        """Close the socket with the error's code, after a word on why."""

    def deliver(self, frames: bytes, clocks: Mapping[int, int] | None) -> None:
        """Pass on what has been committed. One who does not keep up gets a diff later instead.

        ``clocks`` is the state vector of who has received the frames, None where they are cursors only.
        """
        peer = self._peer
        if self._behind is not None:
            return
        if clocks is None and peer.backlog > self._outbox_bytes:
            self._miss_cursors()
            return
        peer.write(frames)
        if clocks is not None and peer.backlog > self._outbox_bytes:
            self._fall_behind(write_state_vector(clocks))

    def catch_up(self, reply: bytes) -> None:
        """Pass on an answer to a state vector; from here on this one hears of everything."""
        if not self._is_connected:
            return
        self._behind = None
        self._document.listening.add(self)
        self._peer.write(reply)
        self._tell_cursors()

    def acknowledge(self, seq: int, clock: int, count: int) -> None:
        """Say what of this client's edits is on disk."""
        if self._is_full:
            self._acknowledgement = seq, clock, count
            self._wait()
        else:
            self._send(acknowledgement(seq, clock, count))

    def tell_file(self) -> None:
        """Say when the file was written, or why it cannot be, to one who asked for acknowledgements."""
        if not self._wants_acknowledgements:
            return
        if self._is_full:
            self._misses_file = True
            self._wait()
        else:
            file = self._document.file
            self._send(about_file(file.saved_at, file.problem))

    def _answer(self, state: bytes) -> None:
        """Send what is missing in a state vector: with the next flush, or once there is room for it."""
        if self._behind is not None or self._is_full:
            self._fall_behind(state)
        else:
            self._document.answer(self, state)

    def _tell_everyone(self) -> None:
        """Send all cursors, unless others wait to be sent."""
        everyone = self._document.awareness.everything()
        if everyone is not None and not self._is_full:
            self._send(awareness_message(everyone))

    def _fall_behind(self, state: bytes) -> None:
        if self._behind is None:
            COUNTERS.slow_clients += 1
            self._wait()
        self._behind = state

    def _miss_cursors(self) -> None:
        """Newer cursors will come, but who has left says no more: all is told once there is room."""
        self._misses_cursors = True
        self._wait()

    def _wait(self) -> None:
        if not self._waits:
            self._waits = True
            self._peer.when_drained(self._drained)

    def _drained(self) -> None:
        """There is room again: say what is missing, with the next commit where that is text."""
        self._waits = False
        if not self._is_connected:
            return
        newest, self._acknowledgement = self._acknowledgement, None
        if newest is not None:
            self._send(acknowledgement(*newest))
        if self._misses_file:
            self._misses_file = False
            self.tell_file()
        if self._behind is not None:
            self._document.answer(self, self._behind)
        elif self._misses_cursors:
            self._tell_cursors()

    def _tell_cursors(self) -> None:
        self._misses_cursors = False
        news = self._document.awareness.news()
        if news is not None and self._behind is None and self._is_connected:
            self._send(awareness_message(news))

    @property
    def _is_full(self) -> bool:
        return self._peer.backlog > self._outbox_bytes

    @property
    def is_behind(self) -> bool:
        """Whether a diff is sent once there is room for it, in place of all since."""
        return self._behind is not None

    @property
    def _is_connected(self) -> bool:
        return self in self._document.connections

    def _send(self, message: bytes) -> None:
        self._peer.write(frame(message))
