"""Pages of listings: ``?before=&after=&limit=`` on a number that grows along the listing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

DEFAULT_LIMIT = 200
MAX_LIMIT = 1000
"""Records in one page."""
LAST = 2**53
"""The largest number that JavaScript counts with."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a listing that was asked for: numbers between ``after`` and ``before``."""

    before: int | None = None
    after: int | None = None
    limit: int = DEFAULT_LIMIT

    def cut(self, items: Sequence[Item]) -> tuple[Sequence[Item], int | None]:
        """The items of this page, and where the next one begins, None after the last.

        Items are numbered from 1 in their order. With ``before`` alone the page ends there and
        ``next`` is the ``before`` of the page in front of it; otherwise it is the next ``after``.
        """
        first = self.after or 0
        end = len(items) if self.before is None else min(max(self.before - 1, 0), len(items))
        if self.before is not None and self.after is None:
            first = max(end - self.limit, 0)
            return items[first:end], first + 1 if first else None
        last = min(first + self.limit, end)
        return items[first:last], last if last < end else None
