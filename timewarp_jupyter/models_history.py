"""The records of the history of documents. Offsets and lengths are UTF-16 units."""

from __future__ import annotations

from . import records_history as records
from .clock import iso
from .documents.historian import Authors
from .documents.history import Revision, Version
from .documents.history_steps import Step


def revision_record(revision: Revision) -> records.Revision:
    """``Revision``."""
    return {
        "seq": revision.seq,
        "first_seq": revision.first_seq,
        "author": revision.author,
        "started_at": iso(revision.started_at),
        "ended_at": iso(revision.ended_at),
        "added": revision.added,
        "removed": revision.removed,
    }


def version_record(version: Version) -> records.Version:
    """The text at a seq; ``seq``, ``author`` and ``at`` are of the newest edit in it."""
    return {
        "seq": version.seq,
        "author": version.author,
        "at": iso(version.at),
        "content": version.text,
    }


def step_record(step: Step) -> records.Step:
    """``Step``."""
    return {
        "seq": step.seq,
        "author": step.author,
        "at": iso(step.at),
        "changes": [
            {"offset": change.offset, "removed": change.removed, "inserted": change.inserted}
            for change in step.changes
        ],
    }


def authors_record(authors: Authors) -> records.Authors:
    """``Authors``."""
    return {
        "seq": authors.seq,
        "spans": [
            {"author": span.author, "offset": span.offset, "length": span.length} for span in authors.spans
        ],
        "totals": [
            {
                "author": total.author,
                "remaining": total.remaining,
                "typed": total.typed,
                "deleted": total.deleted,
                "active_seconds": total.active_seconds,
            }
            for total in authors.totals
        ],
    }
