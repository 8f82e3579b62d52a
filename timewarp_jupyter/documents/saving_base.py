"""Which state of a document a text on disk was made from: the base of a three-way merge.

Before each write of the file the store has an intent (seq, hash), after it the confirmation. What is on
disk is either one of those, or somebody changed one of those. Candidates are the newest confirmed save
(the genesis, if there is none) and the intents after it, each with the changes on disk that were merged
since: these are in the journal, as edits of ``DISK``, and may not be merged once more. An older save that
is on disk again was put there by somebody, and is a change as any other.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, Text

from ..store.interface import Journal, SaveRow, Store, UpdateRow
from .authors import DISK
from .edits import Edit
from .merge import edits_between
from .replay import replay
from .workspace_text import Newline, digest, file_content

MOST_INTENTS = 8
"""Intents without confirmation that are looked at: there is one per failed write of a new text."""

SHORTEST_PROOF = 4
"""Characters of one line from which on it is no chance that they are in a file: "END" or "10" may be."""

_AT_ONCE = 1000
"""Journal rows that are read in one go."""


@dataclass(frozen=True, slots=True)
class Saves:
    """The newest confirmed save, and the intents after it, newest first."""

    confirmed: SaveRow | None
    unconfirmed: Sequence[SaveRow]


@dataclass(frozen=True, slots=True)
class Merge:
    """How a text on disk differs from its base."""

    base: Doc[Any]
    edits: Sequence[Edit]


async def recorded_saves(store: Store, document: str) -> Saves:
    """What the store knows of a document's file. Raises ``StorageFailed``."""
    unconfirmed: list[SaveRow] = []
    for row in await store.saves(document):
        if row.confirmed_hash is not None:
            return Saves(row, unconfirmed)
        unconfirmed.append(row)
    return Saves(None, unconfirmed)


async def merge_for(
    store: Store, document: str, saves: Saves, on_disk: str, also: Sequence[int] = ()
) -> Merge:
    """The edits that somebody made on disk, and the state that they were made in.

    Of all candidates the one nearest to the text is its base: of the others it differs by what we wrote as
    well. ``also`` are seqs of further candidates. Raises ``StorageFailed``.
    """
    seqs: list[int | None] = [None if saves.confirmed is None else saves.confirmed.seq]
    seqs += [row.seq for row in saves.unconfirmed[:MOST_INTENTS]]
    seqs += also
    candidates = [await _updates_with_disk(store, document, seq) for seq in seqs]
    # Beside the loop, so that those who type do not wait; a Doc stays in the thread that made it.
    whole, edits = await asyncio.to_thread(_nearest, candidates, on_disk)
    return Merge(_doc([whole]), edits)


def _nearest(candidates: Sequence[Sequence[bytes]], on_disk: str) -> tuple[bytes, Sequence[Edit]]:
    docs = [_doc(updates) for updates in candidates]
    texts = [source_text(doc) for doc in docs]
    nearest = 0
    if len(docs) > 1:
        nearest = min(
            range(len(docs)),
            key=lambda n: (_doubt(texts[0], texts[n], on_disk), *_distance(texts[n], on_disk)),
        )
    return docs[nearest].get_update(), edits_between(texts[nearest], on_disk)


def _doubt(confirmed: str, intended: str, on_disk: str) -> int:
    """How much speaks against it that what we were about to write was written, and changed since.

    0 where most of it, beyond what was in the file, stands there word for word: nobody types the same by
    chance. 2 where all of it was a few characters, and not one of them is there: taken for written, they
    would be taken for deleted, and whoever typed them would lose them. 1 where only the distance can tell.
    """
    own = [line for edit in edits_between(confirmed, intended) for line in edit.text.split("\n")]
    long = [line for line in own if len(line) >= SHORTEST_PROOF]
    if long:
        found = [line for line in long if on_disk.count(line) > confirmed.count(line)]
        return 0 if sum(map(len, found)) * 2 > sum(map(len, long)) else 1
    few = set().union(*own)
    return 2 if few and not any(on_disk.count(each) > confirmed.count(each) for each in few) else 1


def _distance(old: str, new: str) -> tuple[int, int]:
    """How many whole lines differ, wherever they are; where these are as many, how many bytes.

    Lines come first: two different new lines may have most of their characters in common.
    """
    before, after = Counter(old.split("\n")), Counter(new.split("\n"))
    lines = sum((before - after).values()) + sum((after - before).values())
    edits = edits_between(old, new)
    return lines, sum(edit.end - edit.start + len(edit.text.encode()) for edit in edits)


def _doc(updates: Sequence[bytes]) -> Doc[Any]:
    doc: Doc[Any] = Doc()
    for update in updates:
        doc.apply_update(update)
    return doc


def source_text(doc: Doc[Any]) -> str:
    """The program text of a document."""
    return str(doc.get("source", type=Text))


async def _updates_with_disk(store: Store, document: str, seq: int | None) -> Sequence[bytes]:
    """The document at a seq (None: its genesis), and what was merged from the disk since."""
    journal = await (_genesis(store, document) if seq is None else store.journal(document, upto=seq))
    start = [] if journal.checkpoint is None else [journal.checkpoint]
    later = _rows_after(store, document, journal.updates[-1].seq if seq is None else seq)
    return [
        *start,
        *(row.data for row in journal.updates),
        *[row.data async for row in later if row.author == DISK],
    ]


async def _genesis(store: Store, document: str) -> Journal:
    journal = await store.journal(document)
    while journal.checkpoint is not None:
        journal = await store.journal(document, upto=journal.checkpoint_seq - 1)
    return Journal(None, 0, journal.updates[:1], journal.clients)


async def _rows_after(store: Store, document: str, seq: int) -> AsyncIterator[UpdateRow]:
    """All journal rows after a seq, that of a checkpoint among them: a ``Journal`` begins behind it."""
    while rows := await store.updates(document, after=seq, limit=_AT_ONCE):
        for row in rows:
            yield row
        seq = rows[-1].seq


async def is_torn(store: Store, document: str, saves: Saves, newline: Newline, data: bytes) -> bool:
    """Whether the file is the beginning of a text that was being written when the server ended.

    Not every workspace writes in one step: Jupyter's own empties the file first.
    """
    for row in saves.unconfirmed[:MOST_INTENTS]:
        text = source_text(replay(await store.journal(document, upto=row.seq)))
        intended = file_content(text, newline).encode()
        is_whole = digest(intended) == row.intended_hash
        if is_whole and len(data) < len(intended) and intended.startswith(data):
            return True
    return False
