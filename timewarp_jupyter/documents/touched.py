"""Which lines of a program somebody has touched, from the updates that they have sent.

The updates name characters by their ids; where those are now, the document knows (as it does for cursors),
also of deleted ones. Characters typed one behind the other are one run, looked up at both of its ends, so
this costs by how often somebody went elsewhere, not by how much they typed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, StickyIndex, Text

from ..store.interface import Journal
from .replay import load
from .update import STRING, Id, read_update


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one client, from one clock up to another, both included."""

    client: int
    first: int
    last: int


class Touched:
    """A document at one moment, to be asked about updates that it holds."""

    def __init__(self, journal: Journal) -> None:
        loaded = load(journal)
        doc: Doc[Any] = Doc()
        doc.apply_update(loaded.whole)
        self._state = loaded.state_ids
        self._text = doc.get("source", type=Text)
        self._ends = [at for at, byte in enumerate(str(self._text).encode()) if byte == 0x0A]
        self._lines: dict[Id, int] = {}

    def lines(self, updates: Iterable[bytes]) -> set[int]:
        """The lines, from 1, in which characters were inserted or deleted."""
        found: set[int] = set()
        inserted: list[_Run] = []
        deleted: list[_Run] = []
        for update in updates:
            header = read_update(update)
            for struct in header.structs:
                if struct.content == STRING:
                    last = struct.clock + struct.length - 1
                    goes_on = struct.origin == (struct.client, struct.clock - 1)
                    _extend(inserted, _Run(struct.client, struct.clock, last), goes_on)
            for gone in header.deletes:
                if Id(gone.client, gone.clock) not in self._state:
                    deleted.append(_Run(gone.client, gone.clock, gone.clock + gone.length - 1))
        for run in inserted:
            found.update(range(self._line(run.client, run.first), self._line(run.client, run.last) + 1))
        for run in _joined(deleted):
            found.add(self._line(run.client, run.first))
        return found

    def _line(self, client: int, clock: int) -> int:
        id_ = Id(client, clock)
        line = self._lines.get(id_)
        if line is None:
            place = {"item": {"client": client, "clock": clock}, "assoc": 0}
            at = StickyIndex.from_json(place, self._text).get_index()
            line = self._lines[id_] = bisect_left(self._ends, at) + 1
        return line


def _extend(runs: list[_Run], run: _Run, goes_on: bool) -> None:
    """Add a run, to the newest one where it was typed right behind it."""
    newest = runs[-1] if runs else None
    if goes_on and newest is not None and (newest.client, newest.last + 1) == (run.client, run.first):
        runs[-1] = _Run(run.client, newest.first, run.last)
    else:
        runs.append(run)


def _joined(runs: Sequence[_Run]) -> Iterator[_Run]:
    """Runs without gaps between them as one."""
    joined: list[_Run] = []
    for run in sorted(runs, key=lambda each: (each.client, each.first)):
        _extend(joined, run, True)
    return iter(joined)
