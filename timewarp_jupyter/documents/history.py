"""The history of a document: who changed what when, and the text as it was.

All of it comes from the store, so that it shows only what is committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..beside import beside
from ..errors import NotFound
from ..store.interface import Journal, RecordRow, Store
from .replay import replay
from .saving_base import source_text

PAUSE_MS = 60_000
"""A pause between two edits of an author that begins a new revision."""

SLOT_MS = 600_000
"""A revision ends with the ten minutes of the clock in which it was written, so that there are versions
to go back to where somebody never pauses. Two records alone say whether they belong together: revisions
are the same wherever a page of them begins."""

_CHUNK = 1_000
_MOST_SCANNED = 20_000
"""Records looked at for one page: a page may end early, with ``next``."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A run of edits of one author. ``added`` and ``removed`` are UTF-16 units, times in ms."""

    seq: int
    first_seq: int
    author: str
    started_at: int
    ended_at: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Version:
    """The text as it was after the edit ``seq`` of ``author``, made ``at`` (ms)."""

    seq: int
    author: str
    at: int
    text: str


def belong_together(earlier: RecordRow, later: RecordRow) -> bool:
    """Whether two consecutive records are of one revision."""
    return (
        earlier.author == later.author
        and later.started_at - earlier.at <= PAUSE_MS
        and earlier.at // SLOT_MS == later.started_at // SLOT_MS
    )


def joined(records: Sequence[RecordRow]) -> RecordRow:
    """Consecutive records of one revision, oldest first, as one."""
    first = records[0]
    return replace(
        records[-1],
        inserted=sum(record.inserted for record in records),
        deleted=sum(record.deleted for record in records),
        first_seq=first.first_seq,
        started_at=first.started_at,
    )


class _Runs:
    """Collects records, which come in one direction, into revisions."""

    def __init__(self, limit: int, *, newest: bool) -> None:
        self.done: list[Revision] = []
        self._limit = limit
        self._newest = newest
        self._run: list[RecordRow] = []

    @property
    def full(self) -> bool:
        """Whether no more records are needed."""
        return len(self.done) >= self._limit

    def add(self, record: RecordRow) -> None:
        """Take the next record."""
        if self._run:
            last = self._run[-1]
            earlier, later = (record, last) if self._newest else (last, record)
            if not belong_together(earlier, later):
                self.finish()
        if not self.full:
            self._run.append(record)

    def finish(self) -> None:
        """There is no more to the run."""
        if self._run:
            whole = joined(self._run[::-1] if self._newest else self._run)
            self.done.append(
                Revision(
                    whole.seq,
                    whole.first_seq,
                    whole.author,
                    whole.started_at,
                    whole.at,
                    whole.inserted,
                    whole.deleted,
                )
            )
            self._run = []


async def revisions(
    store: Store, document: str, *, before: int | None, after: int | None, limit: int
) -> tuple[list[Revision], int | None]:
    """A page of revisions and where the next one begins, None at the end.

    The newest first, or with ``after`` the oldest first. Records without text, as those of the server's
    ``state``, are no revisions; but the first one is, so that there is one to go back to.
    """
    oldest = await store.records(document, limit=1)
    newest, low, high = after is None, after or 0, before
    runs, scanned = _Runs(limit, newest=newest), 0
    while scanned < _MOST_SCANNED or not runs.done:
        rows = await store.records(document, after=low, before=high, limit=_CHUNK, newest=newest)
        for row in rows:
            if row.inserted or row.deleted or row == oldest[0]:
                runs.add(row)
        if runs.full:
            break
        if len(rows) < _CHUNK:
            runs.finish()
            return runs.done, None
        scanned += len(rows)
        low, high = (low, rows[-1].seq) if newest else (rows[-1].seq, high)
    last = runs.done[-1]
    return runs.done, last.first_seq if newest else last.seq


async def text_at(store: Store, document: str, seq: int) -> Version:
    """The text as of a seq of the room. Raises ``NotFound`` (``no_such_revision``) before the first.

    Where older detail was folded it is that of the revision before.
    """
    newest = await store.records(document, before=seq + 1, limit=1, newest=True)
    if not newest:
        raise NotFound("There is no such version of this program.", code="no_such_revision", reason=str(seq))
    journal = await store.journal(document, upto=seq)
    text = await beside(journal.size, _text, journal)
    return Version(newest[0].seq, newest[0].author, newest[0].at, text)


def _text(journal: Journal) -> str:
    return source_text(replay(journal))
