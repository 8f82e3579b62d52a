"""One program, live: what has been typed, who is connected, what waits for its commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from logging import Logger
from typing import Any

from pycrdt import Doc

from ..config import Limits
from ..errors import ProtocolError, StorageFailed
from ..store.interface import DocumentRow
from ..store.operations import AddActivity
from .authors import SERVER
from .batch import DocumentBatch
from .change import Change
from .checkpoints import Checkpoints
from .connection import Connection
from .edits import Edit, make_edits
from .flush import Flusher
from .outgoing import Committed, Outgoing, Snapshot
from .renewable import Renewable
from .replay import Loaded, load_beside
from .replica import Applied, Damaged


class LiveDocument(Renewable):
    """A document in memory.

    Whatever leaves it has been committed: edits, answers to joining clients, texts for files and requests.
    """

    def __init__(
        self, row: DocumentRow, loaded: Loaded, flusher: Flusher, limits: Limits, log: Logger
    ) -> None:
        super().__init__(row, loaded, flusher, limits, log)
        self.changed: list[Callable[[], None]] = []
        self._owned_state: dict[str, Any] = {"history_id": row.history_id}
        self._checkpoints = Checkpoints(row.id, loaded.rows, limits.checkpoint_every, flusher, log)
        flusher.add(self)

    @classmethod
    async def open(cls, row: DocumentRow, flusher: Flusher, limits: Limits, log: Logger) -> LiveDocument:
        """A document as it is on disk. Raises ``StorageFailed``."""
        return cls(row, await load_beside(await flusher.store.journal(row.id)), flusher, limits, log)

    @property
    def text(self) -> str:
        """The text as it is now, maybe not committed yet: not for the eyes of others."""
        return self._replica.text

    # Changes

    def receive(
        self, update: bytes, connection: Connection, *, may_write: bool, whole: bool
    ) -> Applied | None:
        """Apply a client's update; it is committed and sent to everyone in the next flush.

        Raises as ``Replica.apply`` does, with nothing applied.
        """
        author = connection.username
        try:
            applied = self._replica.apply(update, author, may_write=may_write, whole=whole)
            if applied is not None:
                self._queue(applied, author, connection)
                if applied.touches_state:
                    self._reassert_state()
        except Damaged as error:
            self._damaged(author, error)
            raise ProtocolError("These edits could not be read.", reason="damaged") from error
        return applied

    async def edit(
        self,
        author: str,
        edits: Sequence[Edit],
        *,
        base: Doc[Any] | None = None,
        activity: AddActivity | None = None,
    ) -> int:
        """Make ``edits`` in somebody's name; see ``edits.make_edits``. ``activity`` is committed with them.

        Durable when it returns. Gives the seq, 0 if there was nothing to change. Raises ``StorageFailed``,
        ``TooLarge``, and ``Unavailable`` (``damaged``) where the CRDT failed: the document is then rebuilt.
        """
        await self._wait_ready()
        if not edits:
            return 0
        with self._rebuilt_if_damaged(author):
            applied = make_edits(self._replica, author, edits, base)
        return await self._durable(applied, author, activity)

    async def set_state(self, **values: Any) -> int:
        """Set keys of ``state`` that belong to the server; clients' writes to them are undone.

        Raises as ``edit``.
        """
        await self._wait_ready()
        self._owned_state.update(values)
        with self._rebuilt_if_damaged(SERVER):
            applied = self._replica.write_state(values)
        return await self._durable(applied, SERVER)

    async def committed(self) -> Committed:
        """The text as of the commit that covers it. Raises ``StorageFailed``."""
        await self._wait_ready()
        snapshot = Snapshot(asyncio.get_running_loop().create_future())
        self._outgoing.snapshots.append(snapshot)
        self.touch()
        return await snapshot.waiter

    async def _durable(
        self, applied: Applied | None, author: str, activity: AddActivity | None = None
    ) -> int:
        if applied is None:
            return 0
        change = self._queue(applied, author, None)
        change.activity = activity
        change.committed = asyncio.get_running_loop().create_future()
        return await change.committed

    def _queue(self, applied: Applied, author: str, connection: Connection | None) -> Change:
        change = Change(author, applied.update, applied.inserted, applied.deleted, applied.claims, connection)
        self._outgoing.add(change)
        self.gate.queued(self._outgoing.bytes)
        self.touch()
        return change

    def _reassert_state(self) -> None:
        values = dict(self._owned_state)
        if self._replica.state.get("dirty"):
            values["dirty"] = False
        if (applied := self._replica.write_state(values)) is not None:
            self._queue(applied, SERVER, None)

    async def _wait_ready(self) -> None:
        """Until the replica holds only what is on disk or queued. Raises ``StorageFailed``."""
        if self.unavailable is not None:
            raise self.unavailable
        await self.gate.wait(self.limits.commit_timeout)

    def state_vector(self) -> bytes:
        """The encoded state vector."""
        return self._replica.doc.get_state()

    # The flusher's side

    def touch(self) -> None:
        """There is something to let out."""
        self.flusher.touch(self)

    def take(self) -> DocumentBatch:
        """All that is to be let out now; replies and texts as they are at this moment."""
        outgoing, self._outgoing = self._outgoing, Outgoing()
        self.gate.queued(0)
        if self.is_stale:
            outgoing.drop_changes(self.unavailable or StorageFailed("Saving failed."))
            self._outgoing.replies, outgoing.replies = outgoing.replies, []
            self._outgoing.snapshots, outgoing.snapshots = outgoing.snapshots, []
        elif self._is_damaged:
            # What was queued is valid; what the CRDT would answer now is not.
            self._outgoing.replies, outgoing.replies = outgoing.replies, []
            self._outgoing.snapshots, outgoing.snapshots = outgoing.snapshots, []
        else:
            outgoing.fill(self._replica.doc, self.text if outgoing.snapshots else "")
        sound = outgoing.changes and not self._is_damaged
        due = sound and self._checkpoints.is_due
        return DocumentBatch(
            self,
            outgoing,
            awareness=self.awareness.take_pending(),
            clocks=dict(self.clocks) if sound else {},
            whole=self._replica.doc.get_update() if due else None,
        )

    def committed_up_to(self, seq: int, rows: int, whole: bytes | None) -> None:
        """A batch is on disk; ``whole`` is the state as of it, where a checkpoint is due."""
        self.seq = seq
        self._checkpoints.rows += rows
        if whole is not None:
            self._tasks.start(self._checkpoints.add(seq, whole))

    def tell_changed(self) -> None:
        """Tell those who asked that the committed document has changed."""
        for callback in self.changed:
            callback()

    # The end

    async def close(self) -> None:
        """Let out what is queued, checkpoint if that is due, and stop."""
        try:
            await self.flusher.drain()
            if self._checkpoints.is_due_at_close and self.flusher.idle:
                await self._checkpoints.add(self.seq, self._replica.doc.get_update())
        except StorageFailed as error:
            self.log.error("Document %s closed while storing fails: %s", self.id, error.message)
        self.flusher.discard(self)
        await self._tasks.finish(self.limits.commit_timeout)
