"""Which parts of two sequences are the same: Myers' O(ND) search, with a limit on its work.

After E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), the greedy
forward search; lines that occur once on either side are matched first, as in Bram Cohen's patience
diff, so that large and much changed texts fall into small parts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

Item = TypeVar("Item", int, str)


class Hunk(NamedTuple):
    """``old[start:end]`` is replaced by ``new[new_start:new_end]``."""

    start: int
    end: int
    new_start: int
    new_end: int


class Budget:
    """How many steps of search are left for one diff; a step is well below a microsecond."""

    def __init__(self, steps: int) -> None:
        self.left = steps


def common_prefix(old: Sequence[Item], new: Sequence[Item]) -> int:
    """The number of equal items at the beginning, found by comparing slices (fast in C)."""
    low, high = 0, min(len(old), len(new))
    if old[:high] == new[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(old: Sequence[Item], new: Sequence[Item], most: int) -> int:
    """The number of equal items at the end, at most ``most``."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def trimmed(old: Sequence[Item], new: Sequence[Item], hunk: Hunk) -> Hunk:
    """The hunk without what is equal at its beginning and end."""
    a, b = old[hunk.start : hunk.end], new[hunk.new_start : hunk.new_end]
    head = common_prefix(a, b)
    tail = common_suffix(a, b, min(len(a), len(b)) - head)
    return Hunk(hunk.start + head, hunk.end - tail, hunk.new_start + head, hunk.new_end - tail)


def search(old: Sequence[Item], new: Sequence[Item], whole: Hunk, budget: Budget) -> list[Hunk] | None:
    """The smallest set of hunks in ``whole``, oldest first. None when the budget is used up."""
    a, b = old[whole.start : whole.end], new[whole.new_start : whole.new_end]
    if not a or not b:
        return [whole] if a or b else []
    trace = _reach(a, b, budget)
    if trace is None:
        return None
    return [
        Hunk(
            hunk.start + whole.start,
            hunk.end + whole.start,
            hunk.new_start + whole.new_start,
            hunk.new_end + whole.new_start,
        )
        for hunk in _joined(_steps_back(trace, len(a), len(b)))
    ]


def _reach(a: Sequence[Item], b: Sequence[Item], budget: Budget) -> list[dict[int, int]] | None:
    """For each number of edits, the furthest point in ``a`` on every diagonal, until the end is met."""
    width, height = len(a), len(b)
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(width + height + 1):
        reached: dict[int, int] = {}
        trace.append(reached)
        for diagonal in range(-edits, edits + 1, 2):
            budget.left -= 1
            below, beside = furthest.get(diagonal + 1, -1), furthest.get(diagonal - 1, -1)
            x = below if below > beside else beside + 1
            y = x - diagonal
            # Who has left the grid is on the way to nowhere: the diagonal it came from is nearer.
            if x > width or y > height or (below < 0 and beside < 0):
                continue
            start = x
            while x < width and y < height and a[x] == b[y]:
                x += 1
                y += 1
            budget.left -= x - start
            reached[diagonal] = x
            if x >= width and y >= height:
                return trace
            if budget.left < 0:
                return None
        furthest = reached
    raise AssertionError("the end of both sequences is always reached")


def _steps_back(trace: list[dict[int, int]], x: int, y: int) -> Iterator[Hunk]:
    """The single deletions and insertions, last first."""
    for edits in range(len(trace) - 1, 0, -1):
        before = trace[edits - 1]
        diagonal = x - y
        below, beside = before.get(diagonal + 1, -1), before.get(diagonal - 1, -1)
        if below > beside:
            x, y = below, below - diagonal - 1
            yield Hunk(x, x, y, y + 1)
        else:
            x, y = beside, beside - diagonal + 1
            yield Hunk(x, x + 1, y, y)


def _joined(steps: Iterator[Hunk]) -> list[Hunk]:
    """Touching steps as one hunk each, in ascending order."""
    hunks: list[Hunk] = []
    for step in steps:
        if hunks and hunks[-1].start == step.end and hunks[-1].new_start == step.new_end:
            last = hunks.pop()
            hunks.append(Hunk(step.start, last.end, step.new_start, last.new_end))
        else:
            hunks.append(step)
    hunks.reverse()
    return hunks


def between_anchors(old: Sequence[Item], new: Sequence[Item], whole: Hunk) -> list[Hunk]:
    """The parts of ``whole`` between items that occur once on either side, in the same order."""
    places = _single(new, whole.new_start, whole.new_end)
    pairs: list[tuple[int, int]] = [
        (index, places[item])
        for item, index in _single(old, whole.start, whole.end).items()
        if item in places
    ]
    parts: list[Hunk] = []
    start, new_start = whole.start, whole.new_start
    for index, place in [*_rising(pairs), (whole.end, whole.new_end)]:
        part = trimmed(old, new, Hunk(start, index, new_start, place))
        if part.start < part.end or part.new_start < part.new_end:
            parts.append(part)
        start, new_start = index + 1, place + 1
    return parts


def _single(items: Sequence[Item], start: int, end: int) -> dict[Item, int]:
    """Where the items are that occur once, in ascending order."""
    counts = Counter(items[start:end])
    return {items[index]: index for index in range(start, end) if counts[items[index]] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of ``pairs``, ascending in the first, that ascends in the second as well."""
    tops: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, (_, place) in enumerate(pairs):
        at = bisect_left(tops, place)
        previous.append(ends[at - 1] if at else -1)
        tops[at : at + 1] = [place]
        ends[at : at + 1] = [index]
    chosen: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = previous[at]
    return chosen[::-1]
