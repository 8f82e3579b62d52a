"""The store in a SQL database: SQLite in a file, for one server."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from logging import Logger
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ..beside import elsewhere
from ..errors import StorageFailed
from . import reads, reads_history, reads_talk
from .carry import carry_out
from .claim import Claim
from .interface import (
    ContributionRow,
    DocumentRow,
    InvitationRow,
    Journal,
    MemberRow,
    PersonRow,
    Receipt,
    RecordRow,
    RoomRow,
    SaveRow,
    Store,
    UpdateRow,
)
from .interface_talk import ActivityFilter, ActivityRow, MessageRow, ReadMark, Since, Unread, Window
from .migrations import read_meta, write_meta
from .operations import Operation
from .place import identity, is_network, sqlite_url
from .readers import Readers, read_once
from .session import Session
from .sqlite import Journaling, Synchronous, Target, dialect_compiler, opening_failed, prepare_store
from .write_ahead_log import LogKeeper
from .writer import Writer

__all__ = ["SqlStore", "sqlite_url"]

R = TypeVar("R")
T = TypeVar("T")


class _Opened(NamedTuple):
    """A store that is open: the writer's session, the store's id and its file's. Readers and log: of WAL."""

    target: Target
    session: Session
    store_id: str
    file: tuple[int, int]
    readers: Readers | None
    log_keeper: LogKeeper | None


