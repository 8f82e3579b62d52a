"""What is in a room's folder, for people: programs, which are documents, and other files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..errors import InvalidInput, NotFound, TooLarge, TooMuch
from ..store.interface import DocumentRow
from . import paths
from .authors import DISK
from .library_making import Making
from .library_rows import RoomFiles, Rows
from .workspace_listing import Item, list_folder


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a listing.

    ``path`` is relative to the room's folder, ``size`` the file's in bytes, ``modified_at`` in ms.
    ``document`` is the row where the file is a document; other files are opened by Jupyter alone.
    """

    kind: Literal["document", "file"]
    path: str
    size: int | None
    modified_at: int | None
    document: DocumentRow | None = None


class Listing:
    """Lists a room's folder and adopts the programs in it."""

    def __init__(self, files: RoomFiles, rows: Rows, making: Making) -> None:
        self._files = files
        self._rows = rows
        self._making = making
        self._refused: dict[str, tuple[int | None, int | None]] = {}

    async def look(self) -> Sequence[Item] | None:
        """The files in the folder, None where it is gone. Raises ``Unavailable``."""
        return await list_folder(self._files.workspace, self._files.folder)

    async def missing(self, items: Sequence[Item]) -> Sequence[DocumentRow]:
        """The documents whose files are not there, whatever the listing was able to show."""
        listed = {paths.key(item.path) for item in items}
        rows = [row for row in self._rows.present() if paths.key(row.path) not in listed]
        if not rows:
            return []
        stamps = await self._files.workspace.stamps([self._files.path(row) for row in rows])
        return [row for row, stamp in zip(rows, stamps, strict=True) if stamp is None]

    async def entries(self, items: Sequence[Item]) -> list[Entry]:
        """A line for each file and for each document, by path."""
        entries: dict[str, Entry] = {}
        for item in items:
            row = self._rows.by_path(item.path) or await self._adopted(item)
            own = row is not None and paths.key(row.path) == paths.key(item.path)
            entries[paths.key(item.path)] = Entry(
                "document" if own else "file", item.path, item.size, item.modified_at, row if own else None
            )
        for entry in self.without_folder():
            entries.setdefault(paths.key(entry.path), entry)
        return sorted(entries.values(), key=lambda entry: entry.path)

    def without_folder(self) -> list[Entry]:
        """The documents alone."""
        rows = sorted(self._rows.present(), key=lambda row: row.path)
        return [Entry("document", row.path, None, row.updated_at, row) for row in rows]

    async def _adopted(self, item: Item) -> DocumentRow | None:
        """The new document of a file, None where it is no program. Read again only when it has changed."""
        stamp = (item.size, item.modified_at)
        if self._files.workspace.uploads.is_under_way(paths.join(self._files.folder, item.path)):
            return None
        if not item.may_be_text or self._refused.get(item.path) == stamp:
            return None
        try:
            return await self._making.adopt(item.path, DISK)
        except (InvalidInput, TooLarge, NotFound):
            self._refused[item.path] = stamp
        except TooMuch:
            self._files.log.info("Room %s is full: %s stays a file", self._files.room, item.path)
        return None
