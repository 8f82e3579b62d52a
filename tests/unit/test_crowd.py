"""Many people in one program: what they send between two flushes is dealt with at the next one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from engine import Engine, engine

from timewarp_jupyter.documents import audience, gate
from timewarp_jupyter.documents.protocol import UPDATE, sync_message
from timewarp_jupyter.errors import ProtocolError
from timewarp_jupyter.testing.virtual import VirtualClient


@pytest.fixture(autouse=True)
def crowd_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "_CROWD", 2)


async def crowd(room: Engine, count: int = 3) -> list[VirtualClient]:
    """People who have the text, right after a flush, with the next one far away."""
    clients = [VirtualClient(room.document, f"user{number}") for number in range(count)]
    await room.settle(clients, lambda: all(client.text == "FD 50\n" for client in clients))
    room.flusher._interval = 30.0
    room.flusher._last = asyncio.get_running_loop().time()
    assert room.document.is_crowd and room.flusher.is_resting
    return clients


async def test_what_comes_between_two_flushes_is_dealt_with_at_the_next(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, ben, _ = await crowd(room)
        for client, letter in ((ana, "a"), (ben, "b"), (ana, "c")):
            client.source.insert(0, letter)
            client.pump()
        assert room.document.text == "FD 50\n" and not room.flusher.idle
        room.flusher.do_postponed()
        assert set(room.document.text) == set("abcFD 50\n") and len(room.document.text) == 9
        room.flusher._interval = 0.001
        await room.settle([ana, ben], lambda: ana.text == ben.text == room.document.text)
        assert ana.dealt_with >= 2


async def test_edits_sent_right_before_the_end_count(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, *_ = await crowd(room)
        ana.source.insert(0, "last words ")
        ana.pump()
        ana.leave()
        assert room.document.text == "last words FD 50\n"


async def test_a_fault_ends_only_its_sender(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, ben, cem = await crowd(room)
        ana.send(sync_message(UPDATE, b"\xff"))
        ben.source.insert(0, "b")
        ben.pump()
        room.flusher.do_postponed()
        assert isinstance(ana.socket.ended, ProtocolError)
        assert room.document.text == "bFD 50\n"
        assert ben.socket.ended is None is cem.socket.ended


async def test_a_role_is_decided_when_an_edit_is_dealt_with(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, *_ = await crowd(room)
        ana.source.insert(0, "too late ")
        ana.pump()
        ana.standing.writes = False
        room.flusher.do_postponed()
        assert room.document.text == "FD 50\n"
        ana.pump()
        assert ana.denied and ana.denied[0].startswith("read_only")


async def test_a_closing_room_takes_what_has_come(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, *_ = await crowd(room)
        ana.source.insert(0, "x")
        ana.pump()
        await room.flusher.close()
        journal = await room.store.journal("d")
        assert b"x" in journal.updates[-1].data


async def test_waiting_for_the_disk_ends_also_where_nothing_was_to_be_stored(tmp_path: Path) -> None:
    """What is postponed may come to nothing: a refused edit, a cursor that is old."""
    async with engine(tmp_path) as room:
        await room.flusher.drain()
        room.flusher._interval = 0.05
        room.flusher._last = asyncio.get_running_loop().time()
        room.flusher.postpone(lambda: None)
        await asyncio.sleep(0)
        assert not room.flusher.idle
        await asyncio.wait_for(room.flusher.drain(), 5.0)


async def test_a_panic_in_what_was_postponed_ends_no_commits(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Panic(BaseException):
        """As pycrdt's: no Exception."""

    def panic() -> None:
        raise Panic("hostile bytes")

    async with engine(tmp_path) as room:
        ana = VirtualClient(room.document, "ana")
        await room.settle([ana], lambda: ana.text == "FD 50\n" and ana.dealt_with > 0)
        before = ana.dealt_with
        room.flusher.postpone(panic)
        ana.source.insert(0, "x")
        await room.settle([ana], lambda: ana.dealt_with == before + 1)
        assert room.document.text == "xFD 50\n"
        assert "hostile bytes" in caplog.text


async def test_much_at_once_is_dealt_with_without_asking_for_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is too much for the queue waits at the socket; what has come already is taken."""
    async with engine(tmp_path) as room:
        clients = await crowd(room)
        for client in clients:
            client.source.insert(0, "REM " + client.standing.username * 1000 + "\n")
            client.pump()
        monkeypatch.setattr(gate, "_MOST_QUEUED", 1)
        room.flusher.do_postponed()
        assert all(client.standing.username * 1000 in room.document.text for client in clients)
