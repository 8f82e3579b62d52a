"""Edits that the activity does not tell of yet: what each author did to each document within half a minute.

All of it is read off one state of the store, so that it can be worked out where it disturbs nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..documents.authors import DISK, SERVER
from ..documents.touched import lines_touched
from ..store.interface import Journal, UpdateRow
from ..store.interface_talk import EditRow
from ..store.operations import AddActivity
from ..store.reads import journal_size, read_documents, read_journal
from ..store.reads_history import Part, read_updates
from ..store.reads_talk import read_edits
from ..store.session import Session

_FEW = 500
"""Edits that are read in some milliseconds."""


@dataclass(frozen=True, slots=True)
class Past:
    """A document before some edits, and those edits."""

    document: str
    path: str
    before: Journal
    updates: Sequence[UpdateRow]


@dataclass(frozen=True, slots=True)
class Edited:
    """Edits of a room, and the past of each document that they are in; ``more`` if there are later ones."""

    rows: Sequence[EditRow]
    pasts: Sequence[Past]
    more: bool


@dataclass(frozen=True, slots=True)
class Untold:
    """The lines of activity for all edits up to a seq; ``more`` if there are later ones."""

    lines: Sequence[AddActivity]
    upto: int
    more: bool


@dataclass(frozen=True, slots=True)
class EditWindow:
    """Consecutive edits of one author in one document."""

    document: str
    author: str
    rows: Sequence[EditRow]

    def told(self, path: str, lines: Collection[int]) -> AddActivity:
        """The line of activity. Characters are UTF-16 units; ``line`` is the first that was touched."""
        return AddActivity(
            self.author,
            "document.edited",
            self.document,
            self.rows[-1].at,
            {
                "path": path,
                "lines": len(lines),
                "line": min(lines, default=None),
                "added": sum(row.inserted for row in self.rows),
                "removed": sum(row.deleted for row in self.rows),
                "from_seq": self.rows[0].seq,
                "to_seq": self.rows[-1].seq,
            },
        )


def windows(rows: Sequence[EditRow], length_ms: float) -> Sequence[EditWindow]:
    """Edits by author and document, none longer than ``length_ms``, in the order of their ends.

    What the server and the disk have done is told elsewhere.
    """
    open_ones: dict[tuple[str, str], list[EditRow]] = {}
    found: list[EditWindow] = []
    for row in rows:
        if row.author in (DISK, SERVER) or not (row.inserted or row.deleted):
            continue
        key = (row.document, row.author)
        if key in open_ones and row.at - open_ones[key][0].at >= length_ms:
            found.append(EditWindow(*key, open_ones.pop(key)))
        open_ones.setdefault(key, []).append(row)
    found += [EditWindow(*key, edits) for key, edits in open_ones.items()]
    return sorted(found, key=lambda window: window.rows[-1].seq)


def read_edited(session: Session, *, room: str, most: int) -> Edited:
    """The oldest ``most`` edits that are not told, with what is needed to tell of them."""
    rows = read_edits(session, room, most)
    paths = {row.id: row.path for row in read_documents(session, room)} if rows else {}
    pasts = []
    for document in {row.document for row in rows}:
        seqs = [row.seq for row in rows if row.document == document]
        first, last = seqs[0], seqs[-1]
        before = read_journal(session, document, first - 1)
        updates = read_updates(session, Part(document, first - 1, last + 1, last - first + 1))
        pasts.append(Past(document, paths.get(document, ""), before, updates))
    return Edited(rows, pasts, len(rows) == most)


def read_is_heavy(session: Session, *, room: str, light: int) -> bool:
    """Whether working out what to tell means more than ``light`` bytes of updates, or many of them."""
    rows = read_edits(session, room, _FEW)
    size = sum(journal_size(session, document, rows[-1].seq) for document in {row.document for row in rows})
    return len(rows) == _FEW or size > light


def tell_untold(edited: Edited, *, length_ms: float) -> Untold | None:
    """What to tell of edits, as windows of ``length_ms``; None if there are none."""
    if not edited.rows:
        return None
    found = windows(edited.rows, length_ms)
    lines: dict[int, AddActivity] = {}
    for past in edited.pasts:
        own = [window for window in found if window.document == past.document]
        known = {update.seq for update in past.updates}
        seqs = [[row.seq for row in window.rows if row.seq in known] for window in own]
        for window, touched in zip(own, lines_touched(past.before, past.updates, seqs), strict=True):
            lines[window.rows[-1].seq] = window.told(past.path, touched)
    return Untold([lines[seq] for seq in sorted(lines)], edited.rows[-1].seq, edited.more)
