"""The records of chat, activity and presence, for answers and for events alike."""

from __future__ import annotations

from . import records
from .clock import iso
from .documents.access import Identity
from .store.interface_talk import ActivityRow, MessageRow


def _time(ms: int | None) -> str | None:
    return None if ms is None else iso(ms)


def said_record(row: MessageRow) -> records.Said:
    """``Message`` without a seq. Of a deleted one only the mark is left."""
    anchor = row.anchor
    return {
        "id": row.id,
        "author": row.author,
        "body": row.body,
        "mentions": list(row.mentions),
        "reply_to": row.reply_to,
        "anchor": None
        if anchor is None
        else {"document": anchor.document, "line": anchor.line, "end_line": anchor.end_line},
        "client_id": row.client_id,
        "created_at": iso(row.created_at),
        "edited_at": _time(row.edited_at),
        "deleted": row.deleted_at is not None,
    }


def message_record(row: MessageRow) -> records.Message:
    """``Message``."""
    return {**said_record(row), "seq": row.seq}


def activity_record(row: ActivityRow) -> records.Activity:
    """``Activity``."""
    return {
        "seq": row.seq,
        "actor": row.actor,
        "verb": row.verb,
        "document": row.document,
        "detail": dict(row.detail),
        "at": iso(row.at),
    }


def presence_record(
    identity: Identity,
    *,
    document: str | None,
    line: int | None,
    column: int | None,
    status: records.Status,
    hand_raised_at: int | None,
    tabs: int,
) -> records.Presence:
    """``Presence``: ``tabs`` 0 is somebody who has left."""
    return {
        "username": identity.username,
        "display_name": identity.display_name,
        "color": identity.color,
        "document": document,
        "line": line,
        "column": column,
        "status": status,
        "hand_raised_at": _time(hand_raised_at),
        "tabs": tabs,
    }
