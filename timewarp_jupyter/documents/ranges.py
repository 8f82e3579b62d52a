"""Sets of deleted clock ranges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from .update import DeleteRange


class RangeSet:
    """Clock ranges per client, overlaps and neighbours joined, for asking what lies within."""

    def __init__(self, ranges: Iterable[DeleteRange]) -> None:
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}
        for client, clock, length in sorted(ranges):
            ends = self._ends.setdefault(client, [])
            if ends and clock <= ends[-1]:
                ends[-1] = max(ends[-1], clock + length)
            else:
                self._starts.setdefault(client, []).append(clock)
                ends.append(clock + length)

    def __contains__(self, deleted: DeleteRange) -> bool:
        client, clock, length = deleted
        starts = self._starts.get(client)
        if not starts:
            return False
        at = bisect_right(starts, clock) - 1
        return at >= 0 and clock + length <= self._ends[client][at]

    def ranges(self) -> Iterator[DeleteRange]:
        """The ranges, joined, in order."""
        for client, starts in self._starts.items():
            for start, end in zip(starts, self._ends[client], strict=True):
                yield DeleteRange(client, start, end - start)
