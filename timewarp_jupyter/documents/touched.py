"""Which lines of a program somebody has touched, from the updates that they have sent.

The updates name characters by their ids; where those are now, the document knows (as it does for cursors),
also of deleted ones. Characters typed one behind the other are one run, looked up at both of its ends, so
this costs by how often somebody went elsewhere, not by how much they typed. What an update only repeats (a
client that comes back sends everything that was ever deleted) is nobody's doing again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, StickyIndex, Text

from ..store.interface import Journal, UpdateRow
from .admission import state_ids
from .replay import replay
from .update import STRING, Id, UpdateHeader, read_state_vector, read_update

_MOST_CLIENTS = 2**31


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one client, from one clock up to another, both included."""

    client: int
    first: int
    last: int
    goes_on: bool = False


@dataclass(slots=True)
class _Edit:
    """What one update has inserted and deleted that was not there, or not gone, before."""

    inserted: list[_Run] = field(default_factory=list)
    deleted: list[_Run] = field(default_factory=list)


class Touched:
    """``updates`` (their journal rows, in order) and the document that they have made of ``before``."""

    def __init__(self, before: Journal, updates: Sequence[UpdateRow]) -> None:
        doc = replay(before)
        header = read_update(doc.get_update())
        self._known = read_state_vector(doc.get_state(), _MOST_CLIENTS)
        self._gone = _Spans()
        for gone in header.deletes:
            self._gone.take(gone.client, gone.clock, gone.clock + gone.length)
        self._edits: dict[int, _Edit] = {}
        for row in updates:
            self._edits[row.seq] = self._edit(read_update(row.data))
            doc.apply_update(row.data)
        self._state = state_ids(read_update(doc.get_update()).structs)
        self._doc: Doc[Any] = doc
        self._text = doc.get("source", type=Text)
        self._ends = [at for at, byte in enumerate(str(self._text).encode()) if byte == 0x0A]

    def _edit(self, header: UpdateHeader) -> _Edit:
        edit = _Edit()
        for struct in header.structs:
            first = max(struct.clock, self._known.get(struct.client, 0))
            last = struct.clock + struct.length - 1
            if first > last:
                continue
            self._known[struct.client] = last + 1
            if struct.content == STRING:
                goes_on = struct.origin == (struct.client, struct.clock - 1)
                edit.inserted.append(_Run(struct.client, first, last, goes_on))
        for gone in header.deletes:
            fresh = self._gone.take(gone.client, gone.clock, gone.clock + gone.length)
            edit.deleted += [_Run(gone.client, start, end - 1) for start, end in fresh]
        return edit

    def lines(self, seqs: Iterable[int]) -> set[int]:
        """The lines, from 1, in which these updates have inserted or deleted characters."""
        inserted: list[_Run] = []
        deleted: list[_Run] = []
        for seq in seqs:
            for run in self._edits[seq].inserted:
                _extend(inserted, run)
            deleted += self._edits[seq].deleted
        found: set[int] = set()
        for run in inserted:
            found.update(range(self._line(run.client, run.first), self._line(run.client, run.last) + 1))
        for run in _joined(deleted):
            if Id(run.client, run.first) not in self._state:
                found.add(self._line(run.client, run.first))
        return found

    def _line(self, client: int, clock: int) -> int:
        place = {"item": {"client": client, "clock": clock}, "assoc": 0}
        at = StickyIndex.from_json(place, self._text).get_index()
        return bisect_left(self._ends, at) + 1


def _extend(runs: list[_Run], run: _Run) -> None:
    """Add a run, to the newest one where it was typed right behind it."""
    newest = runs[-1] if runs else None
    if run.goes_on and newest is not None and (newest.client, newest.last + 1) == (run.client, run.first):
        runs[-1] = _Run(run.client, newest.first, run.last, newest.goes_on)
    else:
        runs.append(run)


def _joined(runs: Sequence[_Run]) -> Sequence[_Run]:
    """Runs without gaps between them as one: they were typed together, and are gone."""
    joined: list[_Run] = []
    for run in sorted(runs, key=lambda each: (each.client, each.first)):
        _extend(joined, _Run(run.client, run.first, run.last, True))
    return joined


class _Spans:
    """Clock ranges per client that grow: disjoint, in order, ends excluded."""

    def __init__(self) -> None:
        self._spans: dict[int, list[tuple[int, int]]] = {}

    def take(self, client: int, start: int, end: int) -> list[tuple[int, int]]:
        """Add a range. The parts of it that are new."""
        spans = self._spans.setdefault(client, [])
        low = bisect_right(spans, (start, _MOST_CLIENTS * 2)) - 1
        if low < 0 or spans[low][1] < start:
            low += 1
        fresh: list[tuple[int, int]] = []
        high, at, whole_start, whole_end = low, start, start, end
        while high < len(spans) and spans[high][0] <= end:
            first, last = spans[high]
            if at < first:
                fresh.append((at, first))
            at = max(at, last)
            whole_start, whole_end = min(whole_start, first), max(whole_end, last)
            high += 1
        if at < end:
            fresh.append((at, end))
        if fresh:
            spans[low:high] = [(whole_start, whole_end)]
        return fresh
