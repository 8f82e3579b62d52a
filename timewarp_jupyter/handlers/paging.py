"""Pages of listings: ``?before=&after=&limit=`` on a number that grows along the listing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ..store.interface_talk import Window

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

    def window(self) -> Window:
        """The same part of what is numbered by seq, with one record more: it tells whether there are more."""
        return Window(self.before, self.after, self.limit + 1)

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


class Numbered(Protocol):
    """A record with a seq."""

    @property
    def seq(self) -> int:
        """Its number in the room."""


Record = TypeVar("Record", bound=Numbered)


def cut_window(page: Page, rows: Sequence[Record]) -> tuple[Sequence[Record], int | None]:
    """What ``page.window()`` has found, without the record too much, and where the next page begins.

    That is the next ``after`` where ``after`` was given, otherwise the ``before`` of older records.
    """
    if len(rows) <= page.limit:
        return rows, None
    if page.after is None:
        rows = rows[1:]
        return rows, rows[0].seq
    rows = rows[:-1]
    return rows, rows[-1].seq
