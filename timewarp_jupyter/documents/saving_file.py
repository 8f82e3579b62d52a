"""The file of one live document: taking in what others did to it, and writing the document's text.

Everything here happens under one lock per document, so that a file is never looked at while it is half
written or moved by ourselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from logging import Logger

from ..clock import now_ms
from ..errors import InvalidInput, NotFound, TimeWarpError, Unavailable
from ..store.interface import DocumentRow, Store
from ..store.operations import ChangeDocument, ConfirmSave, IntendSave
from .access import Check, anyone
from .authors import DISK
from .document import LiveDocument
from .flush import Flusher
from .saving_base import MOST_INTENTS, Saves, is_torn, merge_for, recorded_saves
from .workspace import Found, Workspace
from .workspace_stat import Stamp
from .workspace_text import FileText, Newline, content_hash

_ATTEMPTS = 5
"""How often a file that others write all the time is compared, to be written in between."""


class FileMissing(NotFound):
    """The file is not where it should be."""

    code = "file_missing"


@dataclass(frozen=True, slots=True)
class Disk:
    """What the file was when it was last the same as some state of the document.

    ``text_hash`` is that of the document's text, ``file_hash`` of the file: save hooks can make them
    differ. ``stamp`` None means that the file must be read to be known.
    """

    text_hash: str | None
    file_hash: str | None
    stamp: Stamp | None


class DocumentFile:
    """Keeps a live document and its file the same.

    ``path`` tells the workspace path; it may change, as the row's ``newline``, between two calls.
    ``saved_at`` is when the file was last known to hold what the document was then, in milliseconds since
    the epoch; 0 where it never was.
    """

    def __init__(
        self,
        live: LiveDocument,
        path: Callable[[DocumentRow], str],
        store: Store,
        flusher: Flusher,
        workspace: Workspace,
        log: Logger,
    ) -> None:
        self.live = live
        self.lock = asyncio.Lock()
        self.disk = Disk(None, None, None)
        self.saved_at = 0
        self._intended: tuple[int, str] | None = None
        self._unwritten: list[int] = []
        self._path = path
        self._store = store
        self._flusher = flusher
        self._workspace = workspace
        self._log = log

    @property
    def path(self) -> str:
        """The workspace path."""
        return self._path(self.live.row)

    @property
    def newline(self) -> Newline:
        """The line end of the file."""
        return self.live.row.newline

    async def compare(self) -> bool:
        """Take in what has happened to the file, and tell whether it now lacks something of the document.

        Raises ``FileMissing``, ``InvalidInput`` (``not_text``), ``TooLarge``, ``Unavailable``.
        """
        async with self.lock:
            await self._take_in()
            return await self._is_behind()

    async def save(self) -> None:
        """Write the document's text, once it is on disk in the journal. Raises as ``compare``."""
        async with self.lock:
            for _ in range(_ATTEMPTS):
                await self._take_in()
                if await self._write_out():
                    return
            raise Unavailable("This file is being written by others.", code="file_not_written")

    async def edit(self, author: str, text: str, check: Check = anyone) -> int:
        """Make the text that somebody saved from outside of what they had: what was in the file.

        Where the file could not be written it may also be what was saved in this way before.

        What the document has beyond that stays. Gives the seq, 0 if there was nothing to change. The file is
        not written yet. ``check`` is called right before the edit. Raises as ``compare`` and
        ``LiveDocument.edit``.
        """
        async with self.lock:
            await self._take_in()
            if text == self.live.text:
                return 0
            saves = await recorded_saves(self._store, self.live.id)
            merge = await merge_for(self._store, self.live.id, saves, text, self._unwritten)
            check()
            seq = await self.live.edit(author, merge.edits, base=merge.base)
            self._unwritten = [*self._unwritten[1 - MOST_INTENTS :], seq] if seq else self._unwritten
            return seq

    async def write_again(self) -> None:
        """Write the file, wherever it is gone. Raises ``Unavailable`` (``file_not_written``)."""
        async with self.lock:
            self.disk = Disk(None, None, None)
            await self._write_out()  # nothing is known of it that could have changed

    # From the disk

    async def _take_in(self) -> None:
        path = self.path
        if self.disk.stamp is not None and (await self._workspace.stamps([path]))[0] == self.disk.stamp:
            return
        saves = await recorded_saves(self._store, self.live.id)
        found = await self._look(path, saves)
        if found is None:
            self.disk = Disk(None, None, None)
        elif found.file.hash == self.disk.file_hash:
            self.disk = replace(self.disk, stamp=found.stamp)
        else:
            await self._take(saves, found)

    async def _look(self, path: str, saves: Saves) -> Found | None:
        """The file; None where it is a text of ours that was written in part, or not at all yet."""
        try:
            found = await self._workspace.look(path, adopting=False)
        except InvalidInput:
            # A torn write may end inside a character.
            if await self._is_torn(path, saves):
                return None
            raise
        if found is None:
            if saves.confirmed is None:
                return None
            raise FileMissing("The file is gone.", reason=path)
        if found.file.hash != self._known(saves) and await self._is_torn(path, saves):
            return None
        return found

    @staticmethod
    def _known(saves: Saves) -> str | None:
        return None if saves.confirmed is None else saves.confirmed.confirmed_hash

    async def _is_torn(self, path: str, saves: Saves) -> bool:
        if not saves.unconfirmed:
            return False
        data = await self._workspace.read_bytes(path)
        torn = data is not None and await is_torn(self._store, self.live.id, saves, self.newline, data)
        if torn:
            self._log.warning("%s: written in part only, it is written again", path)
        return torn

    async def _take(self, saves: Saves, found: Found) -> None:
        """The file is one that we know, or the text of now, or somebody has changed it."""
        file = found.file
        for row in saves.unconfirmed:
            if row.intended_hash == file.hash:
                await self._confirm(row.seq, file.hash)
                self.disk = Disk(row.intended_hash, file.hash, found.stamp)
                return
        if saves.confirmed is not None and file.hash == saves.confirmed.confirmed_hash:
            self.disk = Disk(saves.confirmed.intended_hash, file.hash, found.stamp)
            self.saved_at = max(self.saved_at, saves.confirmed.at)
            return
        await self._follow_newline(file)
        await self._merge(saves, file)
        await self._record_if_equal(file, found.stamp)

    async def _follow_newline(self, file: FileText) -> None:
        """Somebody gave the file other line ends: keep those."""
        if file.newline != self.newline and "\n" in file.text:
            await self._flusher.submit(ChangeDocument(self.live.id, newline=file.newline))
            self.live.row = replace(self.live.row, newline=file.newline)

    async def _merge(self, saves: Saves, file: FileText) -> None:
        if file.text == self.live.text:
            return
        merge = await merge_for(self._store, self.live.id, saves, file.text)
        if await self.live.edit(DISK, merge.edits, base=merge.base):
            self._log.info("%s: changed on disk, merged", self.path)

    async def _record_if_equal(self, file: FileText, stamp: Stamp | None) -> None:
        """Where the document is now what is on disk, that is as good as a save."""
        committed = await self.live.committed()
        if committed.text != file.text:
            self.disk = Disk(None, file.hash, stamp)
            return
        wanted = content_hash(committed.text, self.newline)
        at = now_ms()
        await self._flusher.submit(*saved(self.live.id, committed.seq, wanted, file.hash, at))
        self.saved_at = at
        self.disk = Disk(wanted, file.hash, stamp)

    # To the disk

    async def _is_behind(self) -> bool:
        committed = await self.live.committed()
        return content_hash(committed.text, self.newline) != self.disk.text_hash

    async def _write_out(self) -> bool:
        """Whether it is written; not where others changed the file while the intent was being stored."""
        committed = await self.live.committed()
        wanted = content_hash(committed.text, self.newline)
        if wanted == self.disk.text_hash:
            return True
        await self._intend(committed.seq, wanted)
        if await self._has_changed():
            await self._take_back()
            return False
        try:
            written = await self._workspace.put(self.path, committed.text, self.newline)
        except TimeWarpError:
            await self._withdraw()
            raise
        await self._confirm(committed.seq, written.hash)
        self.disk = Disk(wanted, written.hash, written.stamp)
        self._intended = None
        self._unwritten.clear()
        return True

    async def _has_changed(self) -> bool:
        """Whether the file is another one than when it was compared: a store may take long for an intent."""
        known = self.disk.stamp
        return known is not None and (await self._workspace.stamps([self.path]))[0] != known

    async def _confirm(self, seq: int, file_hash: str) -> None:
        at = now_ms()
        await self._flusher.submit(ConfirmSave(self.live.id, seq, file_hash, at))
        self.saved_at = at

    async def _intend(self, seq: int, wanted: str) -> None:
        """Store the intent; once for all attempts to write the same."""
        if self._intended != (seq, wanted):
            await self._flusher.submit(IntendSave(self.live.id, seq, wanted, now_ms()))
            self._intended = (seq, wanted)

    async def _withdraw(self) -> None:
        """A write has failed: where the file is still the old one, say that nothing was written after all.

        Otherwise what others write next could be taken for a change of what we did not write.
        """
        try:
            found = await self._workspace.look(self.path, adopting=False)
        except TimeWarpError as error:
            self._log.debug("%s: %s", self.path, error.reason or error.message)
            return
        if found is not None and found.file.hash == self.disk.file_hash:
            await self._take_back()

    async def _take_back(self) -> None:
        """The newest confirmed save is what the file comes from, and not what was intended after it."""
        row = (await recorded_saves(self._store, self.live.id)).confirmed
        if row is not None and row.confirmed_hash:
            again = saved(self.live.id, row.seq, row.intended_hash, row.confirmed_hash, now_ms())
            await self._flusher.submit(*again)
            self._intended = None


def saved(document: str, seq: int, text_hash: str, file_hash: str, at: int) -> tuple[IntendSave, ConfirmSave]:
    """The record of a file that has the text of ``seq`` already."""
    return IntendSave(document, seq, text_hash, at), ConfirmSave(document, seq, file_hash, at)
