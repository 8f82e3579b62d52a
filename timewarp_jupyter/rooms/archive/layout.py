"""What an archive holds: a ZIP of ordinary programs and lines of JSON, with a manifest written last.

- ``programs/<path>``: the programs as files.
- ``history/<n>.jsonl``: what each edit of the n-th document (from 1) did to its text. No CRDT updates: who
  reads an archive makes new ones, so that a new history begins, and no foreign bytes reach the CRDT.
- ``chat.jsonl``, ``activity.jsonl``.
- ``manifest.json``: format, version, documents, people by name, size and SHA-256 of every other entry.

Nothing in it names an account: people are ``p1``, ``p2`` … with the name that they had in the room. Tokens,
invitations, deleted programs and deleted messages are not in it. Times are ms since the epoch.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from ...documents.authors import DISK, SERVER, UNKNOWN
from ...errors import InvalidInput

FORMAT = "timewarp-room"
VERSION = 1
MANIFEST = "manifest.json"
CHAT = "chat.jsonl"
ACTIVITY = "activity.jsonl"
PROGRAMS = "programs/"
MEDIA_TYPE = "application/zip"

NOBODY = frozenset((DISK, SERVER, UNKNOWN))
"""Authors that are no people: they are the same in every room."""

PLAIN = re.compile(r"manifest\.json|chat\.jsonl|activity\.jsonl|history/[1-9][0-9]{0,5}\.jsonl")


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may need: bytes, and numbers; see the traits of the same names."""

    max_archive_bytes: int
    max_archive_unpacked_bytes: int
    max_archive_ratio: int
    max_archive_entries: int
    max_archive_records: int
    max_archive_seconds: float
    max_documents_per_room: int
    max_document_bytes: int
    max_message_chars: int
    checkpoint_every: int


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a room is taken along beside its programs."""

    history: bool = True
    chat: bool = True
    activity: bool = True


def history_name(number: int) -> str:
    """The entry that holds the edits of a document."""
    return f"history/{number}.jsonl"


def line(record: Any) -> bytes:
    """A record as one line."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def refused(code: str, message: str, reason: str = "") -> InvalidInput:
    """An archive that is not taken. The reason is shortened, and printable."""
    shown = reason[:120].encode("unicode_escape").decode("ascii")
    return InvalidInput(message, code=code, reason=shown)
