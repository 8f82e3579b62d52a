"""What of a live document waits for the next flush."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import ProtocolError, TimeWarpError
from .change import Change

if TYPE_CHECKING:
    from pycrdt import Doc

    from .listener import Listener


@dataclass(frozen=True, slots=True)
class Committed:
    """The text as of the commit that covers it, and that commit's seq."""

    text: str
    seq: int


@dataclass(slots=True)
class Reply:
    """A diff for one connection: to its sync step 1, or because it fell behind.

    ``state`` is the state vector of the client; ``update`` what it lacks, once that is known.
    """

    connection: Listener
    state: bytes
    update: bytes = b""


@dataclass(slots=True)
class Snapshot:
    """Somebody on the server waits for the committed text."""

    waiter: asyncio.Future[Committed]
    text: str = ""


@dataclass(slots=True)
class Outgoing:
    """Changes to commit, and who waits for something that must be committed first.

    ``acknowledged`` holds per connection the clock and the count of ``protocol.acknowledgement``;
    ``bytes`` is the size of all changes.
    """

    changes: list[Change] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    acknowledged: dict[Listener, tuple[int, int]] = field(default_factory=dict)
    bytes: int = 0

    def add(self, change: Change) -> None:
        """Queue a change."""
        self.changes.append(change)
        self.bytes += len(change.update)

    def answer(self, newest: Reply) -> None:
        """Queue a diff for a connection: one for an older state vector is not needed then."""
        self.replies = [reply for reply in self.replies if reply.connection is not newest.connection]
        self.replies.append(newest)

    def answers(self, connection: Listener) -> bool:
        """Whether a diff for this connection is queued."""
        return any(reply.connection is connection for reply in self.replies)

    def forget(self, connection: Listener) -> None:
        """The connection has ended."""
        self.acknowledged.pop(connection, None)
        self.replies = [reply for reply in self.replies if reply.connection is not connection]

    def fill(self, doc: Doc[Any], text: str) -> None:
        """Work out replies and snapshots as of now, each reply once per state vector.

        A class that joins together asks the same.
        """
        updates: dict[bytes, bytes | None] = {}
        for reply in self.replies:
            if reply.state not in updates:
                updates[reply.state] = _diff(doc, reply.state)
            update = updates[reply.state]
            if update is None:
                reply.connection.end(ProtocolError("This is no state vector.", reason="state vector"))
            else:
                reply.update = update
        self.replies = [reply for reply in self.replies if reply.update]
        for snapshot in self.snapshots:
            snapshot.text = text

    def drop_changes(self, error: TimeWarpError) -> None:
        """The changes will not be committed: tell who waits for them on the server."""
        fail(self.changes, error)
        self.changes = []
        self.bytes = 0
        self.acknowledged = {}


def _diff(doc: Doc[Any], state: bytes) -> bytes | None:
    """What ``state`` lacks; None where the CRDT cannot make sense of it, whatever it raises."""
    try:
        return doc.get_update(state)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        return None


def fail(changes: Sequence[Change], error: TimeWarpError) -> None:
    """Tell who waits on the server for these changes that they are not on disk."""
    for change in changes:
        if change.committed is not None and not change.committed.done():
            change.committed.set_exception(error)
