"""A client of a plan without processes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from timewarp_jupyter.testing.virtual import VirtualClient


class InsideClient(VirtualClient):
    """A client that speaks to its connection without a socket."""

    @property
    def ended(self) -> int | None:
        """The close code."""
        return self.socket.ended.close.number if self.socket.ended is not None else None

    @property
    def is_saved(self) -> bool:
        """Whether all that this client id has written was acknowledged."""
        return bool(self.acknowledged) and self.acknowledged[-1][1] >= self.clock

    @property
    def seen(self) -> Sequence[str]:
        """Whose cursors there are."""
        return names_of(state for _, state in self.cursors.values())

    def sleep(self) -> None:
        """Read nothing more."""
        self.socket.reading = False

    def wake(self) -> None:
        """Read on."""
        self.socket.read_on()

    def point(self) -> None:
        """Move the cursor."""
        self.move_cursor(b'{"cursor": 1}')


def names_of(states: Iterable[bytes]) -> Sequence[str]:
    """The user names in awareness states, as JSON; who has left has none."""
    read = [json.loads(state) for state in states]
    return [state["user"]["username"] for state in read if state is not None]
