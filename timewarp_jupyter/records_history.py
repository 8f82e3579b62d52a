"""The records of the history of documents, as types. Offsets, lengths and counts are UTF-16 units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from .records import Time


class Revision(TypedDict):
    """A run of edits of one author, from ``first_seq`` to ``seq``."""

    seq: int
    first_seq: int
    author: str
    started_at: Time
    ended_at: Time
    added: int
    removed: int


class Version(TypedDict):
    """The text at a seq; ``seq``, ``author`` and ``at`` are of the newest edit in it."""

    seq: int
    author: str
    at: Time
    content: str


class Change(TypedDict):
    """``removed`` units behind ``offset`` become ``inserted``; it counts after the changes before it."""

    offset: int
    removed: int
    inserted: str


class Step(TypedDict):
    """What one edit did to the text."""

    seq: int
    author: str
    at: Time
    changes: Sequence[Change]


class Span(TypedDict):
    """A part of the text of one author."""

    author: str
    offset: int
    length: int


class Total(TypedDict):
    """What an author has done: units that are left, ever typed and deleted; the time without pauses."""

    author: str
    remaining: int
    typed: int
    deleted: int
    active_seconds: int


class Authors(TypedDict):
    """Whose each part of the text is as of ``seq``."""

    seq: int
    spans: Sequence[Span]
    totals: Sequence[Total]


Diff = TypedDict("Diff", {"from": int, "to": int, "diff": str})
Diff.__doc__ = "The unified diff between the texts of two seqs."


class Restored(TypedDict):
    """The seq of the new edit, and the seq to restore for undoing it."""

    seq: int
    undo_seq: int
