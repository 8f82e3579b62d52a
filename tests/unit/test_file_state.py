"""Those who have a program open hear when its file was written, and why it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from room_files import LAZY, room_files

from timewarp_jupyter.clock import now_ms
from timewarp_jupyter.errors import Unavailable
from timewarp_jupyter.testing.contents import FullDiskContents
from timewarp_jupyter.testing.virtual import VirtualClient


def told(client: VirtualClient) -> tuple[int, str]:
    """What the client was told last."""
    client.pump()
    return client.files[-1]


async def test_a_full_disk_is_told_until_the_file_is_written_again(tmp_path: Path) -> None:
    async with room_files(tmp_path, FullDiskContents, **LAZY) as room:
        before = now_ms()
        document = (await room.library.create("maze.logo", "FD 50\n", "ana")).id
        live = await room.library.open(document)
        ana = VirtualClient(live, "ana")
        saved_at, problem = told(ana)
        assert before <= saved_at <= now_ms()
        assert problem == ""

        room.contents.is_full = True
        await room.type(document, "RT 90\n")
        for _ in range(2):
            with pytest.raises(Unavailable):
                await room.library.save(document)
        assert told(ana) == (saved_at, "file_not_written")
        assert told(VirtualClient(live, "bo")) == (saved_at, "file_not_written")

        room.contents.is_full = False
        await room.library.save(document)
        later, problem = told(ana)
        assert saved_at <= later <= now_ms()
        assert problem == ""
        assert [code for _, code in ana.files] == ["", "file_not_written", ""]


async def test_the_time_is_that_of_the_save_also_after_a_restart(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = (await room.library.create("maze.logo", "FD 50\n", "ana")).id
        first = told(VirtualClient(await room.library.open(document), "ana"))
        await room.restart()
        assert told(VirtualClient(await room.library.open(document), "ana")) == first


async def test_a_save_with_nothing_to_write_is_not_told(tmp_path: Path) -> None:
    async with room_files(tmp_path, **LAZY) as room:
        document = (await room.library.create("maze.logo", "FD 50\n", "ana")).id
        ana = VirtualClient(await room.library.open(document), "ana")
        await room.library.save(document)
        told(ana)
        assert len(ana.files) == 1
