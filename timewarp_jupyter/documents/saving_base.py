"""Which state of a document a text on disk was made from: the base of a three-way merge.

Before each write of the file the store has an intent (seq, hash), after it the confirmation. What is on
disk is either one of those, or somebody changed one of those. Candidates are the newest confirmed save
(the genesis, if there is none) and the intents after it, each with the changes on disk that were merged
since: these are in the journal, as edits of ``DISK``, and may not be merged once more. An older save that
is on disk again was put there by somebody, and is a change as any other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, Text

from ..store.interface import Journal, SaveRow, Store, UpdateRow
from .authors import DISK
from .edits import Edit
from .merge import edits_between
from .nearest import nearest
from .replay import replay
from .workspace_text import Newline, digest, file_content

MOST_INTENTS = 8
"""Intents without confirmation that are looked at: there is one per failed write of a new text."""

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
    found = nearest(texts, on_disk)
    return docs[found].get_update(), edits_between(texts[found], on_disk)


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
