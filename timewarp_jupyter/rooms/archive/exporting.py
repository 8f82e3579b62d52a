"""A room as the pieces of an archive, as of one moment. Everything is read in parts."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from ... import __version__
from ...beside import EXPORTS, beside
from ...clock import iso, now_ms
from ...documents.history_steps import Step, steps
from ...documents.replay import replay
from ...documents.saving_base import source_text
from ...documents.units import utf16_length
from ...documents.workspace_text import file_content
from ...errors import Unavailable
from ...store.interface import DocumentRow, Journal, RecordRow, Store
from ...store.interface_talk import ActivityFilter, ActivityRow, MessageRow, Window
from ..people import IMPORTED
from ..room import Room
from .layout import ACTIVITY, CHAT, FORMAT, MANIFEST, NOBODY, PROGRAMS, VERSION, Parts, history_name, line
from .writing import ZipStream

_AT_ONCE = 500
_PRIVATE = "invitation."


class Cast:
    """The people of an archive: a key for everyone who appears in it. ``usernames`` stays on this server."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._keys: dict[str, str] = {}

    def key(self, author: str) -> str:
        """What stands for an author in the archive."""
        if author in NOBODY:
            return author
        return self._keys.setdefault(author, f"p{len(self._keys) + 1}")

    @property
    def usernames(self) -> dict[str, str]:
        """User names by key."""
        return {key: author for author, key in self._keys.items()}

    @property
    def names(self) -> dict[str, str]:
        """Names by key, as they are in the room."""
        return {key: self._name(author) for author, key in self._keys.items()}

    def _name(self, author: str) -> str:
        if author.startswith(IMPORTED):
            return author[len(IMPORTED) :]
        return self._room.identity(author).display_name


