"""The documents of one room: everything that happens to their names, their files and their being open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from logging import Logger
from typing import TYPE_CHECKING

from ..errors import NotFound, StorageFailed, TimeWarpError, Unavailable
from ..store.came_true import came_true
from ..store.interface import DocumentRow, Store
from ..store.operations import ChangeDocument
from . import paths
from .access import Check, anyone
from .document import LiveDocument
from .flush import Flusher
from .happened import happened
from .library_absence import Absence
from .library_listing import Entry, Listing
from .library_live import LiveDocuments, Opened
from .library_making import Making
from .library_rows import FileEvent, RoomFiles, Rows, path_taken
from .workspace import Workspace
from .workspace_text import too_large, with_lf

if TYPE_CHECKING:
    from ..config import Limits


class Library:
    """The documents of a room, live or not.

    ``check`` raises where an author may no longer do what they have asked for: it is called after waiting.
    ``listeners`` are told of what happens to files, by us and by others.
    """

    def __init__(
        self,
        room_id: str,
        folder: str,
        store: Store,
        flusher: Flusher,
        workspace: Workspace,
        limits: Limits,
        log: Logger,
    ) -> None:
        self.listeners: list[Callable[[FileEvent], None]] = []
        self._files = RoomFiles(room_id, folder, store, flusher, workspace, limits, log, self._tell)
        self._rows = Rows()
        self._making = Making(self._files, self._rows)
        self._listing = Listing(self._files, self._rows, self._making)
        self._live = LiveDocuments(self._files, self._rows, self._is_missing)
        self._absence = Absence(self._files, self._rows, self._live)
        self._limits = limits
        self._told_folder = folder
        self._workspace = workspace
        self._changing = asyncio.Lock()

    async def start(self) -> None:
        """Load the rows. Raises ``StorageFailed``."""
        self._rows.refresh(await self._files.store.documents(self._files.room))

    @property
    def rows(self) -> Mapping[str, DocumentRow]:
        """All documents by id, the deleted ones as well."""
        return self._rows.all

    @property
    def live(self) -> Mapping[str, LiveDocument]:
        """The documents in memory, by id."""
        return self._live.live

    @property
    def folder_missing(self) -> bool:
        """Whether the room's folder was gone when it was last looked for: ``write_back`` makes it again."""
        return self._absence.folder_missing

    @property
    def failures(self) -> Mapping[str, TimeWarpError]:
        """Why files cannot be written now, by document: what they lack is safe in the journal."""
        opened = {document: self._live.get(document) for document in self._live.live}
        return {
            document: each.saver.failure
            for document, each in opened.items()
            if each is not None and each.saver.failure is not None
        }

    def by_path(self, relative: str) -> DocumentRow | None:
        """The document of a path in the room's folder."""
        return self._rows.by_path(relative)

    async def listing(self) -> list[Entry]:
        """Documents and other files, by path. Programs that were not documents yet are adopted now.

        A room whose folder is gone still has its documents. Raises ``Unavailable``.
        """
        self._rows.refresh(await self._files.store.documents(self._files.room))
        found = await self._listing.look()
        self._absence.folder_missing = found is None
        if found is None:
            return self._listing.without_folder()
        for row in await self._listing.missing(found):
            if self._live.get(row.id) is None:
                await self._absence.missing(row.id)
        return await self._listing.entries(found)

    # Making

    async def adopt(self, relative: str, author: str) -> DocumentRow:
        """The document of a file that is there; it becomes one now if it is none.

        Raises ``InvalidInput`` (``bad_path``, ``not_text``), ``TooLarge``, ``NotFound``, ``TooMuch``, and
        ``Unavailable`` while it is being uploaded.
        """
        return self._rows.by_path(relative) or await self._making.adopt(relative, author)

    async def create(self, relative: str, content: str, author: str, check: Check = anyone) -> DocumentRow:
        """A new document with its file.

        Raises ``InvalidInput`` (``bad_path``), ``Conflict`` (``path_taken``), ``TooLarge``, ``TooMuch``,
        ``Unavailable`` (``file_not_written``), after which there is no document.
        """
        row = await self._making.create(relative, content, author, check)
        self._tell(FileEvent("created", row, author))
        return row

    # Opening and writing

    async def open(self, document: str) -> LiveDocument:
        """The live document, with what was done to its file meanwhile merged.

        Raises ``NotFound``, ``StorageFailed``. A file that cannot be read keeps nobody out.
        """
        return (await self._live.open(document)).live

    async def save(self, document: str) -> None:
        """Write the file now; it is written when this returns. Raises ``Unavailable``, ``StorageFailed``."""
        await (await self._live.open(document)).saver.save()

    async def disk_changed(self, document: str) -> None:
        """Merge now what was done to the file."""
        opened = self._live.get(document)
        if opened is not None:
            await opened.saver.save()

    async def write(self, document: str, text: str, author: str, check: Check = anyone) -> int:
        """Take a whole text that somebody saved from outside, as their edit of what was in the file.

        Durable when it returns, and written to the file unless that fails for now. Gives the seq, 0 if there
        was nothing to change. Raises ``TooLarge``, ``NotFound``, ``StorageFailed``.
        """
        size = len(text.encode())
        if size > self._limits.max_file_bytes:
            raise too_large(self.rows[document].path, size, self._limits.max_file_bytes)
        opened = await self._live.open(document)
        seq = await opened.file.edit(author, with_lf(text), check)
        with suppress(Unavailable):
            # The edit is safe; that the file is not is told by the saver, which tries again.
            await opened.saver.save()
        return seq

    # Names

    async def rename(self, document: str, relative: str, author: str, check: Check = anyone) -> None:
        """Give a document and its file another name in the room's folder.

        Raises ``InvalidInput`` (``bad_path``), ``Conflict`` (``path_taken``), ``NotFound``, ``Unavailable``.
        """
        target = paths.program_path(relative)
        async with self._changing:
            await self._workspace.resolve(self._files.folder, target)  # no link may lead it out of the folder
            opened = await self._live.open(document)
            async with opened.file.lock:
                row = opened.live.row
                if row.path == target:
                    return
                await self._move(row, target, author, check)
                await self._absence.follow(opened, replace(row, path=target))
        self._tell(FileEvent("renamed", self.rows[document], author))

    async def _move(self, row: DocumentRow, target: str, author: str, check: Check) -> None:
        old, new = self._files.path(row), paths.join(self._files.folder, target)
        if paths.key(row.path) != paths.key(target):
            self._rows.require_free(target)
            if await self._workspace.exists(new):
                raise path_taken(target)
        check()
        await self._making.make_parent(target)
        check()
        await self._workspace.rename(old, new)
        try:
            told = happened(author, "renamed", replace(row, path=target), before=row.path)
            await self._files.flusher.submit(ChangeDocument(row.id, path=target), told)
        except TimeWarpError as error:
            if isinstance(error, StorageFailed) and await self._is_stored(row.id, target):
                return
            await self._workspace.rename(new, old)
            raise

    async def _is_stored(self, document: str, path: str) -> bool:
        """Whether a new name, of which it is said that storing it failed, is on disk all the same."""

        async def look(store: Store) -> bool:
            rows = await store.documents(self._files.room)
            return any(row.id == document and row.path == path for row in rows)

        return await came_true(self._files.store, look)

    @property
    def folder(self) -> str:
        """The workspace path of the room's folder, as the live documents know it."""
        return self._told_folder

    async def moved(self, folder: str) -> None:
        """The room's folder has another path now."""
        self._files.log.info("Room %s: %s is now %s", self._files.room, self._files.folder, folder)
        self._files.folder = folder
        self._absence.folder_missing = False
        for opened in self._all_opened():
            await opened.live.set_state(path=opened.file.path)
        self._told_folder = folder

    # Deleting

    async def delete(self, document: str, author: str, check: Check = anyone) -> None:
        """Delete a document's file and keep its journal. Raises ``Forbidden``, ``Unavailable``."""
        async with self._changing:
            opened = await self._live.open(document)
            await opened.saver.stop()
            try:
                async with opened.file.lock:
                    check()
                    with suppress(NotFound):
                        await self._workspace.delete(opened.file.path)
                await self._absence.mark_deleted(opened.live.row, author)
            except TimeWarpError:
                opened.saver.start(behind=True)
                raise

    async def bring_back(self, document: str, author: str, check: Check = anyone) -> None:
        """Make a deleted document and its file again.

        Raises ``NotFound``, ``Conflict`` (``path_taken``), ``TooMuch``, ``Unavailable``.
        """
        async with self._changing:
            row = self.rows.get(document)
            if row is None:
                raise NotFound("There is no such document.", code="no_such_document")
            if row.deleted_at is None:
                return
            row = await self._making.bring_back(row, author, check)
        self._tell(FileEvent("restored", row, author))

    async def write_back(self) -> None:
        """Make the room's folder again where it is gone, and the files that are missing in it."""
        async with self._changing:
            await self._workspace.make_folder(self._files.folder)
            self._absence.folder_missing = False
            for row in self._rows.present():
                if not await self._workspace.exists(self._files.path(row)):
                    await self._write_again(row)

    async def _write_again(self, row: DocumentRow) -> None:
        opened = self._live.get(row.id)
        if opened is None:
            await self._making.write_file(row)
            return
        await self._making.make_parent(row.path)
        await opened.file.write_again()
        await opened.saver.save()

    # The end

    async def _is_missing(self, document: str) -> None:
        await self._absence.missing(document)

    async def close(self) -> None:
        """Write every file and let go of every document."""
        await self._live.close()

    def _all_opened(self) -> Sequence[Opened]:
        return [opened for document in self._live.live if (opened := self._live.get(document)) is not None]

    def _tell(self, event: FileEvent) -> None:
        for listener in self.listeners:
            listener(event)
