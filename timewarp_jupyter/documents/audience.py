"""Who is connected to a live document."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from ..errors import TimeWarpError
from .awareness import Awareness
from .file_state import FileState
from .outgoing import Outgoing, Reply
from .update import write_state_vector

if TYPE_CHECKING:
    from .connection import Connection
    from .flush import Flusher
    from .listener import Listener

_CROWD = 10
"""Connections."""


class Audience:
    """The connections of a document: all, and those ``listening``, who have its state and hear of news.

    ``idle_since`` is when the last one has left, on the loop's clock; None while there is one. ``file`` is
    what they are told of the program's file, ``shown`` the state vector that all who listen have reached.
    """

    def __init__(self, awareness: Awareness, flusher: Flusher) -> None:
        self.awareness = awareness
        self.flusher = flusher
        self.connections: set[Connection] = set()
        self.listening: set[Listener] = set()
        self.idle_since: float | None = asyncio.get_running_loop().time()
        self.file = FileState()
        self.shown: Mapping[int, int] = {}
        self._outgoing = Outgoing()

    @property
    def is_crowd(self) -> bool:
        """Whether so many are here that what they send is better dealt with together, at each flush."""
        return len(self.listening) >= _CROWD

    def touch(self) -> None:
        """There is something to let out."""
        raise NotImplementedError

    def join(self, connection: Connection) -> None:
        """A connection has been opened."""
        self.connections.add(connection)
        self.idle_since = None

    def leave(self, connection: Connection) -> None:
        """A connection has ended."""
        self.connections.discard(connection)
        self.listening.discard(connection)
        self._outgoing.forget(connection)
        self.awareness.leave(connection)
        if not self.connections:
            self.idle_since = asyncio.get_running_loop().time()
        self.touch()

    def answer(self, connection: Listener, state: bytes) -> None:
        """Send a connection what its state vector lacks, after the commit that covers it."""
        self._outgoing.answer(Reply(connection, state))
        self.touch()

    def show_rest(self) -> None:
        """Send all who listen what they lack: a commit that was said to have failed may be on disk."""
        state = write_state_vector(self.shown)
        for listener in self.listening:
            if not listener.is_behind and not self._outgoing.answers(listener):
                self.answer(listener, state)

    def acknowledge(self, connection: Listener, clock: int, count: int) -> None:
        """Tell a connection, after the next commit, what of its edits is on disk."""
        self._outgoing.acknowledged[connection] = (clock, count)
        self.touch()

    def file_is(self, file: FileState) -> None:
        """The file has been written, or cannot be."""
        if file != self.file:
            self.file = file
            for connection in list(self.connections):
                connection.tell_file()

    def recheck(self, usernames: Collection[str] | None = None) -> None:
        """Roles, locks or names have changed, of these people or of everyone: act on their connections."""
        for connection in list(self.connections):
            if usernames is None or connection.username in usernames:
                connection.recheck()
        self.touch()

    def disconnect(self, error: TimeWarpError) -> None:
        """End all connections with the error's close code."""
        for connection in list(self.connections):
            connection.end(error)

    def suspend(self, error: TimeWarpError) -> None:
        """Nothing can be stored for now: refuse edits, with the reason."""
        for connection in list(self.connections):
            connection.hold(error)

    def resume(self) -> None:
        """Storing works again: ask every client for what the server lacks."""
        for connection in list(self.connections):
            connection.recheck()
