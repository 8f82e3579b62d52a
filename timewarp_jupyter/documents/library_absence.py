"""What becomes of a document whose file is no longer where it was."""

from __future__ import annotations

from dataclasses import replace

from ..clock import now_ms
from ..errors import Conflict, InvalidInput, Unavailable
from ..store.interface import DocumentRow
from ..store.operations import ChangeDocument
from . import paths
from .authors import DISK
from .library_live import LiveDocuments, Opened
from .library_rows import FileEvent, RoomFiles, Rows, document_deleted


class Absence:
    """Follows a file, or ends its document. ``folder_missing`` says that the room's folder is gone."""

    def __init__(self, files: RoomFiles, rows: Rows, live: LiveDocuments) -> None:
        self.folder_missing = False
        self._files = files
        self._rows = rows
        self._live = live

    async def missing(self, document: str) -> None:
        """A file is gone: moved, deleted, or the whole folder with it."""
        row = self._rows.require(document)
        if await self._has_moved(row):
            return
        if await self._files.workspace.folder_exists(self._files.folder):
            await self.mark_deleted(row, DISK)
            return
        self.folder_missing = True
        opened = self._live.get(document)
        if opened is not None:
            opened.saver.failed(folder_missing(self._files.folder))

    async def _has_moved(self, row: DocumentRow) -> bool:
        """Follow a file that was moved by others within the room's folder."""
        place = self._files.workspace.path_of(row.file_id)
        relative = None if place is None else paths.inside(self._files.folder, place)
        if place is None or relative is None or relative == row.path:
            return False
        try:
            paths.program_path(relative)
            if not await self._files.workspace.exists(place):
                return False
            await self._files.flusher.submit(ChangeDocument(row.id, path=relative))
        except (InvalidInput, Conflict) as error:
            self._files.log.warning("%s: not followed to %s: %s", row.path, relative, error.message)
            return False
        row = replace(row, path=relative)
        self._rows.put(row)
        opened = self._live.get(row.id)
        if opened is not None:
            await self.follow(opened, replace(opened.live.row, path=relative))
            opened.saver.changed()
        self._files.tell(FileEvent("renamed", row, DISK))
        return True

    async def follow(self, opened: Opened, row: DocumentRow) -> None:
        """A live document has another path now; its clients see that in ``state``."""
        self._rows.put(row)
        opened.live.row = row
        await opened.live.set_state(path=self._files.path(row))

    async def mark_deleted(self, row: DocumentRow, author: str) -> None:
        """A document's file is deleted: everyone in it is told, and its journal is kept."""
        at = now_ms()
        await self._files.flusher.submit(ChangeDocument(row.id, deleted_at=at))
        row = replace(row, deleted_at=at)
        self._rows.put(row)
        opened = self._live.get(row.id)
        if opened is not None:
            opened.live.disconnect(document_deleted(row))
            await self._live.drop(row.id)
        self._files.tell(FileEvent("deleted", row, author))


def folder_missing(folder: str) -> Unavailable:
    """Why nothing can be written in a room whose folder is gone."""
    return Unavailable(
        "The room's folder is gone. Your work is safe here and can be written back.",
        code="folder_missing",
        reason=folder,
    )
