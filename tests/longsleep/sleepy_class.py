"""A class of two: Ana, who stays awake, and somebody who sleeps."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from sleepers import Sleeper, Tab, until
from support.faulty_server import faulty_server
from support.person import Person

from timewarp_jupyter.testing.server_faults import FOLD, LIVE

START = "TO MAZE\nEND\n"


class Class:
    """A server with a room and one program."""

    def __init__(self, folder: Path, kind: type[Sleeper]) -> None:
        self.server = faulty_server(folder).start()
        self.teacher = Person(self.server, "Teacher")
        self.room = self.make_room("Class")
        self.document = self.teacher.ok("POST", self.documents, {"path": "maze.logo", "content": START})
        self.ana: Sleeper = Tab(Person(self.server, "Ana"), self.room, self.document)
        self.bo: Sleeper = kind(Person(self.server, "Bo"), self.room, self.document)
        self.file = self.server.root / "class" / "maze.logo"

    @property
    def documents(self) -> str:
        """The programs of the room."""
        return f"/api/timewarp/rooms/{self.room['id']}/documents"

    def make_room(self, name: str) -> Any:
        """A room on the folder ``class``, be it there or not."""
        return self.teacher.make_room(name, folder="class", visibility="open", default_role="editor")

    async def opens(self) -> None:
        """Both have the program."""
        await self.ana.open()
        await self.bo.open()

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """The teacher asks the server, while sockets go on."""
        return await asyncio.to_thread(self.teacher.ok, method, path, body)

    async def restart(self, end: str) -> None:
        """``stop`` or ``kill`` the server, and start it again."""
        await asyncio.to_thread(getattr(self.server, end))
        await asyncio.to_thread(self.server.restart)

    async def fold(self) -> Any:
        """Write the file, and fold all history."""
        await self.call("POST", f"{self.documents}/{self.document['id']}/save", {})
        return await self.call("POST", f"/{FOLD}", {})

    async def is_unloaded(self) -> None:
        """Wait until the server has no document in its memory. Fails after 30 s."""
        deadline = asyncio.get_running_loop().time() + 30
        while await self.call("GET", f"/{LIVE}"):
            assert asyncio.get_running_loop().time() < deadline, "a document stays in memory"
            await asyncio.sleep(0.2)

    async def everybody_has(self, text: str) -> None:
        """Ana, Bo, the server and the file have this, and nothing else."""
        await until(lambda: self.ana.text == text, lambda: f"{text!r} with Ana, who has {self.ana.text!r}")
        await until(lambda: self.bo.text == text, lambda: f"{text!r} with Bo, who has {self.bo.text!r}")
        record = await self.call("GET", f"{self.documents}/{self.document['id']}")
        assert record["content"] == text
        await until(lambda: self.file.read_text("utf-8") == text, f"{text!r} in the file")

    def close(self) -> None:
        """End everything."""
        for sleeper in (self.ana, self.bo):
            sleeper.close()
        self.server.kill()
