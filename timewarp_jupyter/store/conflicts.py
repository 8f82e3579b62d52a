"""What a broken uniqueness rule means to people."""

from __future__ import annotations

from ..errors import Conflict, StorageFailed, TimeWarpError

MEANINGS = (
    ("rooms.slug", "slug_taken", "Another room has this short name."),
    ("rooms.folder", "folder_taken", "This folder is a room already."),
    ("rooms.id", "room_exists", "There is a room with this id."),
    ("documents.room, documents.path", "path_taken", "There is a document of this name."),
    ("documents.id", "document_exists", "There is a document with this id."),
    ("messages.", "message_exists", "There is a message with this id."),
    ("invitations.", "invitation_exists", "There is an invitation with this id or token."),
)
"""Beginnings of the columns, code and message."""


def conflict_of(message: str) -> TimeWarpError:
    """The error for SQLite's message of a broken constraint (``UNIQUE constraint failed: rooms.slug``)."""
    kind, _, columns = message.partition(" constraint failed: ")
    if kind == "UNIQUE":
        for start, code, text in MEANINGS:
            if columns.startswith(start):
                return Conflict(text, code=code)
    return StorageFailed("This cannot be stored.", reason=message)