class SqlStore(Store):
    """Rooms in a SQLite file.

    ``synchronous`` full survives a power cut, normal only a crash of the process. ``journaling`` is
    chosen by the file system where it is None. ``read_deadline`` is in seconds. ``alone`` is for servers:
    the store is refused while another one has it (``claim``).
    """

    def __init__(
        self,
        url: str,
        *,
        synchronous: Synchronous = "full",
        journaling: Journaling | None = None,
        read_deadline: float = 30.0,
        alone: bool = False,
        log: Logger | None = None,
    ) -> None:
        self.path = path_of(url)
        self._synchronous = synchronous
        self._journaling = journaling
        self._read_deadline = read_deadline
        self._log = log or logging.getLogger(__name__)
        self._alone = alone
        self._claim = Claim(self.path, self._log)
        self._writer: Writer | None = None
        self._readers: Readers | None = None
        self._log_keeper: LogKeeper | None = None

    async def start(self) -> None:
        """Open the file, made if it is not there."""
        try:
            opened = await asyncio.get_running_loop().run_in_executor(None, self._claim_and_open)
        except asyncio.CancelledError:
            self._claim.give_up()
            raise
        self._readers = opened.readers
        self._log_keeper = opened.log_keeper
        self._writer = Writer(
            opened.target,
            opened.session,
            opened.store_id,
            opened.file,
            self._log,
            self._claim.check,
            opened.log_keeper.committed if opened.log_keeper is not None else lambda _: None,
        )

    def _claim_and_open(self) -> _Opened:
        self._claim = Claim(self.path, self._log)
        try:
            self._claim.take(alone=self._alone)
            return self._open()
        except OSError as error:
            self._claim.release()
            raise opening_failed(self.path, error) from error
        except BaseException:
            self._claim.release()
            raise

    def _open(self) -> _Opened:
        compiler = dialect_compiler()
        unsafe = "" if self._claim.trusted or is_network(self.path) else "locks keep nobody out here"
        target, session, why = prepare_store(
            self.path, self._synchronous, self._journaling, compiler, unsafe=unsafe
        )
        if why:
            self._log.warning(
                "The store %s uses a rollback journal and keeps its file locked: %s. Only one process can "
                "use it, and reads wait for writes.",
                self.path,
                why,
            )
        try:
            store_id, file = read_meta(session, "store_id") or "", identity(self.path)
            if target.journaling != "wal":
                return _Opened(target, session, store_id, file, None, None)
            readers = Readers(target, compiler, self._read_deadline)
            return _Opened(target, session, store_id, file, readers, LogKeeper(target, compiler, self._log))
        except (OSError, sqlite3.Error) as error:
            session.connection.close()
            raise opening_failed(self.path, error) from error

    async def stop(self) -> None:
        """Finish, then close: the writer last, so that it folds the WAL in."""
        readers, self._readers = self._readers, None
        keeper, self._log_keeper = self._log_keeper, None
        writer, self._writer = self._writer, None
        if readers is not None:
            await readers.close()
        if keeper is not None:
            await asyncio.get_running_loop().run_in_executor(None, keeper.close)
        if writer is not None:
            await writer.close()
        await asyncio.get_running_loop().run_in_executor(None, self._claim.release)

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        """Carry out all operations of a room, or none; see ``Store.commit``."""
        return await self._writing().run(partial(carry_out, room=room, operations=operations))

    async def probe(self) -> None:
        """Write the time of this into the store's own table."""
        await self._writing().run(_write_probe)

    async def examine(
        self, read: Callable[[Session], R], make: Callable[[R], T], *, heavily: bool = False
    ) -> T:
        """What ``make`` makes of what ``read`` reads; see ``Store.examine``."""
        if heavily and self._readers is not None:
            return await elsewhere(read_once, self._readers.target, read, make)
        # Where the writer reads as well, it must not be held up by what is made of it.
        found = await self._read(read)
        return await (elsewhere(make, found) if heavily else asyncio.to_thread(make, found))

    async def rooms(self) -> Sequence[RoomRow]:
        """All rooms, the deleted ones as well, oldest first."""
        return await self._read(reads.read_rooms)

    async def members(self) -> Sequence[MemberRow]:
        """All members of all rooms."""
        return await self._read(reads.read_members)

    async def people(self) -> Sequence[PersonRow]:
        """Everyone who has a name or colour of their own."""
        return await self._read(reads.read_people)

    async def documents(self, room: str) -> Sequence[DocumentRow]:
        """All documents of a room, the deleted ones as well, by path."""
        return await self._read(partial(reads.read_documents, room=room))

    async def journal(self, document: str, upto: int | None = None) -> Journal:
        """The newest checkpoint at or before seq ``upto`` and the updates after it, up to ``upto``."""
        return await self._read(partial(reads.read_journal, document=document, upto=upto))

    async def records(
        self, document: str, *, after: int = 0, before: int | None = None, limit: int, newest: bool = False
    ) -> Sequence[RecordRow]:
        """At most ``limit`` journal records with ``after < seq < before``, oldest or newest first."""
        part = reads_history.Part(document, after, before, limit)
        return await self._read(partial(reads_history.read_records, part=part, newest=newest))

    async def updates(
        self, document: str, *, after: int = 0, before: int | None = None, limit: int
    ) -> Sequence[UpdateRow]:
        """The same with their content, oldest first."""
        part = reads_history.Part(document, after, before, limit)
        return await self._read(partial(reads_history.read_updates, part=part))

    async def contributions(
        self, document: str, *, after: int, upto: int, pause_ms: int
    ) -> Sequence[ContributionRow]:
        """What each author did in a part of the journal."""
        part = reads_history.Part(document, after, upto + 1, -1)
        return await self._read(partial(reads_history.read_contributions, part=part, pause_ms=pause_ms))

    async def checkpoints(self, document: str) -> Sequence[int]:
        """The seqs of a document's checkpoints, oldest first."""
        return await self._read(partial(reads_history.read_checkpoints, document=document))

    async def saves(self, document: str, limit: int = 200) -> Sequence[SaveRow]:
        """The newest save intents of a document, newest first."""
        return await self._read(partial(reads.read_saves, document=document, limit=limit))

    async def invitations(self, room: str) -> Sequence[InvitationRow]:
        """All invitations of a room, newest first."""
        return await self._read(partial(reads.read_invitations, room=room))

    async def invitation(self, token_hash: str) -> InvitationRow | None:
        """The invitation of a token, whatever has become of it."""
        return await self._read(partial(reads.read_invitation, token_hash=token_hash))

    async def messages(self, room: str, window: Window) -> Sequence[MessageRow]:
        """A part of a room's chat, oldest first."""
        return await self._read(partial(reads_talk.read_messages, room=room, window=window))

    async def search(self, room: str, query: str, window: Window) -> Sequence[MessageRow]:
        """The messages that hold every word of ``query``, oldest first."""
        return await self._read(partial(reads_talk.search_messages, room=room, query=query, window=window))

    async def message(self, room: str, message: str) -> MessageRow | None:
        """One message of a room."""
        return await self._read(partial(reads_talk.read_message, room=room, message=message))

    async def message_of_client(self, room: str, author: str, client_id: str) -> MessageRow | None:
        """What an author has posted under a client's own id."""
        work = partial(reads_talk.read_message_of_client, room=room, author=author, client=client_id)
        return await self._read(work)

    async def read_mark(self, room: str, username: str) -> ReadMark:
        """How far a user has read."""
        return await self._read(partial(reads_talk.read_mark, room=room, username=username))

    async def unread(self, rooms: Sequence[str], username: str) -> Mapping[str, Unread]:
        """How much came into each room since a user has read."""
        return await self._read(partial(reads_talk.read_unread, rooms=rooms, username=username))

    async def activity(self, room: str, window: Window, wanted: ActivityFilter) -> Sequence[ActivityRow]:
        """A part of a room's activity, oldest first."""
        return await self._read(partial(reads_talk.read_activity, room=room, window=window, wanted=wanted))

    async def people_told_of(self, room: str) -> Sequence[str]:
        """Whom a room's chat, activity and programs name."""
        return await self._read(partial(reads_talk.read_people_told_of, room=room))

    async def since(self, room: str, after: int | None, limit: int) -> Since:
        """What was committed after a seq."""
        return await self._read(partial(reads_talk.read_since, room=room, after=after, limit=limit))

    def _writing(self) -> Writer:
        if self._writer is None:
            raise StorageFailed("The store is not open.", reason="closed")
        return self._writer

    async def _read(self, work: Callable[[Session], T]) -> T:
        if self._readers is not None:
            return await self._readers.run(work)
        return await self._writing().run(work, writes=False)


def path_of(url: str) -> Path:
    """The file of a store's URL. Raises ``StorageFailed`` for what is no SQLite file."""
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise StorageFailed("The store's URL cannot be understood.", reason=url) from error
    name = parts.database or ""
    if parts.get_backend_name() != "sqlite" or name in ("", ":memory:") or name.startswith("file:"):
        raise StorageFailed(
            "The store has to be a SQLite file for now: sqlite:////folder/timewarp.sqlite",
            reason=parts.render_as_string(hide_password=True),
        )
    return Path(name).absolute()


def _write_probe(session: Session) -> None:
    count = int(read_meta(session, "probes") or 0)
    write_meta(session, "probes", str(count + 1))
