"""An archive's entries as a room that could be made. Nothing is believed: sizes and hashes are compared."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from ...documents.workspace_text import Newline, not_text
from ...errors import Conflict, TooMuch
from ..people import MAX_DISPLAY_NAME
from .fields import Lines, Record, parsed
from .layout import (
    ACTIVITY,
    CHAT,
    FORMAT,
    MANIFEST,
    NOBODY,
    PROGRAMS,
    VERSION,
    ArchiveLimits,
    history_name,
    refused,
)
from .rebuilding import ArchivedEdit, Change

_MOST_PEOPLE = 5000
_MOST_CHANGES = 100_000
_PERSON = re.compile(r"p[1-9][0-9]{0,5}")
_VERB = re.compile(r"[a-z_]{1,30}\.[a-z_]{1,30}")
_NESTED = ("PK\3\4", "PK\5\6")


@dataclass(frozen=True, slots=True)
class ArchivedProgram:
    """A program: its file's content, who made it when, and its edits (none where they were left out)."""

    path: str
    content: str
    newline: Newline
    author: str
    at: int
    seq: int
    edits: Sequence[ArchivedEdit]


@dataclass(frozen=True, slots=True)
class ArchivedMessage:
    """A message. ``anchor`` is the number of a program, a line and an end line."""

    seq: int
    id: str
    author: str
    body: str
    mentions: Sequence[str]
    reply_to: str | None
    anchor: tuple[int, int, int] | None
    at: int
    edited_at: int | None


@dataclass(frozen=True, slots=True)
class ArchivedLine:
    """A line of activity; ``document`` is the number of a program."""

    seq: int
    actor: str
    verb: str
    document: int | None
    detail: Mapping[str, Any]
    at: int


@dataclass(frozen=True, slots=True)
class ArchivedRoom:
    """All of an archive. ``people`` maps its keys for persons to names."""

    name: str
    default_role: Literal["editor", "viewer"]
    people: Mapping[str, str]
    programs: Sequence[ArchivedProgram]
    messages: Sequence[ArchivedMessage]
    activity: Sequence[ArchivedLine]


def read(entries: Mapping[str, bytes], limits: ArchiveLimits) -> ArchivedRoom:
    """What the entries describe. Raises ``InvalidInput``, ``TooLarge``, ``TooMuch``, ``Conflict``."""
    if MANIFEST not in entries:
        raise refused("not_an_archive", "This is no archive of a room: it has no manifest.")
    manifest = Record(parsed(entries[MANIFEST], MANIFEST), MANIFEST)
    _check_format(manifest)
    _check_hashes(manifest, entries)
    return _Reader(manifest, entries, limits).room()


def _check_format(manifest: Record) -> None:
    if manifest.text("format", 40) != FORMAT:
        raise refused("not_an_archive", "This is no archive of a room.")
    version = manifest.number("version", 1)
    if version != VERSION:
        raise refused("archive_version", "The archive was made by a newer version.", str(version))


def _check_hashes(manifest: Record, entries: Mapping[str, bytes]) -> None:
    listed = manifest.mapping("entries")
    if listed.keys() != entries.keys() - {MANIFEST}:
        raise refused("archive_incomplete", "Something was added to the archive, or is missing in it.")
    for name, facts in listed.items():
        if not isinstance(facts, dict) or facts != _facts(entries[name]):
            raise refused("archive_hash", "The archive was changed after it was made.", name)


def _facts(content: bytes) -> dict[str, Any]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


