"""The same program at two servers: in a room of ours, and in one of jupyter-collaboration."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pycrdt import Doc
from support.node_peer import sync_path
from support.person import Person
from support.server import LabServer
from support.sync_socket import SyncSocket

START = "TO MAZE\nEND\n"
_COMMAND = ("jupyter-server",)


class Place(ABC):
    """A server, a program on it, a teacher who may write and a pupil who should only read."""

    def __init__(self, folder: Path, extensions: dict[str, bool]) -> None:
        self.server = LabServer(
            folder / "root",
            folder / "home",
            command=_COMMAND,
            config=f"c.ServerApp.jpserver_extensions = {extensions!r}\n",
        ).start()
        self.teacher, self.pupil = Person(self.server, "Teacher"), Person(self.server, "Pupil")
        self._addresses: dict[str, str] = {}
        self._open: list[SyncSocket] = []

    @property
    @abstractmethod
    def file(self) -> Path:
        """The program's file."""

    @abstractmethod
    def _address(self, person: Person) -> str:
        """The path of the program's socket, as the person's client asks for it when it opens the program."""

    async def opens(self, person: Person) -> SyncSocket:
        """Somebody opens the program, and has it."""
        self._addresses[person.username] = await asyncio.to_thread(self._address, person)
        client = await self.comes_back(person)
        await until(lambda: client.text, "the program")
        return client

    async def comes_back(self, person: Person, replica: Doc[Any] | None = None) -> SyncSocket:
        """Their client connects again by itself: to the same address, with what it has."""
        headers = {"Cookie": person.cookie_header(), "Authorization": f"token {self.server.token}"}
        client = await SyncSocket.open(self.server.port, self._addresses[person.username], headers, replica)
        self._open.append(client)
        return client

    def close(self) -> None:
        """The end."""
        for client in self._open:
            client.leave()
        self.server.kill()  # the stock one does not always end when it is asked to


class Room(Place):
    """One of ours, in which whoever comes may read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, {"timewarp_jupyter": True, "jupyter_server_ydoc": True})
        self._room = self.teacher.make_room("Class", visibility="open", default_role="viewer")
        self._document = self.teacher.ok(
            "POST",
            f"/api/timewarp/rooms/{self._room['id']}/documents",
            {"path": "maze.logo", "content": START},
        )

    @property
    def file(self) -> Path:
        """In the folder of the room."""
        return Path(self.server.root / self._room["folder"] / "maze.logo")

    def _address(self, person: Person) -> str:
        return f"/api/timewarp/{sync_path(self._room, self._document)}?ack=1"


class Stock(Place):
    """jupyter-collaboration, which knows of no roles: whoever may use the server may write."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, {"timewarp_jupyter": False, "jupyter_server_ydoc": True})
        self.file.write_text(START)

    @property
    def file(self) -> Path:
        """In the folder of the server."""
        return self.server.root / "maze.logo"

    def _address(self, person: Person) -> str:
        about = {"type": "file", "format": "text"}
        session = person.ok("PUT", "/api/collaboration/session/maze.logo", about)
        room = f"text:file:{session['fileId']}"
        return f"/api/collaboration/room/{room}?sessionId={session['sessionId']}"


async def until(condition: Callable[[], Any], what: str, seconds: float = 30.0) -> None:
    """Wait for a condition, while sockets go on. Fails after ``seconds``, and says what was waited for."""
    end = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < end, f"waited in vain for {what}"
        await asyncio.sleep(0.05)
