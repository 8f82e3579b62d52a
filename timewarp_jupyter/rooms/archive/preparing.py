"""All work on an uploaded archive that needs no store: done beside the loop, in a process if it is much."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from ...documents.workspace_text import Newline, file_content, with_lf
from .container import unpack
from .layout import ArchiveLimits, refused
from .reading import ArchivedProgram, ArchivedRoom, read
from .rebuilding import History, document_too_large, rebuild


@dataclass(frozen=True, slots=True)
class PreparedProgram:
    """A program with its new history. ``is_fresh`` where it has no past: it begins with its text."""

    path: str
    newline: Newline
    author: str
    at: int
    seq: int
    history_id: str
    history: History
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """An archive that can be made a room."""

    room: ArchivedRoom
    programs: Sequence[PreparedProgram]


def prepare(path: str, limits: ArchiveLimits) -> Prepared:
    """Read the file of an archive. Raises ``InvalidInput``, ``TooLarge``, ``TooMuch``, ``Conflict``."""
    until = time.monotonic() + limits.max_archive_seconds
    room = read(unpack(Path(path), limits), limits)
    return Prepared(room, [_prepared(program, limits, until) for program in room.programs])


def _prepared(program: ArchivedProgram, limits: ArchiveLimits, until: float) -> PreparedProgram:
    history_id, edits = uuid4().hex, program.edits
    size = len(program.content.encode())
    if size > limits.max_document_bytes:
        raise document_too_large(size, limits.max_document_bytes)
    _check_order(program)
    if not edits:
        begin = with_lf(program.content)
    elif edits[0].seq == program.seq:
        [first, *edits] = edits
        begin = "".join(change.inserted for change in first.changes)
    else:
        begin = ""
    history = rebuild(history_id, begin, edits, limits, until)
    if program.edits and file_content(history.text, program.newline) != program.content:
        raise refused("archive_history", "The history does not lead to the program beside it.", program.path)
    return PreparedProgram(
        program.path,
        program.newline,
        program.author,
        program.at,
        program.seq,
        history_id,
        history,
        not program.edits,
    )


def _check_order(program: ArchivedProgram) -> None:
    """Edits come after each other, and after the document's making; the first may be of the making itself."""
    seqs = [edit.seq for edit in program.edits]
    if seqs != sorted(set(seqs)) or (seqs and seqs[0] < program.seq):
        raise refused("archive_history", "The history in the archive is not in order.", program.path)
