"""What the history of a document is read from: its journal records, in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, func, select

from .interface import ContributionRow, RecordRow, UpdateRow
from .schema import checkpoints, updates
from .session import Session

_LAST_SEQ = 2**63 - 1

_WITHIN = (
    updates.c.document == bindparam("b_document"),
    updates.c.seq > bindparam("b_after", type_=BigInteger),
    updates.c.seq < bindparam("b_before", type_=BigInteger),
)
# An offset as well: otherwise SQLAlchemy adds a parameter of its own.
_RECORDS = (
    select(
        updates.c.seq,
        updates.c.author,
        updates.c.at,
        updates.c.inserted,
        updates.c.deleted,
        func.coalesce(updates.c.first_seq, updates.c.seq),
        func.coalesce(updates.c.started_at, updates.c.at),
    )
    .where(*_WITHIN)
    .limit(bindparam("b_limit"))
    .offset(bindparam("b_offset"))
)
_OLDEST = _RECORDS.order_by(updates.c.seq)
_NEWEST = _RECORDS.order_by(updates.c.seq.desc())
_UPDATES = (
    select(updates.c.seq, updates.c.author, updates.c.at, updates.c.data)
    .where(*_WITHIN)
    .order_by(updates.c.seq)
    .limit(bindparam("b_limit"))
    .offset(bindparam("b_offset"))
)
_WHEN = (
    select(
        updates.c.author,
        updates.c.inserted,
        updates.c.deleted,
        func.coalesce(updates.c.started_at, updates.c.at),
        updates.c.at,
    )
    .where(*_WITHIN)
    .order_by(updates.c.seq)
)
_CHECKPOINTS = (
    select(checkpoints.c.seq)
    .where(checkpoints.c.document == bindparam("b_document"))
    .order_by(checkpoints.c.seq)
)


@dataclass(frozen=True, slots=True)
class Part:
    """The records of a document with ``after < seq < before``, at most ``limit`` of them."""

    document: str
    after: int
    before: int | None
    limit: int

    @property
    def parameters(self) -> dict[str, str | int]:
        """The values of the statements."""
        return {
            "b_document": self.document,
            "b_after": self.after,
            "b_before": _LAST_SEQ if self.before is None else self.before,
            "b_limit": self.limit,
            "b_offset": 0,
        }


def read_records(session: Session, part: Part, newest: bool) -> Sequence[RecordRow]:
    """Journal records without their content; the oldest first, or the newest."""
    return [RecordRow(*row) for row in session.all(_NEWEST if newest else _OLDEST, part.parameters)]


def read_updates(session: Session, part: Part) -> Sequence[UpdateRow]:
    """Journal records with their content, oldest first."""
    return [UpdateRow(*row) for row in session.all(_UPDATES, part.parameters)]


def read_contributions(session: Session, part: Part, pause_ms: int) -> Sequence[ContributionRow]:
    """One pass over all records of the part: 0.1 s for 100,000. Window functions take three times as long."""
    found: dict[str, list[int]] = {}
    values = {"b_document": part.document, "b_after": part.after, "b_before": part.parameters["b_before"]}
    for author, inserted, deleted, started_at, at in session.run(_WHEN, values):
        if not inserted and not deleted:
            continue
        row = found.get(author)
        if row is None:
            row = found[author] = [0, 0, 0, started_at, started_at]
        row[0] += inserted
        row[1] += deleted
        gap = started_at - row[4]
        if 0 < gap <= pause_ms:
            row[2] += gap
        row[2] += max(at - started_at, 0)
        row[4] = at
    return [ContributionRow(author, *row) for author, row in found.items()]


def read_checkpoints(session: Session, document: str) -> Sequence[int]:
    """The seqs of all checkpoints, oldest first."""
    return [int(seq) for (seq,) in session.all(_CHECKPOINTS, {"b_document": document})]
