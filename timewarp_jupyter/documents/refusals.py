"""How long one is listened to whose edits are refused."""

from __future__ import annotations

from ..errors import Forbidden

_MOST = 500
"""Refused updates until a connection is ended. One who is demoted in mid-typing sends what was on its way,
20 s of typing at most: longer silences end the connection by themselves. One whose client knows nothing
of refusals can type on for minutes."""


class Refusals:
    """Updates of one connection that were refused, or ignored after that, since it was last whole."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, cost: int) -> None:
        """One more. Raises ``Forbidden`` (4403) where it is one too many."""
        self._count += cost
        if self._count > _MOST:
            raise Forbidden("Your changes are refused, and go on coming.", code="refused_repeatedly")

    def clear(self) -> None:
        """The client has completed a fresh sync: what it has is what the server has."""
        self._count = 0
