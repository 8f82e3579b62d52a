"""A prepared archive as the operations of one commit, in the order in which it all happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from ...clock import now_ms
from ...documents import paths
from ...documents.genesis import genesis
from ...documents.units import utf16_length
from ...documents.workspace_text import content_hash
from ...errors import InvalidInput
from ...store.operations import (
    AddActivity,
    AddCheckpoint,
    Anchor,
    AppendUpdates,
    ClaimClient,
    ConfirmSave,
    CreateDocument,
    IntendSave,
    MarkEditsTold,
    Operation,
    PostMessage,
)
from ..people import IMPORTED, MAX_DISPLAY_NAME, distinct
from ..slugs import clean_name
from .fields import invalid
from .layout import NOBODY, Parts
from .preparing import Prepared, PreparedProgram
from .reading import ArchivedLine, ArchivedMessage
from .rebuilding import Update

_SEQS = frozenset(("from_seq", "to_seq"))
"""What in the detail of a line is a seq: they are others in the new room."""


def imported_authors(people: Mapping[str, str]) -> dict[str, str]:
    """Who the people of an uploaded archive are here: nobody's account, each with the name from there."""
    names = []
    for key, name in people.items():
        try:
            names.append((key, clean_name(name)[:MAX_DISPLAY_NAME].strip()))
        except InvalidInput as error:
            raise invalid(f"people: {key}") from error
    return {key: IMPORTED + name for key, name in distinct(names).items()}


class Plan:
    """What to commit for a room.

    ``authors`` maps the archive's people to users; ``by`` is who makes the room, and the author of programs
    without a past. ``file_ids`` and ``hashes`` are of the files written already, by path in the ``folder``.
    """

    def __init__(
        self,
        prepared: Prepared,
        parts: Parts,
        authors: Mapping[str, str],
        by: str,
        folder: str,
        file_ids: Mapping[str, str | None],
        hashes: Mapping[str, str],
    ) -> None:
        self._prepared = prepared
        self._parts = parts
        self._authors = {**authors, **{name: name for name in NOBODY}}
        self._by = by
        self._folder = folder
        self._file_ids = file_ids
        self._hashes = hashes
        self._now = now_ms()
        self._seq = 0
        self._documents: dict[int, str] = {}
        self._messages: dict[str, str] = {}
        self._claimed: set[tuple[int, int]] = set()
        self._newest: dict[int, int] = {}
        self._seqs: dict[int, int] = {}

    def operations(self, told: AddActivity) -> list[Operation]:
        """Everything, with ``told`` at the end. Raises ``InvalidInput`` (``archive_invalid``)."""
        done: list[Operation] = []
        for step in self._steps():
            done += step
        done.append(self._numbered(told))
        for number, program in enumerate(self._prepared.programs, 1):
            done += self._saves(number, program)
        # What was edited there was told of there.
        done.append(MarkEditsTold(self._seq))
        return done

    def _numbered(self, operation: Operation) -> Operation:
        self._seq += 1
        return operation

    def _steps(self) -> Iterator[Sequence[Operation]]:
        """The operations of each record, oldest first."""
        for _, kind, number, record in sorted(self._records(), key=lambda each: each[:2]):
            if kind == 0:
                yield [self._document(number, record)]
            elif kind == 1:
                yield self._update(number, record)
            elif kind == 2:
                yield [self._message(record)]
            else:
                yield [self._line(record)]

    def _records(self) -> Iterator[tuple[int, int, int, Any]]:
        for number, program in enumerate(self._prepared.programs, 1):
            yield program.seq, 0, number, program
            for update in program.history.updates:
                yield update.edit.seq, 1, number, update
        room = self._prepared.room
        for message in room.messages if self._parts.chat else ():
            yield message.seq, 2, 0, message
        for line in room.activity if self._parts.activity else ():
            yield line.seq, 3, 0, line

    def _at(self, at: int) -> int:
        """A time from elsewhere: never later than now."""
        return min(at, self._now)

    # Programs

    def _document(self, number: int, program: PreparedProgram) -> Operation:
        document = self._documents[number] = uuid4().hex
        begin, full = program.history.begin, paths.join(self._folder, program.path)
        first = genesis(full, program.history_id, begin)
        operation = CreateDocument(
            document,
            program.path,
            self._file_ids.get(program.path),
            program.history_id,
            program.newline,
            self._by if program.is_fresh else self._authors[program.author],
            first.client_id,
            first.update,
            utf16_length(begin),
            self._now if program.is_fresh else self._at(program.at),
        )
        self._numbered(operation)
        self._newest[number] = self._seqs[program.seq] = self._seq
        return operation

    def _update(self, number: int, update: Update) -> Sequence[Operation]:
        edit, document = update.edit, self._documents[number]
        author, at = self._authors[edit.author], self._at(edit.at)
        done: list[Operation] = []
        if (number, update.client) not in self._claimed:
            self._claimed.add((number, update.client))
            done.append(ClaimClient(document, update.client, author))
        started = None if edit.started_at is None else min(edit.started_at, at)
        append = AppendUpdates(document, author, update.data, edit.inserted, edit.deleted, at, started)
        done.append(self._numbered(append))
        self._newest[number] = self._seqs[edit.seq] = self._seq
        if update.state is not None:
            done.append(AddCheckpoint(document, self._seq, update.state, at))
        return done

    def _saves(self, number: int, program: PreparedProgram) -> Sequence[Operation]:
        """The file that was written is the text as it is now: what is done to it later builds on that."""
        document, seq = self._documents[number], self._newest[number]
        wanted = content_hash(program.history.text, program.newline)
        return [
            IntendSave(document, seq, wanted, self._now),
            ConfirmSave(document, seq, self._hashes[program.path], self._now),
        ]

    # Talk

    def _message(self, message: ArchivedMessage) -> Operation:
        if message.id in self._messages:
            raise invalid(f"message {message.id}")
        new = self._messages[message.id] = uuid4().hex
        edited = None if message.edited_at is None else self._at(message.edited_at)
        return self._numbered(
            PostMessage(
                new,
                self._authors[message.author],
                message.body,
                [self._authors[each] for each in message.mentions],
                self._reply(message),
                self._anchor(message),
                new,
                self._at(message.at),
                edited,
            )
        )

    def _reply(self, message: ArchivedMessage) -> str | None:
        if message.reply_to is None:
            return None
        if message.reply_to not in self._messages or message.reply_to == message.id:
            raise invalid(f"message {message.id}: reply_to")
        return self._messages[message.reply_to]

    def _anchor(self, message: ArchivedMessage) -> Anchor | None:
        if message.anchor is None:
            return None
        number, line, end_line = message.anchor
        if number not in self._documents or end_line < line:
            raise invalid(f"message {message.id}: anchor")
        return Anchor(self._documents[number], line, end_line)

    def _line(self, line: ArchivedLine) -> Operation:
        detail = dict(line.detail)
        named = detail.pop("username", None)
        if isinstance(named, str) and named in self._authors:
            detail["username"] = self._authors[named]
        for key in _SEQS & detail.keys():
            seq = detail.pop(key)
            if isinstance(seq, int) and seq in self._seqs:
                detail[key] = self._seqs[seq]
        document = None if line.document is None else self._documents.get(line.document)
        return self._numbered(
            AddActivity(self._authors[line.actor], line.verb, document, self._at(line.at), detail)
        )
