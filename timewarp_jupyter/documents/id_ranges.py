"""A growing set of struct ids, cheap to keep however many there are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from .update import Id


class IdRanges:
    """Ids as sorted clock ranges per client, so that asking for one or for a range is a bisection."""

    def __init__(self, ids: Iterable[Id] = ()) -> None:
        self._ranges: dict[int, tuple[list[int], list[int]]] = {}
        for client, clock in ids:
            self.add(client, clock, 1)

    def __bool__(self) -> bool:
        return bool(self._ranges)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdRanges) and self._ranges == other._ranges

    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[Id]:
        for client, (starts, ends) in self._ranges.items():
            for start, end in zip(starts, ends, strict=True):
                yield from (Id(client, clock) for clock in range(start, end))

    def __contains__(self, one: Id) -> bool:
        return self.meets(one.client, one.clock, 1)

    def meets(self, client: int, clock: int, length: int) -> bool:
        """Whether any of the ids is in the set."""
        if (found := self._ranges.get(client)) is None:
            return False
        starts, ends = found
        at = bisect_left(starts, clock + length) - 1
        return at >= 0 and ends[at] > clock

    def count(self, client: int, clock: int, length: int) -> int:
        """How many of the ids are in the set."""
        starts, ends = self._ranges.get(client, ([], []))
        end = clock + length
        places = range(bisect_right(ends, clock), bisect_left(starts, end))
        return sum(min(ends[at], end) - max(starts[at], clock) for at in places)

    def add(self, client: int, clock: int, length: int) -> None:
        """Put ids in; some may be there."""
        starts, ends = self._ranges.setdefault(client, ([], []))
        end = clock + length
        first, last = bisect_left(ends, clock), bisect_right(starts, end)
        if first < last:
            clock, end = min(clock, starts[first]), max(end, ends[last - 1])
        starts[first:last] = [clock]
        ends[first:last] = [end]

    def update(self, other: IdRanges) -> None:
        """Put all ids of another set in."""
        for client, (starts, ends) in other._ranges.items():
            for start, end in zip(starts, ends, strict=True):
                self.add(client, start, end - start)

    def copy(self) -> IdRanges:
        """A set of its own with the same ids."""
        copied = IdRanges()
        copied.update(self)
        return copied
