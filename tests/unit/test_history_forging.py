"""Nobody can write in another person's name: what the history says is checked after each attempt."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine import Engine, engine

from timewarp_jupyter.documents.historian import Authors, Historian
from timewarp_jupyter.documents.lib0 import var_string, varuint
from timewarp_jupyter.documents.protocol import STEP_2, UPDATE, sync_message
from timewarp_jupyter.testing.virtual import VirtualClient


async def joined(room: Engine, *names: str) -> list[VirtualClient]:
    clients = [VirtualClient(room.document, name) for name in names]
    text = room.document.text
    await room.settle(clients, lambda: all(client.text == text for client in clients))
    return clients


async def authors(room: Engine) -> Authors:
    return await Historian(room.store).authors("d", "ana")


async def written(room: Engine) -> list[tuple[str, str]]:
    """The committed text by author."""
    text = (await room.document.committed()).text.encode("utf-16-le")
    seen = await authors(room)
    return [
        (span.author, text[2 * span.offset : 2 * (span.offset + span.length)].decode("utf-16-le"))
        for span in seen.spans
    ]


def insertion(client: int, clock: int, text: str, origin: tuple[int, int] | None) -> bytes:
    """An update with one insertion, as a client without scruples would make it."""
    head = varuint(1) + varuint(1) + varuint(client) + varuint(clock)
    if origin is None:
        place = b"\x04\x01" + var_string("source")
    else:
        place = b"\x84" + varuint(origin[0]) + varuint(origin[1])
    return head + place + var_string(text) + b"\0"


async def test_an_update_that_waits_on_another_persons_next_clock(tmp_path: Path) -> None:
    """It is not kept until the other has typed: then it would stand in the middle of their text."""
    async with engine(tmp_path) as room:
        ana, mallory = await joined(room, "ana", "mallory")
        ana.source.insert(0, "A")
        await room.settle([ana, mallory], lambda: mallory.text == "AFD 50\n")
        mine = insertion(mallory.doc.client_id, 0, "forged", (ana.doc.client_id, 1))
        mallory.send(sync_message(UPDATE, mine))
        assert mallory.socket.ended is None
        mallory.send(sync_message(STEP_2, mine))
        assert mallory.socket.ended is not None and mallory.socket.ended.close.number == 4400
        ana.source.insert(1, "BC")
        await room.settle([ana], lambda: room.document.text == "ABCFD 50\n")
        assert await written(room) == [("ana", "ABCFD 50\n")]
        assert [total.author for total in (await authors(room)).totals] == ["ana"]


@pytest.mark.parametrize("ahead", [0, 1])
@pytest.mark.parametrize("message", [UPDATE, STEP_2])
async def test_structs_under_another_persons_id(tmp_path: Path, message: int, ahead: int) -> None:
    """At the victim's next clock they would destroy the victim's own edit for good."""
    async with engine(tmp_path) as room:
        ana, mallory = await joined(room, "ana", "mallory")
        ana.source.insert(0, "A")
        await room.settle([ana, mallory], lambda: mallory.text == "AFD 50\n")
        forged = insertion(ana.doc.client_id, 1 + ahead, "I am a fool", (ana.doc.client_id, 0))
        mallory.send(sync_message(message, forged))
        mallory.send(sync_message(STEP_2, forged))
        assert mallory.socket.ended is not None
        assert mallory.socket.ended.close.number == (4400 if ahead else 4409)
        ana.source.insert(1, "B")
        await room.settle([ana], lambda: room.document.text == "ABFD 50\n")
        assert await written(room) == [("ana", "ABFD 50\n")]


async def test_structs_under_the_servers_id(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        (mallory,) = await joined(room, "mallory")
        server = next(iter(room.document.clocks))
        mallory.send(sync_message(UPDATE, insertion(server, room.document.clocks[server], "x", None)))
        assert mallory.socket.ended is not None and mallory.socket.ended.close.number == 4409
        mallory = VirtualClient(room.document, "mallory")
        mallory.send(sync_message(UPDATE, insertion(2**40 + 5, 0, "x", None)))
        assert mallory.socket.ended is not None and mallory.socket.ended.close.number == 4409
        assert await written(room) == [("ana", "FD 50\n")]


async def test_known_edits_delivered_by_someone_else_stay_their_writers(tmp_path: Path) -> None:
    """Every sync step 2 brings what others wrote."""
    async with engine(tmp_path) as room:
        ana, ben = await joined(room, "ana", "ben")
        ana.source.insert(0, "A")
        await room.settle([ana, ben], lambda: ben.text == "AFD 50\n")
        ben.source.insert(0, "B")
        ben.send(sync_message(STEP_2, ben.doc.get_update()))
        await room.settle([ana, ben], lambda: ana.text == "BAFD 50\n")
        assert ben.socket.ended is None
        assert await written(room) == [("ben", "B"), ("ana", "AFD 50\n")]
        totals = {total.author: total.typed for total in (await authors(room)).totals}
        assert totals == {"ana": 7, "ben": 1}


async def test_new_edits_delivered_by_someone_else_are_not_taken(tmp_path: Path) -> None:
    """Ben passes on what ana typed while she was away: it is for her to bring, and she can."""
    async with engine(tmp_path) as room:
        ana, ben = await joined(room, "ana", "ben")
        ana.source.insert(0, "A")
        await room.settle([ana, ben], lambda: ben.text == "AFD 50\n")
        ana.leave()
        ana.source.insert(1, "way")
        ben.send(sync_message(UPDATE, ana.doc.get_update(ben.doc.get_state())))
        assert ben.socket.ended is not None and ben.socket.ended.close.number == 4409
        back = VirtualClient(room.document, "ana", replica=ana.doc)
        await room.settle([back], lambda: room.document.text == "AwayFD 50\n")
        assert await written(room) == [("ana", "AwayFD 50\n")]


async def test_an_id_that_is_announced_waits_for_its_owner(tmp_path: Path) -> None:
    """Everyone sees ana's id with her cursor, before she has typed a thing."""
    async with engine(tmp_path) as room:
        ana, mallory = await joined(room, "ana", "mallory")
        ana.move_cursor(b"{}")
        await room.settle([ana, mallory], lambda: ana.doc.client_id in mallory.cursors)
        ana.source.insert(0, "A")
        mallory.send(sync_message(UPDATE, insertion(ana.doc.client_id, 0, "forged", None)))
        assert mallory.socket.ended is not None and mallory.socket.ended.close.number == 4409
        await room.settle([ana], lambda: room.document.text == "AFD 50\n")
        assert await written(room) == [("ana", "AFD 50\n")]


async def test_a_deletion_is_told_of_who_sent_it(tmp_path: Path) -> None:
    """Whoever wrote what is gone."""
    async with engine(tmp_path) as room:
        ana, ben = await joined(room, "ana", "ben")
        ana.source.insert(0, "ABC")
        await room.settle([ana, ben], lambda: ben.text == "ABCFD 50\n")
        del ben.source[0:2]
        await room.settle([ana, ben], lambda: ana.text == "CFD 50\n")
        totals = {total.author: (total.remaining, total.typed, total.deleted)
                  for total in (await authors(room)).totals}  # fmt: skip
        assert totals == {"ana": (7, 9, 0), "ben": (0, 0, 2)}
