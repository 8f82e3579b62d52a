"""Which lines of a program somebody has touched, from the updates that they have sent.

The updates name characters by their ids; where those are now, a text of labels says (``relabel.py``), also
of deleted ones. Asking the document for each of them, as cursors do, takes seconds for a class in a long
program. What an update only repeats (a client that comes back sends everything that was ever deleted) is
nobody's doing again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pycrdt import Doc, Text

from ..store.interface import Journal, UpdateRow
from .relabel import FIRST_LABEL, LABELS, Label, relabelled
from .replay import replay
from .units import utf16_length
from .update import STRING, UpdateHeader, delete_set, read_state_vector, read_update

_MOST_CLIENTS = 2**31


class _Run(NamedTuple):
    """Characters of one client, from one clock up to another, the end excluded."""

    client: int
    first: int
    end: int


class _Segment(NamedTuple):
    """Clocks of one client, the end excluded, and the number of the set of windows that touched them."""

    first: int
    end: int
    number: int


class Touched:
    """``updates`` (their journal rows, in order) and the document that they have made of ``before``."""

    def __init__(self, before: Journal, updates: Sequence[UpdateRow]) -> None:
        doc: Doc[Any] = replay(before)
        state = doc.get_state()
        self._known = read_state_vector(state, _MOST_CLIENTS)
        self._gone = _Spans()
        for gone in read_update(b"\0" + delete_set(doc.get_update(state))).deletes:
            self._gone.take(gone.client, gone.clock, gone.clock + gone.length)
        self._runs: dict[int, list[_Run]] = {}
        for row in updates:
            self._runs[row.seq] = [*self._fresh(read_update(row.data))]
            doc.apply_update(row.data)
        self._whole = doc.get_update()
        self._ends = _line_ends(str(doc.get("source", type=Text)))

    def _fresh(self, header: UpdateHeader) -> Iterator[_Run]:
        """What an update has inserted and deleted that was not there, or not gone, before."""
        for struct in header.structs:
            first, end = max(struct.clock, self._known.get(struct.client, 0)), struct.clock + struct.length
            if first < end:
                self._known[struct.client] = end
                if struct.content == STRING:
                    yield _Run(struct.client, first, end)
        for gone in header.deletes:
            for first, end in self._gone.take(gone.client, gone.clock, gone.clock + gone.length):
                yield _Run(gone.client, first, end)

    def lines(self, windows: Sequence[Iterable[int]]) -> list[set[int]]:
        """Per window, the lines, from 1, in which its updates have inserted or deleted characters.

        A window is the seqs of updates.
        """
        sets, segments = _segments([[run for seq in seqs for run in self._runs[seq]] for seqs in windows])
        if 2 * len(sets) > LABELS:
            half = len(windows) // 2
            return self.lines(windows[:half]) + self.lines(windows[half:])
        found: list[set[int]] = [set() for _ in windows]
        at = 0
        for match in re.finditer(r"(.)\1*", relabelled(self._whole, _labels(segments)), re.DOTALL):
            number, deleted = divmod(ord(match[1]) - FIRST_LABEL, 2)
            end = at if deleted else at + match.end() - match.start()
            if sets[number]:
                touched = range(self._line(at), self._line(max(at, end - 1)) + 1)
                for window in sets[number]:
                    found[window].update(touched)
            at = end
        return found

    def _line(self, offset: int) -> int:
        return bisect_left(self._ends, offset) + 1


def lines_touched(
    before: Journal, updates: Sequence[UpdateRow], windows: Sequence[Sequence[int]]
) -> list[set[int]]:
    """The lines, from 1, that each window of seqs has touched, as they are numbered after all of them."""
    return Touched(before, updates).lines(windows)


def _line_ends(text: str) -> list[int]:
    """The offsets of line feeds, in UTF-16 units."""
    ends: list[int] = []
    at = -1
    for line in text.split("\n")[:-1]:
        at += utf16_length(line) + 1
        ends.append(at)
    return ends


def _segments(windows: Sequence[Iterable[_Run]]) -> tuple[list[frozenset[int]], dict[int, list[_Segment]]]:
    """Sets of windows, the empty one first, and per client which of them touched what, in order."""
    bounds: dict[int, dict[int, list[int]]] = {}
    for window, runs in enumerate(windows):
        for run in runs:
            of_client = bounds.setdefault(run.client, {})
            of_client.setdefault(run.first, []).append(window)
            of_client.setdefault(run.end, []).append(~window)
    numbers: dict[frozenset[int], int] = {frozenset(): 0}
    segments: dict[int, list[_Segment]] = {}
    for client, of_client in bounds.items():
        inside: Counter[int] = Counter()
        begun = number = 0
        found = segments[client] = []
        for clock in sorted(of_client):
            if number:
                found.append(_Segment(begun, clock, number))
            inside.update(window for window in of_client[clock] if window >= 0)
            inside.subtract(~window for window in of_client[clock] if window < 0)
            begun, number = clock, numbers.setdefault(frozenset(+inside), len(numbers))
    return list(numbers), segments


def _labels(segments: Mapping[int, Sequence[_Segment]]) -> Label:
    """Labels of the set of windows that touched a character, odd ones where it is gone.

    What is gone and was not touched stays gone.
    """

    untouched = chr(FIRST_LABEL)

    def label(client: int, clock: int, units: int, deleted: bool) -> str | None:
        def labels(number: int, length: int) -> str:
            return chr(FIRST_LABEL + 2 * number + deleted) * length

        if (of_client := segments.get(client)) is None:
            return None if deleted else untouched * units
        end = clock + units
        at = bisect_right(of_client, clock, key=lambda segment: segment.end)
        parts: list[str] = []
        here = clock
        while at < len(of_client) and of_client[at].first < end:
            first, last, number = of_client[at]
            parts += labels(0, first - here), labels(number, min(last, end) - max(first, here))
            here = min(last, end)
            at += 1
        if not parts and deleted:
            return None
        return "".join(parts) + labels(0, end - here)

    return label


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
