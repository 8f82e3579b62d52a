"""Faults that live documents once had: bad luck with the store, sockets that end or do not read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from engine import LOG, Engine, engine
from pycrdt import Text

from timewarp_jupyter.documents.access import Identity
from timewarp_jupyter.documents.awareness import Awareness
from timewarp_jupyter.documents.file_state import FileState
from timewarp_jupyter.documents.flush import Flusher
from timewarp_jupyter.documents.lib0 import read_varuint, var_bytes, varuint
from timewarp_jupyter.documents.protocol import QUERY_AWARENESS, STEP_1, sync_message
from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.errors import Forbidden, ProtocolError, StorageFailed, TooLarge
from timewarp_jupyter.store.interface import Receipt, Store
from timewarp_jupyter.store.operations import Operation
from timewarp_jupyter.testing.virtual import VirtualClient

WHOLE = "FD 50\n"
FULL = StorageFailed("The disk is full.", reason="ENOSPC")


class Planned:
    """A store whose commits and reads wait and fail as the test says: ``None`` lets one through."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.commits: list[asyncio.Future[None]] = []
        self.reading = asyncio.Event()
        self.reading.set()
        self.unreadable = False
        self.probing = asyncio.Event()
        self.probing.set()
        self.probes = 0
        self.committing = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def plan(self) -> asyncio.Future[None]:
        """The next commit without a plan waits for this, and fails with its error."""
        plan: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.commits.append(plan)
        return plan

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        self.committing += 1
        if self.commits:
            await self.commits.pop(0)
        return await self._store.commit(room, operations)

    async def probe(self) -> None:
        self.probes += 1
        await self.probing.wait()
        await self._store.probe()

    async def journal(self, document: str, upto: int | None = None) -> Any:
        await self.reading.wait()
        if self.unreadable:
            raise StorageFailed("The disk cannot be read.", reason="EIO")
        return await self._store.journal(document, upto)


def planned(room: Engine) -> Planned:
    assert isinstance(room.store, Planned)
    return room.store


async def two(room: Engine) -> list[VirtualClient]:
    clients = [VirtualClient(room.document, name) for name in ("ana", "ben")]
    await room.settle(clients, lambda: all(client.text == WHOLE for client in clients))
    await room.settle(clients, lambda: all(client.dealt_with for client in clients))
    return clients


async def stored(room: Engine) -> str:
    return str(replay(await room.store.journal("d")).get("source", type=Text))


async def test_a_commit_that_hangs_and_then_fails_is_recovered_from(tmp_path: Path) -> None:
    async with engine(tmp_path, wrap=Planned, commit_timeout=0.1) as room:  # type: ignore[arg-type]
        ana, ben = await two(room)
        commit = planned(room).plan()
        ana.source.insert(0, "SLOW ")
        await room.settle([ana, ben], lambda: bool(ben.denied))
        commit.set_exception(FULL)
        await room.settle([ana, ben], lambda: ben.text == "SLOW FD 50\n")
        assert await stored(room) == "SLOW FD 50\n"


async def test_what_was_typed_on_top_of_a_failed_commit_is_not_committed_past_the_gap(tmp_path: Path) -> None:
    async with engine(tmp_path, wrap=Planned) as room:  # type: ignore[arg-type]
        ana, ben = await two(room)
        store = planned(room)
        commit = store.plan()
        ana.source.insert(0, "A")
        await room.settle([ana, ben], lambda: not store.commits)
        ana.source.insert(1, "B")
        ana.pump()
        store.reading.clear()
        before = store.committing
        commit.set_exception(FULL)
        await room.settle([ana, ben], lambda: bool(ben.denied))
        await asyncio.wait_for(room.flusher._flush_safely(), 5.0)
        assert store.committing == before
        store.reading.set()
        await room.settle([ana, ben], lambda: ben.text == "ABFD 50\n")
        assert await stored(room) == "ABFD 50\n"


async def test_a_commit_that_fails_while_another_is_recovered_from_leaves_nothing_shut(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path, wrap=Planned, commit_timeout=0.1) as room:  # type: ignore[arg-type]
        ana, ben = await two(room)
        store = planned(room)
        first, second = store.plan(), store.plan()
        ana.source.insert(0, "A")
        await room.settle([ana, ben], lambda: len(store.commits) == 1)
        ana.source.insert(1, "B")
        ana.pump()
        await room.settle([ana, ben], lambda: bool(ana.denied))
        store.probing.clear()
        first.set_result(None)
        await room.settle([ana, ben], lambda: not store.commits)
        second.set_exception(FULL)
        await room.settle([ana, ben], lambda: store.probes > 0)
        store.probing.set()
        await room.settle([ana, ben], lambda: ben.text == "ABFD 50\n" and room.document.unavailable is None)
        ben.source.insert(0, "C")
        await room.settle([ana, ben], lambda: ana.text == "CABFD 50\n")


async def test_a_damaged_document_that_cannot_be_read_comes_back_when_it_can(tmp_path: Path) -> None:
    async with engine(tmp_path, wrap=Planned) as room:  # type: ignore[arg-type]
        ana, ben = await two(room)
        planned(room).unreadable = True
        await room.document._rebuild_after_damage()
        assert room.document.unavailable is not None
        planned(room).unreadable = False
        ana.source.insert(0, "ON ")
        await room.settle([ana, ben], lambda: ben.text == "ON FD 50\n")


