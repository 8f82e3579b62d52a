"""What has been applied to a live document and awaits its commit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pycrdt import merge_updates

from ..store.operations import AddActivity

if TYPE_CHECKING:
    from .connection import Connection

_MOST_MERGED = 256
"""merge_updates takes time above proportion to its input: 64 s for 100,000 updates."""


@dataclass(slots=True)
class Change:
    """One applied update. ``inserted`` and ``deleted`` are UTF-16 units.

    ``claims`` are the Yjs client ids that nobody had written with before. ``committed`` is resolved with
    the seq where somebody on the server waits for it. ``activity`` is committed with it.
    """

    author: str
    update: bytes
    inserted: int
    deleted: int
    claims: Sequence[int] = ()
    connection: Connection | None = None
    committed: asyncio.Future[int] | None = None
    activity: AddActivity | None = None


@dataclass(slots=True)
class Run:
    """Consecutive changes of one author: one row of the journal."""

    author: str
    update: bytes
    inserted: int
    deleted: int
    changes: Sequence[Change]


def merged(updates: Sequence[bytes]) -> Iterator[bytes]:
    """The same content in as few updates as are worth merging at once."""
    for start in range(0, len(updates), _MOST_MERGED):
        part = updates[start : start + _MOST_MERGED]
        yield part[0] if len(part) == 1 else merge_updates(*part)


def runs(changes: Sequence[Change]) -> Iterator[Run]:
    """Changes in arrival order as runs of one author each."""
    for author, group in groupby(changes, key=lambda change: change.author):
        consecutive = list(group)
        for start in range(0, len(consecutive), _MOST_MERGED):
            part = consecutive[start : start + _MOST_MERGED]
            yield Run(
                author,
                next(merged([change.update for change in part])),
                sum(change.inserted for change in part),
                sum(change.deleted for change in part),
                part,
            )
