"""The faulty sockets and stores that cannot be read do what their names say."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from engine import engine

from timewarp_jupyter.documents.websocket import frame
from timewarp_jupyter.errors import StorageFailed, TimeWarpError
from timewarp_jupyter.testing.sockets import DeadSocket, HalfOpenSocket, SlowSocket
from timewarp_jupyter.testing.stores_reading import SlowlyReadStore, UnreadableStore
from timewarp_jupyter.testing.virtual import VirtualClient


def test_a_half_open_socket_takes_all_and_gives_nothing() -> None:
    socket = HalfOpenSocket()
    socket.write(frame(b"before"))
    assert list(socket.messages()) == [b"before"]
    socket.vanish()
    socket.write(frame(b"after"))
    socket.when_drained(lambda: pytest.fail("a dead connection never drains"))
    socket.read_on()
    socket.end(TimeWarpError("Bye."))
    assert list(socket.messages()) == []
    assert socket.backlog == len(frame(b"after"))
    assert socket.ended is None


def test_a_slow_socket_takes_a_frame_at_a_time() -> None:
    socket, drained = SlowSocket(), list[str]()
    for message in (b"one", b"two"):
        socket.write(frame(message))
    socket.when_drained(lambda: drained.append("drained"))
    socket.take(1)
    assert (list(socket.messages()), drained) == ([b"one"], [])
    socket.take(1)
    assert (list(socket.messages()), drained, socket.backlog) == ([b"two"], ["drained"], 0)


async def test_nobody_notices_a_dead_connection_and_its_replica_goes_on_elsewhere(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, ben = VirtualClient(room.document, "ana"), VirtualClient(room.document, "ben")
        lost = VirtualClient(room.document, "ana", socket=DeadSocket())
        await room.settle([ana, ben], lambda: ana.text == ben.text == "FD 50\n")
        again = VirtualClient(room.document, "ana", replica=lost.doc)
        await room.settle([ben, again], lambda: again.text == "FD 50\n")
        again.source += "RT 90\n"
        await room.settle([ana, ben, again], lambda: ana.text == ben.text == "FD 50\nRT 90\n")


async def test_a_store_that_cannot_be_read_says_so_and_one_that_is_slow_answers_later(tmp_path: Path) -> None:
    async with engine(tmp_path, wrap=UnreadableStore) as room:
        assert isinstance(room.store, UnreadableStore)
        room.store.failing = True
        with pytest.raises(StorageFailed):
            await room.store.journal("d")
        room.store.failing = False
        assert (await room.store.journal("d")).seq == 1
        slow = SlowlyReadStore(room.store)
        slow.hold()
        read = asyncio.ensure_future(slow.journal("d"))
        done, _ = await asyncio.wait([read], timeout=0.05)
        assert (len(done), slow.waiting) == (0, 1)
        slow.release()
        assert (await asyncio.wait_for(read, 10.0)).seq == 1
