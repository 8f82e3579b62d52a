"""Of which text another is a changed one: what was in a file, or what we were about to write into it.

A server that was killed beside a write cannot know whether it was done, and before it comes back somebody
may have changed the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .edits import Edit
from .merge import edits_between

SHORTEST_PROOF = 4
"""Characters of one line from which on it is no chance that they are in a file: "END" or "10" may be."""


def nearest(candidates: Sequence[str], on_disk: str) -> int:
    """Which of the texts it is. The first one is known to have been there, the others were intended.

    It is a guess: nothing else tells a deletion that somebody made from a text that was never written.
    """
    if len(candidates) == 1:
        return 0
    return min(
        range(len(candidates)),
        key=lambda n: (_doubt(candidates[0], candidates[n], on_disk), *_distance(candidates[n], on_disk)),
    )


def _doubt(confirmed: str, intended: str, on_disk: str) -> int:
    """How much speaks against it that what we were about to write was written, and changed since.

    0 where most of it, beyond what was in the file, stands there word for word: nobody types the same by
    chance. 2 where nothing of it is there: taken for written, it would be taken for deleted, and whoever
    typed it would lose it. 1 where only the distance can tell.
    """
    ours = edits_between(confirmed, intended)
    long = [line for edit in ours for line in edit.text.split("\n") if len(line) >= SHORTEST_PROOF]
    found = [line for line in long if on_disk.count(line) > confirmed.count(line)]
    if sum(map(len, found)) * 2 > sum(map(len, long)):
        return 0
    inserted = _inserted(ours)
    deleted = [(edit.start, edit.end) for edit in edits_between(intended, on_disk)]
    return 2 if 0 < _length(inserted) == _overlap(inserted, deleted) else 1


def _inserted(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """What edits have inserted, as (start, end) in bytes of the text that they made."""
    ranges, moved = [], 0
    for edit in edits:
        start = edit.start + moved
        ranges.append((start, start + len(edit.text.encode())))
        moved += len(edit.text.encode()) - (edit.end - edit.start)
    return ranges


def _length(ranges: Sequence[tuple[int, int]]) -> int:
    return sum(end - start for start, end in ranges)


def _overlap(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> int:
    """How much two sequences of ranges, each ascending and apart, have in common."""
    common, remaining = 0, list(reversed(others))
    for start, end in some:
        while remaining and remaining[-1][0] < end:
            common += max(0, min(end, remaining[-1][1]) - max(start, remaining[-1][0]))
            if remaining[-1][1] > end:
                break
            remaining.pop()
    return common


def _distance(old: str, new: str) -> tuple[int, int]:
    """How many whole lines differ, wherever they are; where these are as many, how many bytes.

    Lines come first: two different new lines may have most of their characters in common.
    """
    before, after = Counter(old.split("\n")), Counter(new.split("\n"))
    lines = sum((before - after).values()) + sum((after - before).values())
    edits = edits_between(old, new)
    return lines, sum(edit.end - edit.start + len(edit.text.encode()) for edit in edits)
