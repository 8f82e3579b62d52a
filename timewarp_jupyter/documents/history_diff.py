"""The difference of two versions as a unified diff, with a limit on the work.

The format is that of GNU diff (https://www.gnu.org/software/diffutils/manual, "Detailed Unified"); lines
are found by the search of ``merge``, which replaces a part as a whole where texts have too little in common.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from .merge import SEARCH_STEPS, changed_lines, split_lines
from .merge_search import Budget, Hunk

CONTEXT = 3
"""Unchanged lines around each change."""


def unified_diff(old: str, new: str, old_name: str, new_name: str) -> str:
    """The diff, empty where the texts are equal."""
    if old == new:
        return ""
    before, after = split_lines(old), split_lines(new)
    parts = [f"--- {old_name}\n", f"+++ {new_name}\n"]
    for group in _groups(_line_hunks(old, new, before, after)):
        parts += _group(before, after, group)
    return "".join(parts)


def _line_hunks(old: str, new: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Hunk]:
    """What was replaced, in numbers of lines from 0."""
    old_at = list(accumulate(map(len, before), initial=0))
    new_at = list(accumulate(map(len, after), initial=0))
    for lines in changed_lines(old, new, Budget(SEARCH_STEPS)):
        first, last = lines[0], lines[-1]
        yield Hunk(
            bisect_left(old_at, first.start),
            bisect_left(old_at, last.end),
            bisect_left(new_at, first.new_start),
            bisect_left(new_at, last.new_end),
        )


def _groups(hunks: Iterable[Hunk]) -> Iterator[Sequence[Hunk]]:
    """Changes whose surroundings touch."""
    group: list[Hunk] = []
    for hunk in hunks:
        if group and hunk.start - group[-1].end > 2 * CONTEXT:
            yield group
            group = []
        group.append(hunk)
    if group:
        yield group


def _group(before: Sequence[str], after: Sequence[str], group: Sequence[Hunk]) -> Iterator[str]:
    start = max(group[0].start - CONTEXT, 0)
    lead = group[0].start - start
    end = min(group[-1].end + CONTEXT, len(before))
    new_start = group[0].new_start - lead
    new_end = group[-1].new_end + end - group[-1].end
    yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"
    at = start
    for hunk in group:
        yield from _marked(" ", before[at : hunk.start])
        yield from _marked("-", before[hunk.start : hunk.end])
        yield from _marked("+", after[hunk.new_start : hunk.new_end])
        at = hunk.end
    yield from _marked(" ", before[at:end])


def _range(start: int, end: int) -> str:
    """Line numbers from 1; an empty range is named by the line before it."""
    count = end - start
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
        yield f"{mark}{line}{end}"
