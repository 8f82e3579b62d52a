"""What each author has done in a document so far, from the journal's records without their content."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..store.interface import ContributionRow, Store
from .history import PAUSE_MS

_MOST_KEPT = 64


@dataclass(slots=True)
class Tally:
    """All contributions to a document up to ``seq``."""

    seq: int = 0
    by_author: dict[str, ContributionRow] = field(default_factory=dict)

    def add(self, rows: Iterable[ContributionRow], seq: int) -> None:
        """Take what was done since, up to ``seq``."""
        for row in rows:
            known = self.by_author.get(row.author)
            self.by_author[row.author] = row if known is None else _together(known, row)
        self.seq = seq


def _together(earlier: ContributionRow, later: ContributionRow) -> ContributionRow:
    gap = later.first_at - earlier.last_at
    between = gap if 0 < gap <= PAUSE_MS else 0
    return ContributionRow(
        earlier.author,
        earlier.typed + later.typed,
        earlier.deleted + later.deleted,
        earlier.active_ms + between + later.active_ms,
        earlier.first_at,
        later.last_at,
    )


class Tallies:
    """Counts once what does not change: tallies are kept, and go on from where they are."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, Tally] = OrderedDict()
        self._counting = asyncio.Lock()

    def forget(self, document: str) -> None:
        """Count a document anew."""
        self._kept.pop(document, None)

    async def upto(self, document: str, seq: int) -> Mapping[str, ContributionRow]:
        """The contributions by author up to a seq, or up to a later one that was asked for before."""
        async with self._counting:
            tally = self._kept.setdefault(document, Tally())
            self._kept.move_to_end(document)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            if tally.seq < seq:
                rows = await self._store.contributions(document, after=tally.seq, upto=seq, pause_ms=PAUSE_MS)
                tally.add(rows, seq)
            return dict(tally.by_author)
