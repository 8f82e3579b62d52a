"""Playback: what each record of the journal did to the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pycrdt import Text

from ..beside import Lane, beside
from ..store.interface import Journal, Store, UpdateRow
from .replay import replay
from .units import utf16_length


@dataclass(frozen=True, slots=True)
class TextChange:
    """``removed`` UTF-16 units behind ``offset`` are replaced by ``inserted``.

    ``offset`` counts in the text as the changes before this one have left it.
    """

    offset: int
    removed: int
    inserted: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one record did."""

    seq: int
    author: str
    at: int
    changes: Sequence[TextChange]


async def steps(
    store: Store, document: str, *, after: int, before: int | None, limit: int, lane: Lane | None = None
) -> tuple[list[Step], int | None]:
    """The steps of the next ``limit`` records after a seq, and after which seq to go on, None at the end.

    The first step applies to the text at ``after``. Records that change no text are left out.
    """
    rows = await store.updates(document, after=after, before=before, limit=limit + 1)
    more, rows = len(rows) > limit, rows[:limit]
    if not rows:
        return [], None
    journal = await store.journal(document, upto=after)
    size = journal.size + sum(len(row.data) for row in rows)
    return await beside(size, _play, journal, rows, lane=lane), rows[-1].seq if more else None


def _play(journal: Journal, rows: Sequence[UpdateRow]) -> list[Step]:
    doc = replay(journal)
    source = doc.get("source", type=Text)
    old = str(source).encode()
    deltas: list[Any] = []
    # A delta costs up to 5 ms in a text of many pieces: this is why there are pages of steps.
    subscription = source.observe(lambda event: deltas.append(_delta_of(event)))
    done: list[Step] = []
    for row in rows:
        doc.apply_update(row.data)
        if deltas:
            changes = list(_changes(old, deltas.pop()))
            done.append(Step(row.seq, row.author, row.at, changes))
            old = str(source).encode()
    source.unobserve(subscription)
    return done


def _delta_of(event: Any) -> Sequence[Mapping[str, Any]]:
    # To be read in the transaction. pycrdt's types do not know the attribute.
    delta: Sequence[Mapping[str, Any]] = event.delta
    return delta


def _changes(old: bytes, delta: Sequence[Mapping[str, Any]]) -> Iterator[TextChange]:
    """A delta, which counts UTF-8 bytes of the old text, as changes. What is replaced is one of them."""
    at = offset = removed = 0
    inserted = ""
    for part in delta:
        if "retain" in part:
            if removed or inserted:
                yield TextChange(offset, removed, inserted)
            offset += utf16_length(inserted) + _units(old[at : at + part["retain"]])
            at += part["retain"]
            removed, inserted = 0, ""
        elif "delete" in part:
            removed += _units(old[at : at + part["delete"]])
            at += part["delete"]
        else:
            inserted += part["insert"]
    if removed or inserted:
        yield TextChange(offset, removed, inserted)


def _units(data: bytes) -> int:
    return len(data) if data.isascii() else utf16_length(data.decode())