class Export:
    """One archive of a room."""

    def __init__(self, room: Room, store: Store, parts: Parts) -> None:
        self._room = room
        self._store = store
        self._parts = parts
        self._zip = ZipStream()
        self._documents: list[dict[str, Any]] = []
        self._numbers: dict[str, int] = {}
        self._before = 0
        self.cast = Cast(room)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The archive from its first byte to its last.

        Raises ``StorageFailed``, and ``Unavailable`` (``busy``, ``history_changed``): then it is no archive.
        """
        async with self._room.use() as library:
            await library.listing()  # programs that nobody has opened yet are documents from now on
            rows = [row for row in library.rows.values() if row.deleted_at is None]
        self._before = (await self._store.since(self._room.id, None, 1)).seq + 1
        for row in sorted(rows, key=lambda row: row.path):
            async for piece in self._document(row):
                yield piece
        for name, lines in ((CHAT, self._chat()), (ACTIVITY, self._activity())):
            async for piece in self._entry(name, lines):
                yield piece
        manifest = json.dumps(self._manifest(), ensure_ascii=False, indent=1).encode()
        self._zip.begin(MANIFEST)
        yield await self._zip.add(manifest)
        yield self._zip.end()
        yield self._zip.finish()

    def _manifest(self) -> dict[str, Any]:
        for username in self._room.members:
            self.cast.key(username)
        row = self._room.row
        return {
            "format": FORMAT,
            "version": VERSION,
            "made_at": iso(now_ms()),
            "made_by": f"timewarp_jupyter {__version__}",
            "room": {"name": row.name, "default_role": row.default_role},
            "people": self.cast.names,
            "documents": self._documents,
            "entries": self._zip.entries,
        }

    async def _entry(self, name: str, lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        self._zip.begin(name)
        async for part in lines:
            yield await self._zip.add(part)
        yield self._zip.end()

    # Programs

    async def _document(self, row: DocumentRow) -> AsyncIterator[bytes]:
        oldest = (await self._store.records(row.id, limit=1))[0]
        if oldest.seq >= self._before:
            return
        journal = await self._store.journal(row.id, upto=self._before - 1)
        text = await beside(journal.size, _text, journal, lane=EXPORTS)
        self._zip.begin(PROGRAMS + row.path)
        yield await self._zip.add(file_content(text, row.newline).encode())
        yield self._zip.end()
        number = self._numbers[row.id] = len(self._documents) + 1
        self._documents.append(
            {
                "path": row.path,
                "newline": row.newline,
                "author": self.cast.key(oldest.author),
                "at": oldest.started_at,
                "seq": oldest.seq,
            }
        )
        if self._parts.history:
            async for piece in self._entry(history_name(number), self._history(row, text)):
                yield piece

    async def _history(self, row: DocumentRow, text: str) -> AsyncIterator[bytes]:
        after: int | None = 0
        length = 0
        while after is not None:
            records = await self._store.records(row.id, after=after, before=self._before, limit=_AT_ONCE)
            found, after = await steps(
                self._store, row.id, after=after, before=self._before, limit=_AT_ONCE, lane=EXPORTS
            )
            by_seq = {record.seq: record for record in records}
            length += sum(
                utf16_length(change.inserted) - change.removed for step in found for change in step.changes
            )
            yield b"".join(self._edits(found, by_seq))
        if length != utf16_length(text):
            raise _changed()

    def _edits(self, found: Sequence[Step], records: dict[int, RecordRow]) -> Iterator[bytes]:
        for step in found:
            record = records.get(step.seq)
            if record is None:  # folded between two reads
                raise _changed()
            yield line(
                {
                    "seq": step.seq,
                    "author": self.cast.key(step.author),
                    "at": step.at,
                    "started_at": record.started_at if record.started_at != record.at else None,
                    "inserted": record.inserted,
                    "deleted": record.deleted,
                    "changes": [[change.offset, change.removed, change.inserted] for change in step.changes],
                }
            )

    # Talk

    async def _chat(self) -> AsyncIterator[bytes]:
        if not self._parts.chat:
            return
        after, kept = 0, set[str]()
        while True:
            window = Window(after=after, before=self._before, limit=_AT_ONCE)
            rows = await self._store.messages(self._room.id, window)
            present = [row for row in rows if row.deleted_at is None]
            kept.update(row.id for row in present)
            yield b"".join(line(self._message(row, kept)) for row in present)
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].seq

    def _message(self, row: MessageRow, kept: set[str]) -> dict[str, Any]:
        anchor, number = row.anchor, self._numbers.get(row.anchor.document) if row.anchor else None
        return {
            "seq": row.seq,
            "id": row.id,
            "author": self.cast.key(row.author),
            "body": row.body,
            "mentions": [self.cast.key(each) for each in row.mentions],
            "reply_to": row.reply_to if row.reply_to in kept else None,
            "anchor": {"document": number, "line": anchor.line, "end_line": anchor.end_line}
            if anchor is not None and number is not None
            else None,
            "created_at": row.created_at,
            "edited_at": row.edited_at,
        }

    async def _activity(self) -> AsyncIterator[bytes]:
        if not self._parts.activity:
            return
        after = 0
        while True:
            window = Window(after=after, before=self._before, limit=_AT_ONCE)
            rows = await self._store.activity(self._room.id, window, ActivityFilter())
            yield b"".join(line(self._line(row)) for row in rows if not row.verb.startswith(_PRIVATE))
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].seq

    def _line(self, row: ActivityRow) -> dict[str, Any]:
        detail = dict(row.detail)
        if isinstance(detail.get("username"), str):
            detail["username"] = self.cast.key(detail["username"])
        return {
            "seq": row.seq,
            "actor": self.cast.key(row.actor),
            "verb": row.verb,
            "document": self._numbers.get(row.document or ""),
            "detail": detail,
            "at": row.at,
        }


def _text(journal: Journal) -> str:
    return source_text(replay(journal))


def _changed() -> Unavailable:
    return Unavailable("Old history was being folded. Try again.", code="history_changed", retry_after=1.0)
