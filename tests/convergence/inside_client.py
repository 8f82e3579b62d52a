"""A client of a plan without processes."""

from __future__ import annotations

from timewarp_jupyter.documents.access import Access
from timewarp_jupyter.documents.document import LiveDocument
from timewarp_jupyter.testing.sockets import SlowSocket
from timewarp_jupyter.testing.virtual import VirtualClient

from .people import Seat
from .undoing import ORIGIN, Undoing


class InsideClient(VirtualClient):
    """A client that speaks to its connection without a socket."""

    origin = ORIGIN

    def __init__(self, document: LiveDocument, username: str, access: Access, seat: Seat) -> None:
        self._socket = SlowSocket(reading=True)
        super().__init__(document, username, replica=seat.replica, access=access, socket=self._socket)
        if seat.replica is None:
            seat.undoing = Undoing(self.doc)
        seat.replica = self.doc
        self._undoing: Undoing = seat.undoing

    @property
    def ended(self) -> int | None:
        """The close code."""
        return self.socket.ended.close.number if self.socket.ended is not None else None

    @property
    def is_half_open(self) -> bool:
        """Whether the connection is dead, and the server holds it for open."""
        return self._socket.is_dead

    def undo(self) -> tuple[str, str]:
        """Take back the newest own change."""
        return self._undoing.undo()

    def redo(self) -> tuple[str, str]:
        """Do again what was taken back."""
        return self._undoing.redo()

    def hear(self, most: int | None = None) -> None:
        """Read so many messages, also if the socket takes nothing else."""
        if most is not None and not self._socket.reading:
            self._socket.take(most)
        super().hear(most)

    def sleep(self) -> None:
        """Read nothing more."""
        self.socket.reading = False

    def wake(self) -> None:
        """Read on."""
        self.socket.read_on()

    def point(self) -> None:
        """Move the cursor."""
        self.move_cursor(b'{"cursor": 1}')

    def vanish(self) -> None:
        """Nothing arrives any more, in either direction."""
        self._socket.vanish()
        self.forget_replica()
