"""A live document's CRDT, which is made anew from the store where it cannot be trusted any more."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from logging import Logger

from ..config import Limits
from ..errors import StorageFailed, Unavailable
from ..store.interface import DocumentRow
from ..tasks import Tasks
from .audience import Audience
from .awareness import Awareness
from .flush import Flusher
from .gate import Gate
from .genesis import genesis_client
from .outgoing import Reply
from .replay import Loaded, load_beside
from .replica import Damaged, Replica


class Renewable(Audience, ABC):
    """What of a live document is about its replica: after a failed commit it holds what is not on disk, and
    after a failure of the CRDT nobody knows what.
    """

    def __init__(
        self, row: DocumentRow, loaded: Loaded, flusher: Flusher, limits: Limits, log: Logger
    ) -> None:
        self.row = row
        self.limits = limits
        self.seq = row.updated_seq
        self.log = log
        super().__init__(
            Awareness(
                loaded.owners.get,
                max_clients=limits.max_awareness_clients,
                max_bytes=limits.max_awareness_bytes,
            ),
            flusher,
        )
        self._replica = self._make_replica(loaded)
        self.shown = dict(self.clocks)
        self.is_stale = False
        self._is_damaged = False
        self._tasks = Tasks(f"document {row.id}", log)
        self.gate = Gate()

    @abstractmethod
    def tell_changed(self) -> None:
        """Tell those who asked that the committed document has changed."""

    @abstractmethod
    def _reassert_state(self) -> None:
        """Write the keys of ``state`` that belong to the server."""

    def _make_replica(self, loaded: Loaded) -> Replica:
        replica = Replica(
            loaded,
            genesis_client(self.row.history_id),
            max_bytes=self.limits.max_document_bytes,
            max_text_bytes=self.limits.max_file_bytes,
            max_clients=self.limits.max_client_ids,
            max_edits=self.limits.max_edits_per_message,
        )
        # They ask each other and not this, which would never go then: with all that the CRDT holds.
        replica.ledger.announced_by = self.awareness.username_of
        self.awareness.owner_of = replica.ledger.owners.get
        return replica

    @property
    def id(self) -> str:
        """The document's id."""
        return self.row.id

    @property
    def clocks(self) -> Mapping[int, int]:
        """The state vector."""
        return self._replica.ledger.clocks

    @property
    def unavailable(self) -> StorageFailed | None:
        """Why nothing can be stored now, if so."""
        return self.flusher.storage_failed

    def failed(self, replies: Sequence[Reply]) -> None:
        """A batch is not on disk: nothing more leaves this replica until it is rebuilt."""
        self.is_stale = True
        self.gate.whole.clear()
        self._outgoing.replies[:0] = replies

    async def rebuild(self) -> None:
        """Forget what is not on disk, and take over what is: also a commit that was said to have failed."""
        if not self.is_stale:
            return
        journal = await self.flusher.store.journal(self.id)
        loaded = await load_beside(journal)
        self.seq = max(self.seq, journal.seq)
        self._outgoing.drop_changes(self.unavailable or StorageFailed("Saving failed."))
        self._renew(loaded)
        self.show_rest()
        self.shown = dict(self.clocks)
        self.touch()

    def _renew(self, loaded: Loaded) -> None:
        self._replica = self._make_replica(loaded)
        self.is_stale = self._is_damaged = False
        self.gate.whole.set()
        self.tell_changed()

    @contextmanager
    def _rebuilt_if_damaged(self, author: str) -> Iterator[None]:
        try:
            yield
        except Damaged as error:
            self._damaged(author, error)
            raise Unavailable("This change could not be made. Try it again.", code="damaged") from error

    def _damaged(self, author: str, error: Damaged) -> None:
        """The CRDT is in an unknown state: nobody is read, answered or shown anything until it is renewed."""
        self.log.error("Document %s: the CRDT failed on an edit of %s: %s", self.id, author, error)
        self._is_damaged = True
        self.gate.whole.clear()
        self._tasks.start(self._rebuild_after_damage())

    async def _rebuild_after_damage(self) -> None:
        """A new replica from the store, once everything that was valid is on disk."""
        damaged = self._replica
        self.gate.whole.clear()
        try:
            await self.flusher.drain()
            loaded = await load_beside(await self.flusher.store.journal(self.id))
            if self.is_stale or self._replica is not damaged:
                return  # a commit has failed meanwhile: that recovery renews it, from what is there then
            self._renew(loaded)
            self._reassert_state()
        except (Unavailable, Damaged) as error:
            self.failed(())
            self.flusher.begin_failure(StorageFailed("This program cannot be read now.", reason=str(error)))
            return
        self.touch()
        for connection in list(self.connections):
            connection.ask()
