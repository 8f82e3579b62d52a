"""Who asks for a program in the moment in which it has been loaded."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from room_files import LAZY, room_files


@pytest.mark.timeout(20)
async def test_whoever_comes_between_the_end_of_a_load_and_the_news_of_it_gets_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class that comes back at once after a restart: one of them stopped the loop for ever."""
    async with room_files(tmp_path, **LAZY) as room:
        room.write("maze.logo", "FD 50\n")
        document = (await room.library.adopt("maze.logo", "ana")).id
        live = room.library._live
        load, found = live._load, asyncio.get_running_loop().create_future()

        async def load_and_let_one_come(wanted: str) -> None:
            await load(wanted)
            asyncio.get_running_loop().call_soon(come)

        def come() -> None:
            opening: Any = live.open(document)
            try:
                opening.send(None)
            except StopIteration as end:
                found.set_result(end.value)

        monkeypatch.setattr(live, "_load", load_and_let_one_come)
        opened = await live.open(document)
        assert await asyncio.wait_for(found, 5.0) is opened
