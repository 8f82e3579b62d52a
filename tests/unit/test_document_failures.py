"""When storing fails, or the CRDT does: edits are refused with a reason, nothing is lost, it recovers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from engine import Engine, engine
from pycrdt import Doc, Text

from timewarp_jupyter.counters import COUNTERS
from timewarp_jupyter.documents import replica as replica_module
from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.errors import ProtocolError, StorageFailed
from timewarp_jupyter.store.interface import Receipt, Store
from timewarp_jupyter.store.operations import Operation
from timewarp_jupyter.testing.virtual import VirtualClient


class SwitchedStore:
    """Commits fail while ``broken``; ``unreadable`` makes reading the journal fail as well."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.broken = False
        self.unreadable = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
        if self.broken:
            raise StorageFailed("The disk is full.", reason="ENOSPC")
        return await self._store.commit(room, operations)

    async def probe(self) -> None:
        if self.broken:
            raise StorageFailed("The disk is full.", reason="ENOSPC")
        await self._store.probe()

    async def journal(self, document: str, upto: int | None = None) -> Any:
        if self.unreadable:
            raise StorageFailed("The disk cannot be read.", reason="EIO")
        return await self._store.journal(document, upto)


def switched(room: Engine) -> SwitchedStore:
    assert isinstance(room.store, SwitchedStore)
    return room.store


async def two(room: Engine) -> list[VirtualClient]:
    clients = [VirtualClient(room.document, name) for name in ("ana", "ben")]
    await room.settle(clients, lambda: all(client.text == "FD 50\n" for client in clients))
    return clients


@pytest.mark.parametrize("unreadable", [False, True])
async def test_a_full_disk_refuses_with_a_reason_and_recovers_by_itself(
    tmp_path: Path, unreadable: bool
) -> None:
    async with engine(tmp_path, wrap=SwitchedStore) as room:  # type: ignore[arg-type]
        ana, ben = await two(room)
        store = switched(room)
        failed = COUNTERS.failed_commits
        store.broken, store.unreadable = True, unreadable
        ana.source.insert(0, "LOST? ")
        await room.settle([ana, ben], lambda: bool(ana.denied and ben.denied))
        assert COUNTERS.failed_commits > failed
        assert ana.denied == ["storage_failed: The disk is full."] == ben.denied
        ana.source.insert(0, "NO! ")
        ben.source += "NOR THIS?\n"
        await asyncio.gather(*(asyncio.sleep(0) for _ in range(20)))
        ana.pump()
        ben.pump()
        assert ben.text == "FD 50\nNOR THIS?\n"
        store.broken = store.unreadable = False
        whole = "NO! LOST? FD 50\nNOR THIS?\n"
        await room.settle([ana, ben], lambda: ana.text == ben.text == whole)
        doc = replay(await room.store.journal("d"))
        assert str(doc.get("source", type=Text)) == whole == room.document.text
        await room.settle([ana], lambda: ana.acknowledged[-1][0] == room.document.seq)


async def test_reading_goes_on_while_storing_fails(tmp_path: Path) -> None:
    async with engine(tmp_path, wrap=SwitchedStore) as room:  # type: ignore[arg-type]
        ana, ben = await two(room)
        switched(room).broken = True
        ana.source.insert(0, "UNSAVED ")
        await room.settle([ana, ben], lambda: bool(ben.denied))
        late = VirtualClient(room.document, "late")
        await room.settle([late], lambda: late.text == "FD 50\n")
        with pytest.raises(StorageFailed):
            await room.document.committed()
        with pytest.raises(StorageFailed):
            await room.document.edit("ana", [Edit(0, 0, "x")])


async def test_who_waits_on_the_server_is_told_of_a_failed_commit(tmp_path: Path) -> None:
    async with engine(tmp_path, wrap=SwitchedStore) as room:  # type: ignore[arg-type]
        await two(room)
        switched(room).broken = True
        with pytest.raises(StorageFailed, match="full"):
            await room.document.edit("ana", [Edit(0, 0, "x")])
        assert (await room.store.journal("d")).updates[-1].author == "ana"
        assert len((await room.store.journal("d")).updates) == 1


class Panic(BaseException):
    """Like pyo3's PanicException, no ``Exception``."""


async def test_a_panic_of_the_crdt_ends_only_the_sender(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with engine(tmp_path) as room:
        ana, ben = await two(room)
        ana.source.insert(0, "SAFE ")
        ana.pump()

        class PanickingDoc(Doc):  # type: ignore[type-arg]
            def apply_update(self, update: bytes) -> None:
                raise Panic("a bug in the CRDT")

        monkeypatch.setattr(room.document._replica, "doc", PanickingDoc())
        ben.source.insert(0, "BANG ")
        ben.pump()
        assert isinstance(ben.socket.ended, ProtocolError)
        ben.leave()
        monkeypatch.undo()
        await room.settle([ana], room.document.gate.whole.is_set)
        ana.source += "AND ON\n"
        await room.settle([ana], lambda: ana.dealt_with > 1 and "AND ON" in room.document.text)
        await room.document.committed()
        assert ana.socket.ended is None
        doc = replay(await room.store.journal("d"))
        assert str(doc.get("source", type=Text)) == "SAFE FD 50\nAND ON\n"
        assert replica_module.Damaged.__doc__


async def test_a_commit_that_hangs_makes_the_room_read_only_until_it_is_done(tmp_path: Path) -> None:
    held = asyncio.Event()

    class HangingStore(SwitchedStore):
        async def commit(self, room: str, operations: Sequence[Operation]) -> Receipt:
            await held.wait()
            return await self._store.commit(room, operations)

    async with engine(tmp_path, wrap=HangingStore, commit_timeout=0.1) as room:  # type: ignore[arg-type]
        ana, ben = await two(room)
        ana.source.insert(0, "SLOW ")
        await room.settle([ana, ben], lambda: bool(ana.denied))
        assert ben.text == "FD 50\n" and "timeout" not in ben.text
        held.set()
        await room.settle([ana, ben], lambda: ben.text == "SLOW FD 50\n")
        ben.source.insert(0, "FINE ")
        await room.settle([ana, ben], lambda: ana.text == "FINE SLOW FD 50\n")


async def test_a_panic_while_a_document_is_taken_ends_no_commits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with engine(tmp_path) as room:
        ana, ben = await two(room)
        take, panics = room.document.take, [Panic("a bug in the CRDT")]

        def panicking_take() -> Any:
            if panics:
                raise panics.pop()
            return take()

        monkeypatch.setattr(room.document, "take", panicking_take)
        ana.source.insert(0, "KEPT ")
        await room.settle([ana, ben], lambda: ben.text == "KEPT FD 50\n")
        assert not panics
        doc = replay(await room.store.journal("d"))
        assert str(doc.get("source", type=Text)) == "KEPT FD 50\n"
        ben.source += "AND ON\n"
        await room.settle([ana, ben], lambda: ana.text == "KEPT FD 50\nAND ON\n")
