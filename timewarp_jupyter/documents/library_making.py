"""How documents begin: adopted from a file, created, or brought back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

from ..clock import now_ms
from ..errors import Conflict, NotFound, TimeWarpError, Unavailable
from ..store.interface import DocumentRow
from ..store.operations import AddActivity, ChangeDocument, ConfirmSave, CreateDocument, IntendSave
from . import paths
from .access import Check
from .genesis import genesis
from .happened import happened
from .library_rows import RoomFiles, Rows, path_taken
from .replay import replay
from .saving_base import source_text
from .saving_file import saved
from .workspace_text import FileText, Newline, content_hash, newline_of, too_large, with_lf


class Making:
    """Makes documents, one at a time: a path is claimed by one of them only."""

    def __init__(self, files: RoomFiles, rows: Rows) -> None:
        self._files = files
        self._rows = rows
        self._lock = asyncio.Lock()

    async def adopt(self, relative: str, author: str) -> DocumentRow:
        """A document of a file that is there; see ``Library.adopt``."""
        path = await self._spelled(relative)
        async with self._lock:
            row = self._rows.by_path(path)
            if row is not None:
                return row
            full = paths.join(self._files.folder, path)
            if self._files.workspace.uploads.is_under_way(full):
                raise Unavailable(
                    "This file is still being uploaded.", code="file_not_read", reason=path, retry_after=5.0
                )
            file = await self._files.workspace.read(full)
            if file is None:
                raise NotFound("There is no such file.", code="no_such_file", reason=path)
            returned = await self._returned(path, file, author)
            if returned is not None:
                return returned
            self._rows.require_place(self._files.limits.max_documents_per_room)
            return await self._adopt(path, file, author)

    async def _spelled(self, relative: str) -> str:
        """The path as the file is really called: names from elsewhere may be in another Unicode form."""
        paths.program_path(relative)
        path = paths.clean(relative)
        workspace, folder = self._files.workspace, self._files.folder
        if not await workspace.exists(paths.join(folder, path)):
            path = paths.key(path)
        path = await workspace.resolve(folder, path)
        paths.program_path(path)
        return path

    async def _adopt(self, path: str, file: FileText, author: str) -> DocumentRow:
        try:
            row, seq = await self._commit(path, file.text, file.newline, author)
        except Conflict:
            # Another server on the same store was faster.
            self._rows.refresh(await self._files.store.documents(self._files.room))
            there = self._rows.by_path(path)
            if there is None:
                raise
            return there
        wanted = content_hash(file.text, file.newline)
        await self._files.flusher.submit(
            *saved(row.id, seq, wanted, file.hash, now_ms()), happened(author, "created", row)
        )
        return row

    async def _returned(self, path: str, file: FileText, author: str) -> DocumentRow | None:
        """The document that was deleted here, if this is its file again: its history goes on."""
        row = self._rows.deleted_at_path(path)
        if row is None:
            return None
        saves = await self._files.store.saves(row.id)
        newest = next((save for save in saves if save.confirmed_hash is not None), None)
        if newest is None or newest.confirmed_hash != file.hash:
            return None
        return await self._revive(row, happened(author, "restored", row))

    async def create(self, relative: str, content: str, author: str, check: Check) -> DocumentRow:
        """A new document and its file; see ``Library.create``."""
        path = paths.program_path(relative)
        size, most = len(content.encode()), self._files.limits.max_file_bytes
        if size > most:
            raise too_large(path, size, most)
        async with self._lock:
            await self._require_free(path)
            self._rows.require_place(self._files.limits.max_documents_per_room)
            check()
            row, _ = await self._commit(path, with_lf(content), newline_of(content), author)
            return await self._write_or_take_back(row, happened(author, "created", row))

    async def _require_free(self, path: str) -> None:
        self._rows.require_free(path)
        full = paths.join(self._files.folder, await self._files.workspace.resolve(self._files.folder, path))
        if await self._files.workspace.exists(full):
            raise path_taken(path)

    async def make_parent(self, relative: str) -> None:
        """Make the folder that a path lies in."""
        folder = paths.join(self._files.folder, relative).rpartition("/")[0]
        await self._files.workspace.make_folder(folder)

    async def _commit(self, path: str, text: str, newline: Newline, author: str) -> tuple[DocumentRow, int]:
        """Row, genesis and first text in one commit. Raises ``Conflict`` (``path_taken``)."""
        files, now = self._files, now_ms()
        full = paths.join(files.folder, path)
        document, history = uuid4().hex, uuid4().hex
        first = genesis(full, history, text)
        file_id, size = files.workspace.id_of(full), len(text.encode("utf-16-le")) // 2
        operation = CreateDocument(
            document, path, file_id, history, newline, author, first.client_id, first.update, size, now
        )
        receipt = await files.flusher.submit(operation)
        seq = receipt.seqs[0] or receipt.seq
        row = DocumentRow(
            document, files.room, path, file_id, history, newline, now, now, author, seq, None
        )  # fmt: skip
        self._rows.put(row)
        return row, seq

    async def bring_back(self, row: DocumentRow, author: str, check: Check) -> DocumentRow:
        """A deleted document and its file again; see ``Library.bring_back``."""
        async with self._lock:
            await self._require_free(row.path)
            self._rows.require_place(self._files.limits.max_documents_per_room)
            check()
            row = await self._revive(row)
            return await self._write_or_take_back(row, happened(author, "restored", row))

    async def _revive(self, row: DocumentRow, *told: AddActivity) -> DocumentRow:
        # Ids of deleted files are forgotten, so this file may have a new one.
        file_id = self._files.workspace.id_of(self._files.path(row))
        await self._files.flusher.submit(ChangeDocument(row.id, deleted_at=0, file_id=file_id), *told)
        row = replace(row, deleted_at=None, file_id=file_id)
        self._rows.put(row)
        return row

    async def _write_or_take_back(self, row: DocumentRow, told: AddActivity) -> DocumentRow:
        """Write the first file of a document, or there is no document."""
        try:
            return await self.write_file(row, told)
        except TimeWarpError:
            at = now_ms()
            await self._files.flusher.submit(ChangeDocument(row.id, deleted_at=at))
            self._rows.put(replace(row, deleted_at=at))
            raise

    async def write_file(self, row: DocumentRow, *told: AddActivity) -> DocumentRow:
        """Write the file of a document that is not live, in a folder that may be gone.

        ``told`` is committed with the confirmation that it is written.

        Raises ``Unavailable`` (``file_not_written``).
        """
        files = self._files
        await self.make_parent(row.path)
        journal = await files.store.journal(row.id)
        text = source_text(replay(journal))
        seq = journal.updates[-1].seq if journal.updates else journal.checkpoint_seq
        wanted = content_hash(text, row.newline)
        await files.flusher.submit(IntendSave(row.id, seq, wanted, now_ms()))
        written = await files.workspace.write(files.path(row), text, row.newline)
        # Some ids are of the file itself, so that there is none before the file.
        row = replace(row, file_id=files.workspace.id_of(files.path(row)))
        await files.flusher.submit(
            ConfirmSave(row.id, seq, written, now_ms()),
            ChangeDocument(row.id, file_id=row.file_id),
            *told,
        )
        self._rows.put(row)
        return row
