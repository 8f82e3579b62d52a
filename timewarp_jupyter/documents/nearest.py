"""Of which text another is a changed one: what was in a file, or what we were about to write into it.

A server that was killed beside a write cannot know whether it was done, and before it comes back somebody
may have changed the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from .edits import Edit
from .merge import edits_between


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

    0 where half of it, beyond what was in the file, is there: few type the same at the same place. 2 where
    nothing of it is: taken for written, it would be taken for deleted, and whoever typed it would lose it.
    1 where only the distance can tell.
    """
    ours = edits_between(confirmed, intended)
    inserted = _inserted(ours)
    left = list(_left(inserted, edits_between(intended, on_disk)))
    if inserted and not left:
        return 2
    data = intended.encode()
    pieces = [piece for start, end in left for piece in data[start:end].decode().split("\n")]
    there = sum(len(piece) for piece in pieces if on_disk.count(piece) > confirmed.count(piece))
    typed = sum(len(edit.text) - edit.text.count("\n") for edit in ours)
    return 0 if 0 < typed <= 2 * there else 1


def _inserted(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """What edits have inserted, as (start, end) in bytes of the text that they made."""
    ranges, moved = [], 0
    for edit in edits:
        start, length = edit.start + moved, len(edit.text.encode())
        if length:
            ranges.append((start, start + length))
        moved += length - (edit.end - edit.start)
    return ranges


def _left(ranges: Sequence[tuple[int, int]], edits: Sequence[Edit]) -> Iterator[tuple[int, int]]:
    """What edits leave of ranges, all ascending and apart; a piece ends where something is put into it."""
    coming = list(reversed(edits))
    for start, end in ranges:
        at = start
        while coming and coming[-1].end <= at:
            coming.pop()
        while coming and coming[-1].start < end:
            if coming[-1].start > at:
                yield at, coming[-1].start
            at = coming[-1].end
            if at > end:
                break  # it goes on into the next range
            coming.pop()
        if at < end:
            yield at, end


def _distance(old: str, new: str) -> tuple[int, int]:
    """How many whole lines differ, wherever they are; where these are as many, how many bytes.

    Lines come first: two different new lines may have most of their characters in common.
    """
    before, after = Counter(old.split("\n")), Counter(new.split("\n"))
    lines = sum((before - after).values()) + sum((after - before).values())
    edits = edits_between(old, new)
    return lines, sum(edit.end - edit.start + len(edit.text.encode()) for edit in edits)
