"""Cursors that have ended: whose they were, and with which clock, so that coming back is seen as news."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

_REMEMBERED = 2000


@dataclass(slots=True)
class _End:
    username: str
    clock: int
    at: float


class Ends:
    """The last ends of one document; an id that is remembered is announced by nobody else.

    Where they are too many, one of the user who has the most is forgotten: nobody churns through ids until
    those of others can be taken.
    """

    def __init__(self) -> None:
        self._ends: dict[int, _End] = {}
        self._of_users: dict[str, OrderedDict[int, None]] = {}

    def add(self, client: int, username: str, clock: int) -> None:
        """A user's cursor has ended, with this clock."""
        self.forget(client)
        self._ends[client] = _End(username, clock, monotonic())
        self._of_users.setdefault(username, OrderedDict())[client] = None
        if len(self._ends) > _REMEMBERED:
            most = max(self._of_users, key=lambda name: len(self._of_users[name]))
            self.forget(next(iter(self._of_users[most])))

    def forget(self, client: int) -> int:
        """It is back, or too long ago. Its clock, -1 where nothing is known of it."""
        end = self._ends.pop(client, None)
        if end is None:
            return -1
        own = self._of_users[end.username]
        del own[client]
        if not own:
            del self._of_users[end.username]
        return end.clock

    def username_of(self, client: int) -> str | None:
        """Whose it was, None where nothing is known of it."""
        end = self._ends.get(client)
        return None if end is None else end.username

    def since(self, moment: float) -> Iterator[tuple[int, int]]:
        """Client ids and clocks of those that ended after a moment of the monotonic clock."""
        return ((client, end.clock) for client, end in self._ends.items() if end.at > moment)
