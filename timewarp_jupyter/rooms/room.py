"""One room: who is in it, what they may do, and its documents while somebody uses them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from typing import Any

from ..documents import paths
from ..documents.access import Check, anyone
from ..documents.document import LiveDocument
from ..documents.flush import Flusher
from ..documents.library import Library
from ..documents.workspace import Workspace
from ..documents.workspace_text import FileText
from ..errors import InvalidInput, NotFound, StorageFailed, TimeWarpError, TooLarge
from ..store.interface import MemberRow, Receipt, RoomRow
from ..store.operations import ChangeRoom, Operation
from ..store.reads import read_standing
from .access import RoomAccess
from .activity import room_changes
from .context import Context
from .permissions import Action
from .shelf import Shelf
from .standing import Standing
from .talk import Talk


class Room(Standing):
    """A room as it is now. Rows and members are in memory always, documents on first use."""

    def __init__(self, row: RoomRow, members: Iterable[MemberRow], context: Context) -> None:
        super().__init__(row, members, context)
        self.folder_missing = False
        self.talk = Talk(self, context)
        self.shelf = Shelf(row.id, context, self)

    @property
    def id(self) -> str:
        """``uuid4().hex``."""
        return self.row.id

    @property
    def workspace(self) -> Workspace:
        """The files of all rooms."""
        return self._context.workspace

    @property
    def seq(self) -> int:
        """The newest seq of this room that is known here."""
        self.note_seq()
        return self.row.seq

    def note_seq(self) -> None:
        """Remember how far the live documents have come: they leave memory before the room does."""
        seen = max((document.seq for document in self.shelf.live()), default=0)
        if seen > self.row.seq:
            self.row = replace(self.row, seq=seen)

    @property
    def is_folder_missing(self) -> bool:
        """Whether the folder was gone when it was last looked for."""
        library = self.shelf.library
        return self.folder_missing or (library is not None and library.folder_missing)

    def access(self, username: str) -> RoomAccess:
        """What a connection of the user asks."""
        return RoomAccess(self, username)

    async def commit(self, *operations: Operation) -> Receipt:
        """Commit operations of this room that are no edits. Raises as ``Store.commit`` does."""
        if self.shelf.flusher is not None:
            receipt = await self.shelf.flusher.submit(*operations)
        else:
            receipt = await self._commit(operations)
        self.row = replace(self.row, seq=max(self.row.seq, receipt.seq))
        return receipt

    async def _commit(self, operations: Sequence[Operation]) -> Receipt:
        """Commit of a room that is not loaded."""
        try:
            receipt = await self._context.store.commit(self.id, operations)
        except (StorageFailed, asyncio.CancelledError):
            self.doubted()
            raise
        self.committed(operations, receipt.seqs)
        return receipt

    def committed(self, operations: Sequence[Operation], seqs: Sequence[int | None]) -> None:
        """A commit of the room is on disk."""
        self.talk.committed(operations, seqs)

    def doubted(self) -> None:
        """Nobody knows whether a commit of the room is on disk."""
        self.changing.is_in_doubt = True
        self.talk.events.doubted()

    async def settle(self) -> None:
        """Find out what is stored, if that is in doubt. Raises ``StorageFailed``."""
        if self.changing.is_in_doubt or self.talk.events.is_in_doubt:
            async with self.changing:
                """Begins with that."""

    async def read_again(self) -> None:
        """Take over what is stored of the room, and tell those who listen. Raises ``StorageFailed``."""
        store = self._context.store
        await store.probe()  # until then, what has failed may come true
        row, members = await store.examine(partial(read_standing, room=self.id), lambda found: found)
        if row is None:
            return
        old, self.row = self.row, replace(row, seq=max(row.seq, self.row.seq))
        self.members.take(members)
        if (old.folder, old.deleted_at) != (row.folder, row.deleted_at):
            self._context.moves += 1
        if row.deleted_at is not None and old.deleted_at is None:
            self.end_deleted()
        self.recheck()
        if not self.changing.is_in_doubt:  # by something that came after the read
            self.talk.events.settled()

    def end_deleted(self) -> None:
        """End all connections of a room that has been deleted."""
        self.disconnect(NotFound("This room has been deleted.", code="room_deleted"))

    async def change(self, *, by: str | None = None, check: Check = anyone, **values: Any) -> None:
        """Commit new values of the room (fields of ``ChangeRoom``) and act on them, one change at a time.

        ``by`` is who did it; None is nobody that people want to hear of. Raises what ``check`` does.
        """
        async with self.changing:
            check()
            await self._change(by, values)

    async def _change(self, by: str | None, values: dict[str, Any]) -> None:
        try:
            await self.commit(ChangeRoom(**values), *room_changes(by, values))
        except StorageFailed:
            if not await self.changing.came_true(lambda: self._has(values)):
                raise
        if values.get("deleted_at") == 0:
            values["deleted_at"] = None
        self.row = replace(self.row, **values)
        if "folder" in values or "deleted_at" in values:
            self._context.moves += 1
        if by is None:
            self.talk.events.room_changed()
        self.recheck()

    def _has(self, values: dict[str, Any]) -> bool:
        return all((getattr(self.row, name) or 0) == (value or 0) for name, value in values.items())

    def recheck(self, usernames: Collection[str] | None = None) -> None:
        """Roles, locks or names changed, of these people or of everyone: act on open connections at once.

        Those of a deleted room are ended by ``disconnect``, with that reason and not for a lost role.
        """
        if self.row.deleted_at is not None:
            return
        for document in list(self.shelf.live()):
            document.recheck(usernames)
        self.talk.events.recheck(usernames)

    @property
    def is_loaded(self) -> bool:
        """Whether the documents are in memory."""
        return self.shelf.library is not None

    @property
    def library(self) -> Library:
        """The documents of a loaded room: take it within ``use()``."""
        if self.shelf.library is None:
            raise RuntimeError("the room is not loaded: use room.use()")
        return self.shelf.library

    @property
    def flusher(self) -> Flusher:
        """The commits of a loaded room: take it within ``use()``."""
        if self.shelf.flusher is None:
            raise RuntimeError("the room is not loaded: use room.use()")
        return self.shelf.flusher

    def use(self) -> AbstractAsyncContextManager[Library]:
        """The documents, for the length of a request: loaded, and not unloaded meanwhile."""
        return self.shelf.use(self.row.folder)

    async def load(self) -> Library:
        """Bring the documents into memory."""
        return await self.shelf.load(self.row.folder)

    async def unload(self) -> None:
        """Flush, write files, and let go of the documents."""
        await self.shelf.unload()

    async def close(self) -> None:
        """Let go of the documents for good, for the server is leaving."""
        await self.shelf.close()

    async def open_document(self, document: str, username: str | None = None) -> LiveDocument:
        """A document for a connection of the user, who joins an open room by it.

        Raises ``NotFound``, ``Forbidden``, ``Conflict``, ``TooMuch`` (``too_many_connections``).
        """
        if self.row.deleted_at is not None:
            raise NotFound("This room has been deleted.", code="room_deleted")
        if username is not None:
            await self.join(username)
            self.require(username, Action.READ)
        async with self.use() as library:
            if document not in library.rows or library.rows[document].deleted_at is not None:
                raise NotFound("There is no such document.", code="no_such_document")
            live = await library.open(document)
            if username is not None:
                await self.see(username)
        # After all waiting, so that nothing comes between the count and the connection it allows.
        self._context.require_place(len(self.usernames()), username)
        return live

    async def read_file(self, relative: str) -> FileText | None:
        """A file in the room's folder as it is on disk. Raises as ``Workspace.read`` does."""
        return await self._context.workspace.read(paths.normalise(self.row.folder, relative))

    async def has_program(self, relative: str) -> bool:
        """Whether a path in the folder is a document, or a text file that can become one."""
        try:
            paths.program_path(relative)
            async with self.use() as library:
                if library.by_path(relative) is not None:
                    return True
            if self._context.workspace.uploads.is_under_way(paths.normalise(self.row.folder, relative)):
                return False
            return await self.read_file(relative) is not None
        except (InvalidInput, TooLarge):
            return False

    def usernames(self) -> Sequence[str]:
        """The user of each socket into this room, whatever it is for."""
        return [*self.shelf.usernames(), *self.talk.events.usernames()]

    def admit(self, username: str) -> None:
        """Whether the user may listen to what happens here, and there is place for one more socket.

        Raises ``Forbidden``, ``TooMuch`` (``too_many_connections``).
        """
        self.require(username, Action.READ)
        self._context.require_place(len(self.usernames()), username)

    def has_document(self, document: str) -> bool:
        """Whether the loaded room has such a document, which is not deleted."""
        library = self.shelf.library
        row = None if library is None else library.rows.get(document)
        return row is not None and row.deleted_at is None

    def disconnect(self, error: TimeWarpError) -> None:
        """End all connections, with the error's close code."""
        for document in list(self.shelf.live()):
            document.disconnect(error)
        self.talk.events.disconnect(error)

    async def moved(self, folder: str, folder_id: str | None) -> None:
        """The folder has another path now: follow it."""
        if self.row.folder != folder:
            await self.change(folder=folder, folder_id=folder_id)
        await self.follow_folder()

    async def follow_folder(self) -> None:
        """The programs are where the room's folder is. Raises ``StorageFailed``."""
        library = self.shelf.library
        if library is not None and library.folder != self.row.folder:
            await library.moved(self.row.folder)

    async def arrived(self, relative: str = "") -> None:
        """What is at or below a path in the folder is new here: nowhere else may it be live."""
        await self._context.arrived(paths.join(self.row.folder, relative))

    async def write_back(self) -> None:
        """Make a folder that is gone again, with all programs. Raises ``Unavailable``."""
        async with self.use() as library:
            await library.write_back()
        self.folder_missing = False
