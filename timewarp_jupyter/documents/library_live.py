"""The live documents of a room: opened once, watched on disk, let go when nobody is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from ..errors import TimeWarpError, Unavailable
from ..store.interface import DocumentRow, Journal
from .authors import DISK
from .document import LiveDocument
from .library_rows import FileEvent, FileEventKind, RoomFiles, Rows, document_deleted
from .replay import load_beside
from .saving import Saver
from .saving_file import DocumentFile, FileMissing
from .workspace_stat import Stamp


@dataclass(slots=True)
class Opened:
    """A live document with its file. ``used_at`` is in loop time.

    ``seen`` is a stamp that was new at the last look: only one that stays is a file written to its end.
    """

    live: LiveDocument
    file: DocumentFile
    saver: Saver
    used_at: float
    seen: tuple[Stamp | None] | None = None


class LiveDocuments:
    """Opens documents, polls their files, and unloads them.

    ``on_missing`` decides about a document whose file is gone: it is called without any lock held.
    """

    def __init__(self, files: RoomFiles, rows: Rows, on_missing: Callable[[str], Awaitable[None]]) -> None:
        self.live: dict[str, LiveDocument] = {}
        self._files = files
        self._rows = rows
        self._on_missing = on_missing
        self._opened: dict[str, Opened] = {}
        self._changing: dict[str, asyncio.Task[None]] = {}
        self._loop = asyncio.get_running_loop()
        self._some = asyncio.Event()
        self._closing = False
        self._watch_task = asyncio.create_task(self._watch(), name=f"watch {files.room}")

    def get(self, document: str) -> Opened | None:
        """An open document."""
        return self._opened.get(document)

    async def open(self, document: str) -> Opened:
        """The live document; openings at the same time share one load.

        Raises ``NotFound``, ``StorageFailed``, and ``Unavailable`` while the room closes.
        """
        # One that is being unloaded is still in ``_opened``, and must not be given to anyone.
        while document in self._changing or document not in self._opened:
            if self._closing:
                raise Unavailable("The room is being closed.", code="room_closing", retry_after=1.0)
            self._rows.require(document)
            await asyncio.shield(self._change(document, self._load))
        opened = self._opened[document]
        opened.used_at = self._loop.time()
        return opened

    def _change(self, document: str, work: Callable[[str], Awaitable[None]]) -> asyncio.Task[None]:
        """The one task that loads or unloads a document now; ``work`` where there is none."""
        task = self._changing.get(document)
        if task is None:
            task = asyncio.create_task(self._run(work, document), name=f"document {document}")
            self._changing[document] = task
            task.add_done_callback(partial(self._changed, document))
        return task

    async def _run(self, work: Callable[[str], Awaitable[None]], document: str) -> None:
        try:
            await work(document)
        finally:
            # Not when the loop tells of its end: who asks before that would wait for a task that is done,
            # again and again, and let nobody else have the loop.
            del self._changing[document]

    def _changed(self, document: str, task: asyncio.Task[None]) -> None:
        if self._changing.get(document) is task:
            del self._changing[document]  # cancelled before it began
        if not task.cancelled():
            # Whoever waits for it gets the error; nobody may be there any longer.
            task.exception()

    async def _load(self, document: str) -> None:
        files = self._files
        journal = await files.store.journal(document)
        row = as_of(self._rows.require(document), journal)
        loaded = await load_beside(journal)
        live = LiveDocument(row, loaded, files.flusher, files.limits, files.log)
        file = DocumentFile(live, files.path, files.store, files.flusher, files.workspace, files.log)
        saver = Saver(
            file,
            files.limits,
            files.log,
            on_failure=partial(self._tell_failure, live),
            on_missing=partial(self._on_missing, document),
        )
        opened = Opened(live, file, saver, self._loop.time())
        try:
            await self._compare(opened)
        except BaseException:
            await live.close()
            raise
        self._opened[document] = opened
        self.live[document] = live
        self._some.set()

    async def _compare(self, opened: Opened) -> None:
        """Compare with the file. What is wrong with that keeps nobody from the document."""
        behind = True
        failure: TimeWarpError | None = None
        try:
            behind = await self._is_behind(opened)
            await opened.live.set_state(path=opened.file.path)
        except TimeWarpError as error:
            failure = error
        row = self._rows.all[opened.live.id]
        if row.deleted_at is not None:
            raise document_deleted(row)
        opened.saver.start(behind=behind)
        if failure is not None:
            opened.saver.failed(failure)

    async def _is_behind(self, opened: Opened) -> bool:
        try:
            return await opened.file.compare()
        except FileMissing:
            await self._on_missing(opened.live.id)
            row = self._rows.all[opened.live.id]
            opened.live.row = replace(opened.live.row, path=row.path, file_id=row.file_id)
            return await opened.file.compare()

    def _tell_failure(self, live: LiveDocument, error: TimeWarpError | None) -> None:
        kind: FileEventKind = "saved" if error is None else "failed"
        self._files.tell(FileEvent(kind, live.row, DISK, error))

    # Letting go

    async def release(self, document: str) -> None:
        """Save and unload a document."""
        if document in self._opened:
            await asyncio.shield(self._change(document, self._unload))

    async def _unload(self, document: str) -> None:
        opened = self._opened[document]
        await opened.saver.close()
        await self._drop(opened)

    async def drop(self, document: str) -> None:
        """Unload a document whose file is not to be written any more."""
        opened = self._opened.get(document)
        if opened is not None:
            await opened.saver.stop()
            await self._drop(opened)

    async def _drop(self, opened: Opened) -> None:
        live = opened.live
        self._opened.pop(live.id, None)
        self.live.pop(live.id, None)
        await live.close()
        row = self._rows.all[live.id]
        self._rows.put(replace(row, updated_seq=live.seq, newline=live.row.newline))

    async def close(self) -> None:
        """Save and unload everything."""
        self._closing = True
        self._watch_task.cancel()
        await asyncio.gather(self._watch_task, *self._changing.values(), return_exceptions=True)
        closed = await asyncio.gather(*map(self.release, list(self._opened)), return_exceptions=True)
        for error in closed:
            if isinstance(error, BaseException):
                self._files.log.error("A document was not closed", exc_info=error)

    # Watching

    async def _watch(self) -> None:
        while not self._closing:
            if not self._opened:
                self._some.clear()
                await self._some.wait()
            await asyncio.sleep(self._files.limits.disk_poll_interval)
            try:
                await self._poll()
                await self._unload_idle()
            except TimeWarpError as error:
                self._files.log.warning("Room %s: %s", self._files.room, error.reason or error.message)
            except Exception:
                self._files.log.exception("Room %s: watching the files failed", self._files.room)

    async def _poll(self) -> None:
        watched = [opened for opened in self._opened.values() if not opened.file.lock.locked()]
        if not watched:
            return
        stamps = await self._files.workspace.stamps([opened.file.path for opened in watched])
        for opened, stamp in zip(watched, stamps, strict=True):
            if self._has_changed(opened, stamp):
                await self._take_in(opened)

    @staticmethod
    def _has_changed(opened: Opened, stamp: Stamp | None) -> bool:
        """Whether the file has changed since we knew it, and not since the last look."""
        known = opened.file.disk
        is_same = stamp == known.stamp if stamp is not None else known.file_hash is None
        if is_same or opened.file.lock.locked():
            opened.seen = None
            return False
        if opened.seen != (stamp,):
            opened.seen = (stamp,)
            return False
        opened.seen = None
        return True

    async def _take_in(self, opened: Opened) -> None:
        if opened.live.id not in self._opened:
            return
        try:
            await opened.saver.save()
        except TimeWarpError as error:
            # The saver tells everyone, and tries again.
            self._files.log.debug("%s: %s", opened.file.path, error.message)

    async def _unload_idle(self) -> None:
        before = self._loop.time() - self._files.limits.unload_after
        for document, opened in list(self._opened.items()):
            idle = opened.live.idle_since
            if idle is not None and max(idle, opened.used_at) <= before and opened.saver.is_saved:
                await self.release(document)


def as_of(row: DocumentRow, journal: Journal) -> DocumentRow:
    """The row as its journal has it: edits of a live document do not change the one in memory."""
    if not journal.updates:
        return replace(row, updated_seq=max(row.updated_seq, journal.checkpoint_seq))
    last = journal.updates[-1]
    return replace(row, updated_at=last.at, updated_by=last.author, updated_seq=last.seq)
