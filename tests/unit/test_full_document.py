"""A program that somebody has filled up: it takes no more from clients, and there is still a way back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from engine import Engine, engine
from pycrdt import Doc, Text
from room_files import room_files

from timewarp_jupyter.documents.document import LiveDocument
from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.documents.merge import edits_between
from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.documents.restoring import restore
from timewarp_jupyter.errors import TooLarge
from timewarp_jupyter.testing.virtual import VirtualClient

FIRST = "TO MAZE\nFD 50\nEND\n"
LIMITS = {"max_document_bytes": 40_000, "max_file_bytes": 10_000, "max_updates_burst": 10**9}


async def filled(document: LiveDocument) -> None:
    """Mallory types as many pieces as go in, each beside another, and erases every second: none is joined."""
    mallory = VirtualClient(document, "mallory")

    async def until(done: Callable[[], object]) -> None:
        while not done() and mallory.socket.ended is None:
            mallory.pump()
            await asyncio.sleep(0)

    await asyncio.wait_for(until(lambda: mallory.text == document.text), 20.0)
    while mallory.socket.ended is None:
        with mallory.doc.transaction():
            for _ in range(100):
                mallory.source.insert(0, "y")
                mallory.source.insert(0, "x")
                del mallory.source[1:2]
        before = len(mallory.acknowledged)
        await asyncio.wait_for(until(lambda now=before: len(mallory.acknowledged) > now), 20.0)
    assert isinstance(mallory.socket.ended, TooLarge)
    mallory.leave()


async def stored_text(room: Engine) -> str:
    return str(replay(await room.store.journal("d")).get("source", type=Text))


async def test_anybody_who_may_write_can_go_back_in_a_full_program(tmp_path: Path) -> None:
    async with engine(tmp_path, text=FIRST, **LIMITS) as room:
        start = room.document.seq
        await filled(room.document)
        full = (await room.document.committed()).text
        assert full != FIRST and full.count("x") > 500
        ana = VirtualClient(room.document, "ana")
        await room.settle([ana], lambda: ana.text == full)
        for _ in range(20):
            restored = await restore(room.document, room.store, start, "ana", lambda: None)
            await room.settle([ana], lambda: ana.text == FIRST)
            assert await stored_text(room) == FIRST
            await restore(room.document, room.store, restored.undo_seq, "ana", lambda: None)
            await room.settle([ana], lambda: ana.text == full)
        assert ana.socket.ended is None
        await room.document.close()
        assert (await room.load()).text == full


async def test_the_reserve_of_a_full_program_lasts_and_ends(tmp_path: Path) -> None:
    """Only what stays counts: texts that take each other's place are taken for long."""
    async with engine(tmp_path, text=FIRST, **LIMITS) as room:
        await filled(room.document)
        for number in range(100):
            text = room.document.text
            await room.document.edit("eve", [Edit(0, len(text.encode()), f"{number}\n" * 1000)])
        assert room.document.text == "99\n" * 1000
        while True:
            try:
                await room.document.edit("eve", [Edit(1, 1, "x"), Edit(3, 3, "x")])
            except TooLarge:
                break
        assert len(room.document.text) < LIMITS["max_file_bytes"]


async def test_an_edit_of_the_server_may_take_the_place_of_a_long_text(tmp_path: Path) -> None:
    """Both together are above the limit, and what comes of it is not."""
    async with engine(tmp_path, max_file_bytes=1000) as room:
        for letter in "abc":
            text = room.document.text
            await room.document.edit("ana", [Edit(0, len(text), letter * 900)])
            assert await stored_text(room) == letter * 900
        with pytest.raises(TooLarge):
            await room.document.edit("ana", [Edit(900, 900, "x" * 101)])
        assert room.document.text == "c" * 900


async def test_what_others_wrote_meanwhile_stays_where_edits_become_one(tmp_path: Path) -> None:
    async with engine(tmp_path, text=FIRST, **LIMITS) as room:
        base: Doc[None] = Doc()
        base.apply_update((await room.store.journal("d")).updates[0].data)
        ana = VirtualClient(room.document, "ana")
        await room.settle([ana], lambda: ana.text == FIRST)
        ana.edit(len(FIRST), 0, "; by ana\n")
        await room.settle([ana], lambda: room.document.text.endswith("; by ana\n"))
        await filled(room.document)
        on_disk = FIRST.replace("50", "60").replace("END", "RT 90\nEND")
        await room.document.edit(":disk", edits_between(FIRST, on_disk), base=base)
        assert room.document.text.endswith(f"{on_disk}; by ana\n")


async def test_a_full_program_is_saved_from_outside_and_changed_on_disk(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LIMITS) as room:
        room.write("maze.logo", FIRST)
        document = (await room.library.adopt("maze.logo", ":disk")).id
        live = await room.library.open(document)
        await filled(live)
        await room.library.save(document)
        assert room.read("maze.logo") == live.text
        await room.library.write(document, "CS\n" + FIRST, "ana")
        await room.until(lambda: room.read("maze.logo") == "CS\n" + FIRST)
        room.write("maze.logo", "HT\n" + FIRST)
        await room.until(lambda: live.text == "HT\n" + FIRST)
        assert (await live.committed()).text == await room.stored(document) == "HT\n" + FIRST
