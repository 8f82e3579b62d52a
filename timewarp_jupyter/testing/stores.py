"""Stores with a fault, named for it. Each wraps any other store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from ..errors import StorageFailed
from ..store.interface import (
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
from ..store.interface_talk import ActivityFilter, ActivityRow, MessageRow, ReadMark, Since, Unread, Window
from ..store.operations import Operation
from ..store.session import Session

R = TypeVar("R")
T = TypeVar("T")


class WrappedStore(Store):
    """Passes everything on. Faulty stores override what is to go wrong."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner

    async def start(self) -> None:
        """Start the inner store."""
        await self.inner.start()

    async def stop(self) -> None:
        """Stop the inner store."""
        await self.inner.stop()

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        """Commit to the inner store."""
        return await self.inner.commit(room, operations)

    async def probe(self) -> None:
        """Probe the inner store."""
        await self.inner.probe()

    async def before_reading(self) -> None:
        """Every read begins here: stores that cannot be read override it."""

    async def examine(
        self, read: Callable[[Session], R], make: Callable[[R], T], *, heavily: bool = False
    ) -> T:
        """Examine the inner store."""
        await self.before_reading()
        return await self.inner.examine(read, make, heavily=heavily)

    async def rooms(self) -> Sequence[RoomRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.rooms()

    async def members(self) -> Sequence[MemberRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.members()

    async def people(self) -> Sequence[PersonRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.people()

    async def documents(self, room: str) -> Sequence[DocumentRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.documents(room)

    async def journal(self, document: str, upto: int | None = None) -> Journal:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.journal(document, upto)

    async def records(
        self, document: str, *, after: int = 0, before: int | None = None, limit: int, newest: bool = False
    ) -> Sequence[RecordRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.records(document, after=after, before=before, limit=limit, newest=newest)

    async def updates(
        self, document: str, *, after: int = 0, before: int | None = None, limit: int
    ) -> Sequence[UpdateRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.updates(document, after=after, before=before, limit=limit)

    async def contributions(
        self, document: str, *, after: int, upto: int, pause_ms: int
    ) -> Sequence[ContributionRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.contributions(document, after=after, upto=upto, pause_ms=pause_ms)

    async def checkpoints(self, document: str) -> Sequence[int]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.checkpoints(document)

    async def saves(self, document: str, limit: int = 200) -> Sequence[SaveRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.saves(document, limit)

    async def invitations(self, room: str) -> Sequence[InvitationRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.invitations(room)

    async def invitation(self, token_hash: str) -> InvitationRow | None:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.invitation(token_hash)

    async def messages(self, room: str, window: Window) -> Sequence[MessageRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.messages(room, window)

    async def search(self, room: str, query: str, window: Window) -> Sequence[MessageRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.search(room, query, window)

    async def message(self, room: str, message: str) -> MessageRow | None:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.message(room, message)

    async def message_of_client(self, room: str, author: str, client_id: str) -> MessageRow | None:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.message_of_client(room, author, client_id)

    async def read_mark(self, room: str, username: str) -> ReadMark:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.read_mark(room, username)

    async def unread(self, rooms: Sequence[str], username: str) -> Mapping[str, Unread]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.unread(rooms, username)

    async def activity(self, room: str, window: Window, wanted: ActivityFilter) -> Sequence[ActivityRow]:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.activity(room, window, wanted)

    async def people_told_of(self, room: str) -> Sequence[str]:
        """Read from the inner store."""
        return await self.inner.people_told_of(room)

    async def since(self, room: str, after: int | None, limit: int) -> Since:
        """Read from the inner store."""
        await self.before_reading()
        return await self.inner.since(room, after, limit)


class SlowStore(WrappedStore):
    """Commits wait at a gate before they reach the inner store, as on a disk that is busy.

    ``hold`` closes the gate and ``release`` opens it; with ``delay`` (seconds) each commit also takes so
    much longer. ``waiting`` is the number of commits at the gate, ``arrived`` is set by the first after
    ``hold``.
    """

    def __init__(self, inner: Store, *, delay: float = 0.0) -> None:
        super().__init__(inner)
        self.waiting = 0
        self.arrived = asyncio.Event()
        self._delay = delay
        self._gate = asyncio.Event()
        self._gate.set()

    def hold(self) -> None:
        """Let no commit through."""
        self._gate.clear()
        self.arrived.clear()

    def release(self) -> None:
        """Let them through again, in the order in which they came."""
        self._gate.set()

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        """Wait, then commit."""
        self.waiting += 1
        self.arrived.set()
        try:
            await self._gate.wait()
            if self._delay:
                await asyncio.sleep(self._delay)
        finally:
            self.waiting -= 1
        return await self.inner.commit(room, operations)


class FlakyStore(WrappedStore):
    """Commits fail while ``failing`` is set, and the commits whose numbers (from 1) are in ``fail_at``.

    ``commits`` counts them all, the failed as well. Reads work.
    """

    def __init__(self, inner: Store, *, fail_at: Sequence[int] = ()) -> None:
        super().__init__(inner)
        self.failing = False
        self.commits = 0
        self._fail_at = frozenset(fail_at)

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        """Fail before anything is stored, or commit."""
        self.commits += 1
        if self.failing or self.commits in self._fail_at:
            raise StorageFailed("The disk is full.", reason="flaky")
        return await self.inner.commit(room, operations)

    async def probe(self) -> None:
        """Fail as a commit would."""
        if self.failing:
            raise StorageFailed("The disk is full.", reason="flaky")
        await self.inner.probe()


class FailingStore(WrappedStore):
    """Nothing can be committed, ever; what is there can be read."""

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        """Fail."""
        raise StorageFailed("The disk is read-only.", reason="failing")

    async def probe(self) -> None:
        """Fail."""
        raise StorageFailed("The disk is read-only.", reason="failing")
