"""Random plans of typing, changes on disk, failures and kills: every line is there once, in both places."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from room_files import LAZY, RoomFiles, room_files

from timewarp_jupyter.documents.authors import DISK
from timewarp_jupyter.errors import Unavailable
from timewarp_jupyter.testing.contents import FullDiskContents

STEPS = 25


class Plan:
    """Carries out one random step after the other, and knows which lines there must be."""

    def __init__(self, room: RoomFiles, document: str, seed: int) -> None:
        self.room = room
        self.document = document
        self.random = random.Random(seed)
        self.lines: list[str] = []
        self.log: list[str] = []

    def line(self, author: str) -> str:
        line = f"REM {author} {len(self.lines)} {'é😀'[len(self.lines) % 2]}"
        self.lines.append(line)
        return line + "\n"

    async def step(self) -> None:
        name = self.random.choice(
            ["types", "types", "writes", "writes", "saves", "looks", "fills", "kills", "puts"]
        )
        self.log.append(name)
        await getattr(self, name)()

    async def types(self) -> None:
        live = await self.room.library.open(self.document)
        places = [0, *(at + 1 for at, byte in enumerate(live.text.encode()) if byte == ord("\n"))]
        await self.room.type(self.document, self.line("ana"), at=self.random.choice(places))

    async def writes(self) -> None:
        lines = self.room.read("maze.logo").splitlines(keepends=True)
        lines.insert(self.random.randint(0, len(lines)), self.line("disk"))
        self.room.write("maze.logo", "".join(lines))

    async def puts(self) -> None:
        text = self.room.read("maze.logo")
        await self.room.library.write(self.document, text + self.line("put"), "ben")

    async def saves(self) -> None:
        try:
            await self.room.library.save(self.document)
        except Unavailable:
            assert self.room.contents.is_full

    async def looks(self) -> None:
        await self.room.library.open(self.document)
        await self.saves()

    async def fills(self) -> None:
        self.room.contents.is_full = not self.room.contents.is_full

    async def kills(self) -> None:
        await self.room.restart()


@pytest.mark.parametrize("seed", range(12))
async def test_every_line_is_there_once(tmp_path: Path, seed: int) -> None:
    async with room_files(tmp_path, FullDiskContents, **LAZY) as room:
        room.write("maze.logo", "FD 50\nRT 90\n")
        document = (await room.library.adopt("maze.logo", DISK)).id
        plan = Plan(room, document, seed)
        for _ in range(STEPS):
            await plan.step()
        room.contents.is_full = False
        await room.library.save(document)
        text = room.read("maze.logo")
        assert sorted(text.splitlines()) == sorted(["FD 50", "RT 90", *plan.lines]), plan.log
        assert text == await room.stored(document) == room.library.live[document].text, plan.log
