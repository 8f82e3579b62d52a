"""What becomes of a document whose file is no longer where it was."""

from __future__ import annotations

from dataclasses import replace

from ..clock import now_ms
from ..errors import Conflict, InvalidInput, TooLarge, Unavailable
from ..store.interface import DocumentRow
from ..store.interface_talk import ActivityFilter, Window
from ..store.operations import ChangeDocument
from . import paths
from .authors import DISK
from .happened import happened
from .library_live import LiveDocuments, Opened
from .library_rows import FileEvent, RoomFiles, Rows, document_deleted
from .workspace_listing import list_folder
from .workspace_text import digest


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
        if await self._is_known_better(row) or await self._has_moved(row):
            return
        if await self._files.workspace.folder_exists(self._files.folder):
            await self.mark_deleted(row, DISK)
            return
        self.folder_missing = True
        opened = self._live.get(document)
        if opened is not None:
            opened.saver.failed(folder_missing(self._files.folder))

    async def _is_known_better(self, row: DocumentRow) -> bool:
        """Take over what is stored of a document, where a commit that is said to have failed is on disk."""
        await self._files.store.probe()  # until then, it may come true
        rows = await self._files.store.documents(self._files.room)
        stored = next((each for each in rows if each.id == row.id), row)
        if self._rows.require(row.id) is not row:
            return True  # something has happened to it meanwhile
        if stored.deleted_at is not None:
            await self._deleted(stored, DISK)
        elif stored.path != row.path:
            await self._moved(stored)
        else:
            return False
        return True

    async def _has_moved(self, row: DocumentRow) -> bool:
        """Follow a file that was moved by others within the room's folder."""
        relative = (
            await self._place_by_id(row) or await self._place_by_content(row) or await self._place_before(row)
        )
        if relative is None:
            return False
        try:
            told = happened(DISK, "renamed", replace(row, path=relative), before=row.path)
            await self._files.flusher.submit(ChangeDocument(row.id, path=relative), told)
        except Conflict as error:
            self._files.log.warning("%s: not followed to %s: %s", row.path, relative, error.message)
            return False
        await self._moved(replace(row, path=relative))
        return True

    async def _moved(self, row: DocumentRow) -> None:
        """It is stored that a file has another path."""
        self._rows.put(row)
        opened = self._live.get(row.id)
        if opened is not None:
            await self.follow(opened, replace(opened.live.row, path=row.path))
            opened.saver.changed()
        self._files.tell(FileEvent("renamed", row, DISK))

    async def _place_by_id(self, row: DocumentRow) -> str | None:
        """Where the file id service has seen the file."""
        place = self._files.workspace.path_of(row.file_id)
        relative = None if place is None else paths.inside(self._files.folder, place)
        if place is None or relative is None or relative == row.path:
            return None
        try:
            paths.program_path(relative)
        except InvalidInput as error:
            self._files.log.warning("%s: not followed to %s: %s", row.path, relative, error.message)
            return None
        return relative if await self._files.workspace.exists(place) else None

    async def _place_by_content(self, row: DocumentRow) -> str | None:
        """The one new file that holds just what this one held when it was last written.

        Jupyter's default file id service sees only moves that Jupyter makes itself.
        """
        saves = await self._files.store.saves(row.id)
        saved = next((save.confirmed_hash for save in saves if save.confirmed_hash is not None), None)
        if saved is None or saved == digest(b""):
            return None
        items = await list_folder(self._files.workspace, self._files.folder) or ()
        found = [
            item.path
            for item in items
            if item.may_be_text
            and self._rows.by_path(item.path) is None
            and await self._hash(item.path) == saved
        ]
        return found[0] if len(found) == 1 else None

    async def _place_before(self, row: DocumentRow) -> str | None:
        """Where it was before its last rename, if a file is there that is no other program's.

        Somebody has taken that back, as git does, or it was stored after we were told that it was not.
        """
        renamed = ActivityFilter(document=row.id, verb="document.renamed")
        lines = await self._files.store.activity(self._files.room, Window(limit=1), renamed)
        before = str(lines[-1].detail["before"]) if lines and lines[-1].detail["path"] == row.path else ""
        if not before or self._rows.by_path(before) is not None:
            return None
        return before if await self._hash(before) else None

    async def _hash(self, relative: str) -> str | None:
        try:
            file = await self._files.workspace.read(paths.join(self._files.folder, relative))
        except (InvalidInput, TooLarge):
            return None
        return None if file is None else file.hash

    async def follow(self, opened: Opened, row: DocumentRow) -> None:
        """A live document has another path now; its clients see that in ``state``."""
        self._rows.put(row)
        opened.live.row = row
        await opened.live.set_state(path=self._files.path(row))

    async def mark_deleted(self, row: DocumentRow, author: str) -> None:
        """A document's file is deleted: everyone in it is told, and its journal is kept."""
        at = now_ms()
        told = happened(author, "deleted", row)
        await self._files.flusher.submit(ChangeDocument(row.id, deleted_at=at), told)
        await self._deleted(replace(row, deleted_at=at), author)

    async def _deleted(self, row: DocumentRow, author: str) -> None:
        """It is stored that a file is deleted."""
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
