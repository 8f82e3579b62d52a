"""Going back to an earlier text without erasing anything: a new edit that makes it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pycrdt import Doc

from ..beside import beside
from ..store.interface import Journal, Store
from .access import Check
from .document import LiveDocument
from .edits import Edit
from .happened import happened
from .history import text_at
from .merge import edits_between
from .replay import replay
from .saving_base import source_text


@dataclass(frozen=True, slots=True)
class Restored:
    """``seq`` is the edit that made the old text again; restoring ``undo_seq`` undoes it."""

    seq: int
    undo_seq: int


async def restore(live: LiveDocument, store: Store, seq: int, author: str, check: Check) -> Restored:
    """Make the text of a seq again, in few edits of ``author``; what others type meanwhile stays.

    ``check`` raises where the author may no longer do it; it is called right before the edit. ``seq`` and
    ``undo_seq`` are equal where the text is that already. Raises ``NotFound`` (``no_such_revision``),
    ``StorageFailed``.
    """
    target = await text_at(store, live.id, seq)
    now = await live.committed()
    journal = await store.journal(live.id, upto=now.seq)
    whole, edits = await beside(journal.size, _way_back, journal, target.text)
    check()
    # A Doc stays in the thread that made it.
    base: Doc[Any] = Doc()
    base.apply_update(whole)
    told = happened(author, "reverted", live.row, to_seq=target.seq)
    done = await live.edit(author, edits, base=base, activity=told)
    return Restored(done or now.seq, now.seq)


def _way_back(journal: Journal, target: str) -> tuple[bytes, list[Edit]]:
    doc = replay(journal)
    return doc.get_update(), edits_between(source_text(doc), target)
