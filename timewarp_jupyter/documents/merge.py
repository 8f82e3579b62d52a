"""From one text to another in few edits, so that what others write in the same text stays.

First whole lines are compared, then the characters of the lines that changed. The work is limited: where
texts have too little in common, a part is replaced as a whole. Positions are characters in here and UTF-8
bytes outside, as pycrdt counts; an edit never begins or ends inside a character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from .edits import Edit
from .merge_search import Budget, Hunk, Item, between_anchors, search, trimmed

SEARCH_STEPS = 200_000
"""The work limit of one diff: about 0.1 s on a slow core."""

MOST_LINES = 100_000
"""How many changed lines are compared as lines: more of them in one file are no program."""

MOST_PAIRS = 5_000
"""How many changed lines are looked at one by one: about 0.1 s as well."""


def edits_between(old: str, new: str) -> list[Edit]:
    """Edits that make ``new`` of ``old``, ascending and apart from each other."""
    if old == new:
        return []
    budget = Budget(SEARCH_STEPS)
    hunks: list[Hunk] = []
    for lines in changed_lines(old, new, budget):
        for hunk in lines:
            hunks += _searched(old, new, hunk, budget)
    return list(_in_bytes(old, new, _without_crumbs(old, hunks)))


def apply_edits(old: str, edits: Iterable[Edit]) -> str:
    """The text after edits that are ascending and apart from each other."""
    data = old.encode()
    parts: list[bytes] = []
    at = 0
    for edit in edits:
        parts += (data[at : edit.start], edit.text.encode())
        at = edit.end
    parts.append(data[at:])
    return b"".join(parts).decode()


def changed_lines(old: str, new: str, budget: Budget) -> Iterator[Sequence[Hunk]]:
    """The changed groups of lines, each as hunks of characters that correspond.

    Where as many lines came as went, each corresponds to one: a formatter that changes every line leaves
    every line its own.
    """
    whole = _to_line_ends(old, new, trimmed(old, new, Hunk(0, len(old), 0, len(new))))
    if (
        max(old.count("\n", whole.start, whole.end), new.count("\n", whole.new_start, whole.new_end))
        > MOST_LINES
    ):
        yield [whole]
        return
    old_lines = split_lines(old[whole.start : whole.end])
    new_lines = split_lines(new[whole.new_start : whole.new_end])
    numbers: dict[str, int] = {}
    old_numbers = [numbers.setdefault(line, len(numbers)) for line in old_lines]
    new_numbers = [numbers.setdefault(line, len(numbers)) for line in new_lines]
    old_at = list(accumulate(map(len, old_lines), initial=whole.start))
    new_at = list(accumulate(map(len, new_lines), initial=whole.new_start))
    everything = Hunk(0, len(old_lines), 0, len(new_lines))
    for part in between_anchors(old_numbers, new_numbers, everything):
        for group in _searched(old_numbers, new_numbers, part, budget):
            yield [
                Hunk(old_at[line.start], old_at[line.end], new_at[line.new_start], new_at[line.new_end])
                for line in _pairs(group)
            ]


def _to_line_ends(old: str, new: str, hunk: Hunk) -> Hunk:
    """The hunk, widened to whole lines. What is around it is the same on both sides."""
    head = hunk.start - (old.rfind("\n", 0, hunk.start) + 1)
    end = old.find("\n", hunk.end)
    tail = (len(old) if end < 0 else end + 1) - hunk.end
    return Hunk(hunk.start - head, hunk.end + tail, hunk.new_start - head, hunk.new_end + tail)


def split_lines(text: str) -> list[str]:
    """Lines with their ends; only LF ends a line."""
    *lines, last = text.split("\n")
    return [line + "\n" for line in lines] + ([last] if last else [])


def _pairs(group: Hunk) -> Iterator[Hunk]:
    count = group.end - group.start
    if count != group.new_end - group.new_start or count > MOST_PAIRS:
        yield group
        return
    for index in range(count):
        old, new = group.start + index, group.new_start + index
        yield Hunk(old, old + 1, new, new + 1)


def _searched(old: Sequence[Item], new: Sequence[Item], hunk: Hunk, budget: Budget) -> Sequence[Hunk]:
    """What differs in a hunk, or the hunk where that is too much work.

    One hunk takes at most half of what is left, so that the others are searched as well.
    """
    hunk = trimmed(old, new, hunk)
    if hunk.start == hunk.end or hunk.new_start == hunk.new_end:
        return [hunk] if hunk.end > hunk.start or hunk.new_end > hunk.new_start else []
    if set(old[hunk.start : hunk.end]).isdisjoint(new[hunk.new_start : hunk.new_end]):
        return [hunk]
    share = Budget(budget.left // 2)
    budget.left -= share.left
    found = search(old, new, hunk, share)
    budget.left += max(share.left, 0)
    return [hunk] if found is None else found


def _without_crumbs(old: str, hunks: Sequence[Hunk]) -> list[Hunk]:
    """Replacements that are kept apart only by a few equal characters become one.

    Two different words have letters in common by chance; to keep those would leave a salad of both where
    somebody types in between. Insertions alone and deletions alone stay apart.
    """
    kept: list[Hunk] = []
    for hunk in hunks:
        kept.append(hunk)
        while len(kept) > 1 and _belong_together(old, kept[-2], kept[-1]):
            after, before = kept.pop(), kept.pop()
            kept.append(Hunk(before.start, after.end, before.new_start, after.new_end))
    return kept


def _belong_together(old: str, before: Hunk, after: Hunk) -> bool:
    gap = after.start - before.end
    if gap == 0:
        return True
    deleted = (before.end - before.start, after.end - after.start)
    inserted = (before.new_end - before.new_start, after.new_end - after.new_start)
    if not any(deleted) or not any(inserted):
        return False
    smaller = min(max(deleted[0], inserted[0]), max(deleted[1], inserted[1]))
    return gap <= smaller and "\n" not in old[before.end : after.start]


def _in_bytes(old: str, new: str, hunks: Iterable[Hunk]) -> Iterator[Edit]:
    """Hunks of characters as edits of UTF-8 bytes."""
    at = bytes_at = 0
    for hunk in hunks:
        start = bytes_at + len(old[at : hunk.start].encode())
        end = start + len(old[hunk.start : hunk.end].encode())
        yield Edit(start, end, new[hunk.new_start : hunk.new_end])
        at, bytes_at = hunk.end, end
