"""What one user may send in a time, over all of their sockets: another socket gives nobody more."""

from __future__ import annotations

from ..config import Limits
from .rate import TokenBucket

_REMEMBERED_USERS = 10_000

_MESSAGES_PER_SECOND, _MESSAGE_BURST = 600.0, 6000.0
"""Of any kind: stock clients send back every cursor they hear of, which is passed over, not punished."""


class Allowance:
    """Buckets for ``messages`` of any kind to programs, the ``updates`` that these cost, the ``bytes`` of
    edits and cursors, and messages to ``events`` sockets. ``postponed`` counts the messages whose cost is not
    known yet."""

    def __init__(self, limits: Limits) -> None:
        self.messages = TokenBucket(_MESSAGES_PER_SECOND, _MESSAGE_BURST)
        self.updates = TokenBucket(limits.max_updates_per_second, limits.max_updates_burst)
        self.bytes = TokenBucket(limits.max_bytes_per_minute / 60, limits.max_bytes_per_minute)
        self.events = TokenBucket(limits.max_events_per_second, limits.max_events_burst)
        self.postponed = 0


class Allowances:
    """Those of all users."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._of_users: dict[str, Allowance] = {}

    def of(self, username: str) -> Allowance:
        """A user's. The one that was made first is forgotten when there are too many."""
        allowance = self._of_users.get(username)
        if allowance is None:
            if len(self._of_users) >= _REMEMBERED_USERS:
                del self._of_users[next(iter(self._of_users))]
            allowance = self._of_users[username] = Allowance(self._limits)
        return allowance
