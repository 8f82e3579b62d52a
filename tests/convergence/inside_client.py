"""A client of a plan without processes."""

from __future__ import annotations

from timewarp_jupyter.testing.virtual import VirtualClient


class InsideClient(VirtualClient):
    """A client that speaks to its connection without a socket."""

    @property
    def ended(self) -> int | None:
        """The close code."""
        return self.socket.ended.close.number if self.socket.ended is not None else None

    def sleep(self) -> None:
        """Read nothing more."""
        self.socket.reading = False

    def wake(self) -> None:
        """Read on."""
        self.socket.read_on()

    def point(self) -> None:
        """Move the cursor."""
        self.move_cursor(b'{"cursor": 1}')
