"""What one document lets out in one flush, in the order in which its readers must see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..clock import now_ms
from ..counters import COUNTERS
from ..errors import TimeWarpError
from ..store.operations import AppendUpdates, ClaimClient, Operation
from .authors import DISK
from .change import Change, Run, merged, runs
from .happened import happened
from .outgoing import Committed, Outgoing, fail
from .protocol import STEP_2, UPDATE, awareness_message, sync_message
from .websocket import frame

if TYPE_CHECKING:
    from .document import LiveDocument


class DocumentBatch:
    """Changes to commit, and what goes out once they are: to everyone, and to single connections.

    ``clocks`` is the state vector of everyone who has received it all, ``whole`` the whole state where a
    checkpoint is due.
    """

    def __init__(
        self,
        document: LiveDocument,
        outgoing: Outgoing,
        *,
        awareness: bytes | None,
        clocks: Mapping[int, int],
        whole: bytes | None,
    ) -> None:
        self._document = document
        self._outgoing = outgoing
        self._runs = list(runs(outgoing.changes))
        self._updates = list(merged([change.update for change in outgoing.changes]))
        self._awareness = awareness
        self._clocks = clocks
        self._whole = whole
        self.operations: Sequence[Operation] = self._operations(outgoing.changes)

    def publish(self, seqs: Sequence[int | None]) -> None:
        """It is on disk: write it to every peer, the same bytes to all."""
        document = self._document
        # Activity may come behind the runs.
        numbers = [seq for seq in seqs if seq is not None][: len(self._runs)]
        document.committed_up_to(numbers[-1] if numbers else document.seq, len(self._runs), self._whole)
        edits = b"".join(frame(sync_message(UPDATE, update)) for update in self._updates)
        awareness = frame(awareness_message(self._awareness)) if self._awareness else b""
        if frames := edits + awareness:
            clocks = self._clocks if edits else None
            document.shown = clocks or document.shown
            for connection in document.listening:
                connection.deliver(frames, clocks)
        outgoing = self._outgoing
        COUNTERS.published(len(outgoing.changes), outgoing.bytes, len(document.listening), len(frames))
        for reply in self._outgoing.replies:
            reply.connection.catch_up(frame(sync_message(STEP_2, reply.update)))
        for connection, (clock, count) in self._outgoing.acknowledged.items():
            connection.acknowledge(document.seq, clock, count)
        for run, seq in zip(self._runs, numbers, strict=True):
            _resolve(run, seq)
        for snapshot in self._outgoing.snapshots:
            if not snapshot.waiter.done():
                snapshot.waiter.set_result(Committed(snapshot.text, document.seq))
        if self._runs:
            document.tell_changed()

    def fail(self, error: TimeWarpError) -> None:
        """It is not on disk: who waits on the server is told; replies wait for the rebuilt document."""
        fail(self._outgoing.changes, error)
        for snapshot in self._outgoing.snapshots:
            if not snapshot.waiter.done():
                snapshot.waiter.set_exception(error)
        self._document.failed(self._outgoing.replies)

    def _operations(self, changes: Sequence[Change]) -> Sequence[Operation]:
        if not changes:
            return ()
        document, now = self._document.id, now_ms()
        claims = [
            ClaimClient(document, client, change.author) for change in changes for client in change.claims
        ]
        return [
            *claims,
            *(
                AppendUpdates(document, run.author, run.update, run.inserted, run.deleted, now)
                for run in self._runs
            ),
            *(
                happened(DISK, "changed_on_disk", self._document.row, added=run.inserted, removed=run.deleted)
                for run in self._runs
                if run.author == DISK and (run.inserted or run.deleted)
            ),
            *(change.activity for change in changes if change.activity is not None),
        ]


def _resolve(run: Run, seq: int) -> None:
    for change in run.changes:
        if change.committed is not None and not change.committed.done():
            change.committed.set_result(seq)
