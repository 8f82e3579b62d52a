"""One whose edits are refused, and who goes on sending them, is ended; who was demoted is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine import Engine, engine

from timewarp_jupyter.documents.protocol import STEP_2, sync_message
from timewarp_jupyter.errors import Forbidden, StorageFailed
from timewarp_jupyter.testing.virtual import Standing, VirtualClient

QUICK = {"max_updates_per_second": 10_000.0, "max_updates_burst": 100_000}


async def greeted(room: Engine, username: str, *, writes: bool) -> VirtualClient:
    client = VirtualClient(room.document, username, standing=Standing(username, writes=writes))
    await room.settle([client], lambda: client.text == room.document.text)
    return client


def type_on(client: VirtualClient, count: int) -> None:
    """Typing of one who does not know of refusals; each key is a message."""
    for _ in range(count):
        client.source.insert(0, "x")
        client.pump()


@pytest.mark.parametrize("whole", [False, True])
async def test_who_goes_on_sending_what_is_refused_is_ended(tmp_path: Path, whole: bool) -> None:
    async with engine(tmp_path, **QUICK) as room:
        ana, eve = await greeted(room, "ana", writes=True), await greeted(room, "eve", writes=False)
        for _ in range(1000):
            if whole:
                eve.source.insert(0, "x")
                eve.send(sync_message(STEP_2, eve.doc.get_update()))
            else:
                type_on(eve, 1)
            if eve.socket.ended is not None:
                break
        assert isinstance(eve.socket.ended, Forbidden) and eve.socket.ended.close.number == 4403
        assert eve.socket.ended.error_code == "refused_repeatedly"
        ana.source.insert(0, "ON ")
        await room.settle([ana], lambda: room.document.text == "ON FD 50\n")
        assert ana.socket.ended is None


async def test_demoted_in_mid_typing_and_promoted_again_any_number_of_times(tmp_path: Path) -> None:
    async with engine(tmp_path, **QUICK) as room:
        ana = await greeted(room, "ana", writes=True)
        for _ in range(5):
            ana.standing.writes = False
            room.document.recheck()
            type_on(ana, 200)
            ana.standing.writes = True
            room.document.recheck()
            await room.settle([ana], lambda: ana.text == room.document.text)
        assert ana.socket.ended is None and room.document.text == "x" * 1000 + "FD 50\n"


async def test_a_viewer_who_reads_is_never_ended(tmp_path: Path) -> None:
    async with engine(tmp_path, **QUICK) as room:
        vic = await greeted(room, "vic", writes=False)
        for _ in range(600):
            vic.send(sync_message(STEP_2, vic.doc.get_update()))
        assert vic.socket.ended is None


async def test_typing_while_storing_fails_is_no_refusal_of_the_person(tmp_path: Path) -> None:
    async with engine(tmp_path, **QUICK) as room:
        ana = await greeted(room, "ana", writes=True)
        room.flusher.begin_failure(StorageFailed("The disk is full.", reason="ENOSPC"))
        type_on(ana, 1000)
        await room.settle([ana], lambda: room.document.text == "x" * 1000 + "FD 50\n")
        assert ana.socket.ended is None
