"""The history of documents as it is asked for: what is expensive is limited, and kept while it is true."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from ..beside import LIGHT, beside, prepare
from ..store.interface import Journal, Store
from ..turns import Places
from .authorship import Span, remaining, spans
from .contributions import Tallies
from .history import Revision, Version, revisions, text_at
from .history_diff import unified_diff
from .history_steps import Step, steps
from .replay import replay

_AT_ONCE = 2
_SECONDS = 20.0
_MOST_KEPT = 16
_BYTES_OF_KEYSTROKE = 25
"""Of its update, about."""


@dataclass(frozen=True, slots=True)
class AuthorTotal:
    """One author: UTF-16 units that are left of what was typed and deleted, and the time active."""

    author: str
    remaining: int
    typed: int
    deleted: int
    active_seconds: int


@dataclass(frozen=True, slots=True)
class Authors:
    """Whose each part of the text is as of ``seq``, and what everyone has done up to then."""

    seq: int
    spans: Sequence[Span]
    totals: Sequence[AuthorTotal]


class Historian:
    """Answers questions about the past of documents, a few at a time; ``by`` is the user who asks.

    All methods raise ``StorageFailed``, and as ``Places.place`` does where too many ask.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tallies = Tallies(store)
        self._places = Places(_AT_ONCE, each=1, seconds=_SECONDS)
        self._authors: OrderedDict[str, Authors] = OrderedDict()

    def place(self, by: str) -> AbstractAsyncContextManager[None]:
        """One of a few places, of which a user has one: those who type come before those who look back."""
        return self._places.place(by)

    async def revisions(
        self, document: str, by: str, *, before: int | None, after: int | None, limit: int
    ) -> tuple[list[Revision], int | None]:
        """A page of revisions; see ``history.revisions``."""
        async with self.place(by):
            page, rest = await revisions(self._store, document, before=before, after=after, limit=limit)
        if sum(each.added + each.removed for each in page) * _BYTES_OF_KEYSTROKE > LIGHT:
            await prepare(__name__)  # who sees what there is looks at one of them next
        return page, rest

    async def steps(
        self, document: str, by: str, *, before: int | None, after: int, limit: int
    ) -> tuple[list[Step], int | None]:
        """A page of steps; see ``history_steps.steps``."""
        async with self.place(by):
            return await steps(self._store, document, after=after, before=before, limit=limit)

    async def version(self, document: str, by: str, seq: int) -> Version:
        """The text as of a seq. Raises ``NotFound`` (``no_such_revision``)."""
        async with self.place(by):
            return await text_at(self._store, document, seq)

    async def diff(self, document: str, by: str, path: str, old: int, new: int) -> str:
        """The unified diff of the texts of two seqs. Raises ``NotFound`` (``no_such_revision``)."""
        async with self.place(by):
            before = await text_at(self._store, document, old)
            after = await text_at(self._store, document, new)
            names = (f"{path}\tseq {before.seq}", f"{path}\tseq {after.seq}")
            size = len(before.text) + len(after.text)
            return await beside(size, unified_diff, before.text, after.text, *names)

    async def authors(self, document: str, by: str) -> Authors:
        """Whose the committed text is now."""
        async with self.place(by):
            [newest] = await self._store.records(document, limit=1, newest=True)
            kept = self._authors.get(document)
            if kept is None or kept.seq < newest.seq:
                kept = self._authors[document] = await self._find_authors(document)
            self._authors.move_to_end(document)
            if len(self._authors) > _MOST_KEPT:
                self._authors.popitem(last=False)
            return kept

    def forget(self, document: str) -> None:
        """The records of a document have been folded: do not count on from the middle of one."""
        self._tallies.forget(document)

    async def _find_authors(self, document: str) -> Authors:
        journal = await self._store.journal(document)
        seq = journal.updates[-1].seq if journal.updates else journal.checkpoint_seq
        found = await beside(journal.size, _spans_of, journal)
        done = await self._tallies.upto(document, seq)
        left = remaining(found)
        totals = []
        for author in sorted({*left, *done}):
            row = done.get(author)
            typed, deleted, active = (row.typed, row.deleted, row.active_ms) if row else (0, 0, 0)
            totals.append(AuthorTotal(author, left.get(author, 0), typed, deleted, round(active / 1000)))
        return Authors(seq, found, totals)


def _spans_of(journal: Journal) -> list[Span]:
    return spans(replay(journal).get_update(), journal.clients)
