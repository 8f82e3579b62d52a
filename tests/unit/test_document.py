"""The live document: durable before visible, roles per frame, nothing lost and nothing twice."""

from __future__ import annotations

import asyncio
import gc
import weakref
from pathlib import Path

import pytest
from engine import HISTORY, Engine, engine
from pycrdt import Doc, Text

from timewarp_jupyter.counters import COUNTERS
from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.documents.lib0 import var_string, varuint
from timewarp_jupyter.documents.protocol import STEP_2, UPDATE, sync_message
from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.errors import OtherHistory, ProtocolError, TooLarge
from timewarp_jupyter.store.interface import Receipt, Store
from timewarp_jupyter.testing.virtual import Standing, VirtualClient


async def stored_text(room: Engine) -> str:
    doc = replay(await room.store.journal("d"))
    return str(doc.get("source", type=Text))


async def joined(room: Engine, *names: str) -> list[VirtualClient]:
    clients = [VirtualClient(room.document, name) for name in names]
    text = room.document.text
    await room.settle(clients, lambda: all(client.text == text for client in clients))
    return clients


async def test_two_write_at_once_and_see_the_same(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, ben = await joined(room, "ana", "ben")
        ana.source.insert(0, "CS 😀\n")
        ben.source += "RT 90\n"
        both = "CS 😀\nFD 50\nRT 90\n"
        await room.settle([ana, ben], lambda: ana.text == ben.text == both)
        assert await stored_text(room) == both
        assert room.document.text == both


async def test_nothing_is_visible_before_it_is_on_disk(tmp_path: Path) -> None:
    opened = asyncio.Event()

    class HeldStore:
        """Commits wait for ``opened``."""

        def __init__(self, store: Store) -> None:
            self._store = store

        def __getattr__(self, name: str) -> object:
            return getattr(self._store, name)

        async def commit(self, room: str, operations: list[object]) -> Receipt:
            await opened.wait()
            return await self._store.commit(room, operations)  # type: ignore[arg-type]

    async with engine(tmp_path, wrap=HeldStore) as room:  # type: ignore[arg-type]
        (ana, ben) = await joined(room, "ana", "ben")
        ana.source.insert(0, "CS\n")
        ana.pump()
        carl = VirtualClient(room.document, "carl")
        reading = asyncio.create_task(room.document.committed())
        await room.settle([ana, ben, carl], lambda: room.document.text == "CS\nFD 50\n")
        for _ in range(50):
            await asyncio.sleep(0)
            ben.pump()
            carl.pump()
        assert (ben.text, carl.text, reading.done(), ana.acknowledged[1:]) == ("FD 50\n", "", False, [])
        opened.set()
        await room.settle([ana, ben, carl], lambda: ben.text == carl.text == "CS\nFD 50\n")
        committed = await reading
        assert (committed.text, committed.seq) == ("CS\nFD 50\n", room.document.seq)
        await room.settle([ana], lambda: ana.acknowledged[-1][1:] == (3, 2))


async def test_acknowledgements_count_what_is_dealt_with(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        (ana,) = await joined(room, "ana")
        await room.settle([ana], lambda: bool(ana.acknowledged))
        assert ana.acknowledged[-1] == (1, 0, 1)
        ana.source.insert(0, "a")
        del ana.source[1:3]
        await room.settle([ana], lambda: ana.dealt_with == 3)
        assert ana.acknowledged[-1] == (room.document.seq, 1, 3)


async def test_a_viewer_cannot_write_and_reads_on(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        (ana,) = await joined(room, "ana")
        viewer = VirtualClient(room.document, "vic", standing=Standing("vic", writes=False))
        await room.settle([ana, viewer], lambda: viewer.text == "FD 50\n")
        viewer.source.insert(0, "EVIL ")
        await room.settle([viewer], lambda: bool(viewer.denied))
        assert viewer.denied == ["read_only: You can read here, but not write."]
        ana.source += "RT 90\n"
        await room.settle([ana, viewer], lambda: "RT 90" in viewer.text)
        assert (ana.text, room.document.text) == ("FD 50\nRT 90\n", "FD 50\nRT 90\n")
        assert viewer.socket.ended is None


async def test_a_viewer_who_becomes_an_editor_writes_without_reconnecting(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        (ana,) = await joined(room, "ana")
        vic = VirtualClient(room.document, "vic", standing=Standing("vic", writes=False))
        await room.settle([ana, vic], lambda: vic.text == "FD 50\n")
        vic.standing.writes = True
        room.document.recheck()
        vic.source.insert(0, "CS\n")
        await room.settle([ana, vic], lambda: ana.text == "CS\nFD 50\n")
        vic.standing.writes = False
        room.document.recheck()
        await room.settle([vic], lambda: bool(vic.denied))
        vic.source.insert(0, "NO\n")
        ana.source += "!"
        await room.settle([ana, vic], lambda: "!" in vic.text)
        assert ana.text == room.document.text == "CS\nFD 50\n!"


async def test_who_may_no_longer_read_is_sent_away(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        (ana,) = await joined(room, "ana")
        ana.standing.reads = False
        room.document.recheck()
        assert ana.socket.ended is not None and ana.socket.ended.close.number == 4403


async def test_only_those_whom_a_change_concerns_are_asked_about(tmp_path: Path) -> None:
    """In a class that comes in one by one, asking everyone each time held everyone up."""
    async with engine(tmp_path) as room:
        ana, ben = await joined(room, "ana", "ben")
        ana.standing.reads = ben.standing.reads = False
        room.document.recheck({"ben"})
        assert ana.socket.ended is None is not ben.socket.ended
        room.document.recheck()
        assert ana.socket.ended is not None


async def test_edits_typed_offline_arrive_once(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, ben = await joined(room, "ana", "ben")
        ana.leave()
        ana.source.insert(0, "OFFLINE ")
        ben.source += "RT 90\n"
        await room.settle([ben], lambda: room.document.text == "FD 50\nRT 90\n")
        again = VirtualClient(room.document, "ana", replica=ana.doc)
        merged = "OFFLINE FD 50\nRT 90\n"
        await room.settle([again, ben], lambda: again.text == ben.text == merged)
        third = VirtualClient(room.document, "ana", replica=ana.doc)
        await room.settle([third, ben], lambda: bool(third.acknowledged))
        assert room.document.text == await stored_text(room) == merged


async def test_a_reloaded_document_goes_on_with_its_clients(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        (ana,) = await joined(room, "ana")
        ana.source.insert(0, "CS\n")
        await room.settle([ana], lambda: ana.dealt_with == 2)
        ana.leave()
        ana.source.insert(0, "PU\n")
        await room.document.close()
        await room.load()
        back = VirtualClient(room.document, "ana", replica=ana.doc)
        await room.settle([back], lambda: room.document.text == "PU\nCS\nFD 50\n")
        assert back.text == "PU\nCS\nFD 50\n"


async def test_a_gap_is_asked_for_once_then_ends_the_connection(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        (ana,) = await joined(room, "ana")
        ana.source.insert(0, "a")
        ana._outgoing.clear()
        ana.source.insert(0, "b")
        await room.settle([ana], lambda: room.document.text == "baFD 50\n")
        assert ana.socket.ended is None
        ana.source.insert(0, "c")
        ana._outgoing.clear()
        ana.source.insert(0, "d")
        ana.pump()
        assert isinstance(ana.socket.ended, ProtocolError)


async def test_forged_client_ids_end_only_the_forger(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, ben = await joined(room, "ana", "ben")
        ana.source.insert(0, "a")
        await room.settle([ana, ben], lambda: ben.text == "aFD 50\n")
        twin: Doc = Doc(client_id=ana.doc.client_id)
        text = twin.get("source", type=Text)
        twin.apply_update(ben.doc.get_update())
        before = twin.get_state()
        text.insert(0, "FORGED")
        ben.send(sync_message(UPDATE, twin.get_update(before)))
        assert isinstance(ben.socket.ended, OtherHistory)
        ana.source.insert(0, "b")
        await room.settle([ana], lambda: ana.dealt_with == 3)
        assert room.document.text == "baFD 50\n" and ana.socket.ended is None


async def test_another_history_is_refused(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        stranger: Doc = Doc(client_id=2**40 + 77)
        stranger.get("source", type=Text).insert(0, "other genesis")
        client = VirtualClient(room.document, "ana", replica=stranger)
        assert client.socket.ended is not None and client.socket.ended.close.number == 4409
        try:
            VirtualClient(room.document, "ana", history_id="another")
        except OtherHistory as error:
            assert error.close.number == 4409
        else:
            raise AssertionError("the other history was let in")
        VirtualClient(room.document, "ana", history_id=HISTORY)


async def test_oversized_frames_and_edits_before_the_greeting_are_refused(tmp_path: Path) -> None:
    async with engine(tmp_path, max_frame_bytes=2048) as room:
        (ana,) = await joined(room, "ana")
        ana.send(sync_message(STEP_2, b"x" * 3000))
        assert isinstance(ana.socket.ended, TooLarge)


async def test_a_client_that_stops_reading_gets_one_difference_later(tmp_path: Path) -> None:
    async with engine(tmp_path, outbox_bytes=1024) as room:
        ana, slow = await joined(room, "ana", "slow")
        before = COUNTERS.slow_clients
        slow.socket.reading = False
        written = 0
        while slow.socket.backlog < 1024:
            ana.source += f"line {written} of a long program\n"
            ana.pump()
            written += 1
            size = len(ana.acknowledged)
            await room.settle([ana], lambda size=size: len(ana.acknowledged) > size)
        stuck = slow.socket.backlog
        assert COUNTERS.slow_clients == before + 1
        for _ in range(30):
            ana.source += "more and more and more and more\n"
            size = len(ana.acknowledged)
            await room.settle([ana], lambda size=size: len(ana.acknowledged) > size)
        assert slow.socket.backlog == stuck
        slow.socket.read_on()
        await room.settle([ana, slow], lambda: slow.text == ana.text)
        ana.source.insert(0, "and on\n")
        await room.settle([ana, slow], lambda: slow.text == ana.text == room.document.text)


async def test_server_owned_state_is_reasserted_and_dirty_cleared(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        (ana,) = await joined(room, "ana")
        await room.document.set_state(path="demo/a.logo", hash="abc")
        await room.settle([ana], lambda: "hash" in ana.state)
        ana.state["path"] = "../../etc/passwd"
        ana.state["dirty"] = True
        wanted = {"history_id": HISTORY, "path": "demo/a.logo", "hash": "abc", "dirty": False}
        await room.settle([ana], lambda: ana.state.to_py() == wanted)
        del ana.state["history_id"]
        await room.settle([ana], lambda: ana.state.to_py() == wanted)


async def test_edits_of_the_server_are_made_in_a_name_and_merge(tmp_path: Path) -> None:
    async with engine(tmp_path, text="one\ntwo\n") as room:
        (ana,) = await joined(room, "ana")
        base = replay(await room.store.journal("d"))
        ana.source.insert(0, "zero\n")
        await room.settle([ana], lambda: ana.dealt_with == 2)
        seq = await room.document.edit(":disk", [Edit(4, 7, "TWO"), Edit(8, 8, "three\n")], base=base)
        await room.settle([ana], lambda: ana.text == "zero\none\nTWO\nthree\n")
        rows = (await room.store.journal("d")).updates
        assert [(row.seq, row.author) for row in rows][-1] == (seq, ":disk")
        assert await room.document.edit(":disk", []) == 0
        seq = await room.document.edit("teacher", [Edit(0, 5, "")])
        await room.settle([ana], lambda: ana.text == "one\nTWO\nthree\n")
        assert (await room.store.journal("d")).updates[-1].author == "teacher"


async def test_bytes_that_are_no_update_end_only_the_sender(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, ben = await joined(room, "ana", "ben")
        for junk in (b"\x00\x02", b"\x07", b"", sync_message(UPDATE, b"\x01\x02\x03"), b"\x01\x05abc"):
            client = VirtualClient(room.document, "ben")
            client.send(junk)
            assert isinstance(client.socket.ended, ProtocolError), junk
        waiting = b"\x01\x01" + varuint(9) + b"\x05\x84\x07\x00" + var_string("x") + b"\x00"
        ben.send(sync_message(UPDATE, waiting))
        ana.source.insert(0, "a")
        await room.settle([ana, ben], lambda: ben.text == "aFD 50\n")
        assert ana.socket.ended is None


async def test_checkpoints_are_written_and_opened_from(tmp_path: Path) -> None:
    async with engine(tmp_path, checkpoint_every=10) as room:
        (ana,) = await joined(room, "ana")
        for number in range(25):
            ana.source += f"{number}\n"
            await room.settle([ana], lambda number=number: ana.dealt_with == number + 2)
        await room.document.close()
        journal = await room.store.journal("d")
        assert journal.checkpoint is not None and len(journal.updates) < 25
        document = await room.load()
        assert document.text == ana.text


async def test_clients_are_read_no_further_while_too_much_waits_for_a_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timewarp_jupyter.documents.gate._MOST_QUEUED", 100)
    async with engine(tmp_path) as room:
        (ana,) = await joined(room, "ana")
        for number in range(20):
            ana.source += f"line {number}\n"
        ana.pump()
        assert "line 19" not in room.document.text
        await room.settle([ana], lambda: room.document.text == ana.text)
        await room.settle([ana], lambda: ana.dealt_with == 21)
        assert await stored_text(room) == ana.text


async def test_a_closed_document_leaves_memory(tmp_path: Path) -> None:
    """An observer that is not taken back holds the CRDT for ever: the garbage collector cannot see it."""
    async with engine(tmp_path) as room:
        kept = weakref.ref(room.document._replica.doc)
        await room.document.set_state(hash="abc")
        await room.document.close()
        del room.document
        gc.collect()
        assert kept() is None