class _Reader:
    """Reads the parts of one archive."""

    def __init__(self, manifest: Record, entries: Mapping[str, bytes], limits: ArchiveLimits) -> None:
        self._manifest = manifest
        self._entries = entries
        self._limits = limits
        self._lines = Lines(limits)
        self._used: set[str] = {MANIFEST, CHAT, ACTIVITY}
        self._people = self._read_people()
        self._documents = 0

    def room(self) -> ArchivedRoom:
        """Everything."""
        room = Record(self._manifest.mapping("room"), "room")
        role = room.text("default_role", 10)
        if role not in ("editor", "viewer"):
            raise room.invalid("default_role")
        programs = self._programs()
        self._documents = len(programs)
        messages = [self._message(record) for record in self._of(CHAT)]
        activity = [self._line(record) for record in self._of(ACTIVITY)]
        if self._entries.keys() - self._used:
            raise refused("archive_incomplete", "There is something in the archive that belongs to nothing.")
        name = room.text("name", 400)
        return ArchivedRoom(
            name, cast("Literal['editor', 'viewer']", role), self._people, programs, messages, activity
        )

    def _of(self, name: str) -> Sequence[Record]:
        return list(self._lines.of(name, self._entries.get(name, b"")))

    def _read_people(self) -> dict[str, str]:
        people = self._manifest.mapping("people")
        if len(people) > _MOST_PEOPLE:
            raise self._manifest.invalid("people")
        for key, name in people.items():
            if not _PERSON.fullmatch(key) or not isinstance(name, str) or len(name) > 2 * MAX_DISPLAY_NAME:
                raise self._manifest.invalid("people")
        return people

    def _author(self, record: Record, name: str) -> str:
        author = record.text(name, 20)
        if author not in NOBODY and author not in self._people:
            raise record.invalid(name)
        return author

    # Programs

    def _programs(self) -> list[ArchivedProgram]:
        most = self._limits.max_documents_per_room
        listed = self._manifest.items("documents", self._limits.max_archive_entries)
        if len(listed) > most:
            raise TooMuch(f"A room has at most {most} programs.", code="too_many_documents", reason=str(most))
        programs = [self._program(number, each) for number, each in enumerate(listed, 1)]
        _check_paths([program.path for program in programs])
        return programs

    def _program(self, number: int, values: Any) -> ArchivedProgram:
        if not isinstance(values, dict):
            raise self._manifest.invalid("documents")
        record = Record(values, f"document {number}")
        path, newline = record.text("path", 1024), record.text("newline", 2)
        # Its path is that of an entry, which has been checked.
        if newline not in ("\n", "\r\n") or PROGRAMS + path not in self._entries:
            raise record.invalid("path")
        self._used |= {PROGRAMS + path, history_name(number)}
        return ArchivedProgram(
            path,
            self._text(path),
            cast("Newline", newline),
            self._author(record, "author"),
            record.number("at"),
            record.number("seq"),
            [self._edit(each) for each in self._of(history_name(number))],
        )

    def _text(self, path: str) -> str:
        try:
            content = self._entries[PROGRAMS + path].decode("utf-8")
        except UnicodeDecodeError as error:
            raise not_text(path, "it is not UTF-8") from error
        if content.startswith(_NESTED):
            raise refused("archive_nested", "There is an archive in the archive.", path)
        return content

    def _edit(self, record: Record) -> ArchivedEdit:
        return ArchivedEdit(
            record.number("seq"),
            self._author(record, "author"),
            record.number("at"),
            record.optional_number("started_at"),
            record.number("inserted", 0, 2**31),
            record.number("deleted", 0, 2**31),
            [self._change(record, each) for each in record.items("changes", _MOST_CHANGES)],
        )

    def _change(self, record: Record, values: Any) -> Change:
        if not isinstance(values, list) or [type(value) for value in values] != [int, int, str]:
            raise record.invalid("changes")
        if not (0 <= values[0] < 2**31 and 0 <= values[1] < 2**31):
            raise record.invalid("changes")
        return Change(*values)

    # Talk

    def _message(self, record: Record) -> ArchivedMessage:
        body = record.text("body", self._limits.max_message_chars)
        mentions = record.items("mentions", _MOST_PEOPLE)
        known = [each for each in mentions if isinstance(each, str) and each in self._people]
        if not body.strip() or len(known) < len(mentions):
            raise record.invalid("body")
        reply = record.text("reply_to", 80) if record.has("reply_to") else None
        return ArchivedMessage(
            record.number("seq"),
            record.text("id", 80),
            self._author(record, "author"),
            body,
            known,
            reply,
            self._anchor(record),
            record.number("created_at"),
            record.optional_number("edited_at"),
        )

    def _anchor(self, record: Record) -> tuple[int, int, int] | None:
        if not record.has("anchor"):
            return None
        anchor = Record(record.mapping("anchor"), "anchor")
        return self._document(anchor), anchor.number("line", 1), anchor.number("end_line", 1)

    def _document(self, record: Record) -> int:
        return record.number("document", 1, self._documents)

    def _line(self, record: Record) -> ArchivedLine:
        verb = record.text("verb", 61)
        if not _VERB.fullmatch(verb):
            raise record.invalid("verb")
        document = self._document(record) if record.has("document") else None
        actor = self._author(record, "actor")
        return ArchivedLine(
            record.number("seq"), actor, verb, document, record.detail("detail"), record.number("at")
        )


def _check_paths(wanted: Sequence[str]) -> None:
    """No two programs in one place, however a disk compares names, and none inside another."""
    keys = [unicodedata.normalize("NFC", path.casefold()) for path in wanted]
    taken = set(keys)
    above = {"/".join(key.split("/")[:depth]) for key in keys for depth in range(1, key.count("/") + 1)}
    if len(taken) < len(keys) or above & taken:
        raise Conflict("Two programs of the archive have the same name.", code="archive_duplicate")