async def test_nobody_is_thrown_out_while_the_store_cannot_be_read(tmp_path: Path) -> None:
    async with engine(tmp_path, wrap=Planned, commit_timeout=0.1) as room:  # type: ignore[arg-type]
        ana, ben = await two(room)
        store = planned(room)
        store.reading.clear()
        store.plan().set_exception(FULL)
        ana.source.insert(0, "KEPT ")
        await room.settle([ana, ben], lambda: bool(ben.denied))
        ben.move_cursor(b'{"cursor":1}')
        ben.source.insert(0, "TOO ")
        await room.settle([ana, ben], lambda: ben.doc.client_id in ana.cursors)
        store.reading.set()
        await room.settle([ana, ben], lambda: {"KEPT", "TOO"} <= {*ana.text.split(), *ben.text.split()})
        assert ana.socket.ended is None is ben.socket.ended


class Restless:
    """A document that has something to let out again as soon as it was asked."""

    def __init__(self, flusher: Flusher) -> None:
        self.flusher = flusher
        self.operations: Sequence[Operation] = ()

    def take(self) -> Restless:
        self.flusher.touch(self)  # type: ignore[arg-type]
        return self

    def publish(self, seqs: Sequence[int | None]) -> None: ...


async def test_a_document_can_be_drained_while_another_never_rests(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        flusher = Flusher("r", room.store, interval=0.001, commit_timeout=1.0, log=LOG)
        restless = Restless(flusher)
        flusher.touch(restless)  # type: ignore[arg-type]
        await asyncio.wait_for(flusher.drain(), 5.0)
        flusher._task.cancel()


async def test_a_message_that_waited_until_its_socket_ended_does_nothing(tmp_path: Path) -> None:
    """The cursor would have stayed for ever."""
    async with engine(tmp_path) as room:
        _ana, ben = await two(room)
        room.document.gate.whole.clear()
        ben.move_cursor(b"{}")
        await asyncio.sleep(0)
        ben.leave()
        room.document.gate.whole.set()
        await asyncio.wait_for(asyncio.shield(ben._paused), 5.0)  # type: ignore[arg-type]
        assert room.document.awareness.everything() is None


async def test_nothing_is_taken_from_a_socket_that_is_being_closed(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        _ana, ben = await two(room)
        ben.connection.end(Forbidden("You were sent away."))
        ben.source.insert(0, "STILL HERE ")
        ben.move_cursor(b"{}")
        ben.pump()
        assert room.document.text == WHOLE
        assert room.document.awareness.everything() is None


async def test_one_who_asks_and_does_not_read_is_not_answered_without_end(tmp_path: Path) -> None:
    async with engine(tmp_path, text="x" * 50_000, outbox_bytes=100_000) as room:
        ana = VirtualClient(room.document, "ana")
        await room.settle([ana], lambda: len(ana.text) == 50_000)
        ana.socket.reading = False
        for _ in range(20):
            ana.send(sync_message(STEP_1, b"\0"))
            await room.document.committed()
        ana.move_cursor(b'{"long":"' + b"x" * 4000 + b'"}')
        for _ in range(5):
            ana.send(bytes((QUERY_AWARENESS,)))
        assert ana.socket.backlog < 200_000
        ana.doc.get("source", type=Text)
        ana.socket.read_on()
        await room.settle([ana], lambda: ana.connection in room.document.listening)


ANA = Identity("ana", "Ana", "#336699", "A")


@pytest.mark.parametrize(
    "state", [b'{"x":NaN}', b'{"x":-Infinity}', b'{"x":1e999}', b'{"x":' + b"[" * 600 + b"]" * 600 + b"}"]
)
def test_a_cursor_that_browsers_cannot_read_is_refused(state: bytes) -> None:
    awareness = Awareness(lambda client: None, max_clients=8, max_bytes=4096)
    with pytest.raises((ProtocolError, TooLarge)):
        awareness.receive("socket", ANA, varuint(1) + varuint(7) + varuint(1) + var_bytes(state))
    assert awareness.everything() is None


def test_the_clock_of_a_cursor_stays_readable_for_browsers() -> None:
    awareness = Awareness(lambda client: None, max_clients=8, max_bytes=4096)
    with pytest.raises(ProtocolError):
        awareness.receive("socket", ANA, varuint(1) + varuint(7) + varuint(2**53 - 1) + var_bytes(b"{}"))
    awareness.leave("socket")
    pending = awareness.take_pending() or b"\0"
    assert read_varuint(pending, 0)[0] == 0


async def test_acknowledgements_and_news_of_the_file_do_not_pile_up(tmp_path: Path) -> None:
    """One who sends and never reads is told the newest of each, once there is room."""
    async with engine(tmp_path, outbox_bytes=1024) as room:
        ana = VirtualClient(room.document, "ana")
        await room.settle([ana], lambda: bool(ana.text))
        ana.socket.reading = False
        for number in range(200):
            ana.source += f"FD {number}\n"
            ana.flush()
            await room.document.committed()
            room.document.file_is(FileState(number, ""))
        assert ana.socket.backlog < 1100
        before = len(ana.acknowledged)
        ana.socket.read_on()
        await room.settle([ana], lambda: ana.is_saved and ana.files[-1] == (199, ""))
        assert len(ana.acknowledged) - before < 120
        ana.source += "and on\n"
        await room.settle([ana], lambda: ana.is_saved)
