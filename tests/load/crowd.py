"""Many people at a real server who type into the same program, each a character that nobody else types."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from convergence.alphabet import Alphabet
from pycrdt import Doc
from support.person import Person
from support.server import LabServer
from support.sync_socket import SyncSocket

_AT_ONCE = 10
_DEADLINE = 30.0


class Typist:
    """One of them, on one socket after the other; the replica stays, as in a tab that is not closed."""

    def __init__(self, person: Person, path: str) -> None:
        self.person = person
        self.typed: dict[str, int] = {}
        """Each character with the own clock after it."""
        self._path = path
        self._replica: Doc[Any] | None = None
        self._socket: SyncSocket | None = None

    @property
    def socket(self) -> SyncSocket:
        """The newest one."""
        assert self._socket is not None
        return self._socket

    async def connect(self) -> None:
        """Connect, and wait for what the program holds."""
        headers = {
            "Cookie": self.person.cookie_header(),
            "Authorization": f"token {self.person.server.token}",
        }
        if self._socket is not None:
            self._socket.forget_replica()
        self._socket = await SyncSocket.open(self.person.server.port, self._path, headers, self._replica)
        self._replica = self._socket.doc

    def type(self, letter: str) -> None:
        """Insert it somewhere, unless the connection has ended."""
        if self.socket.ended is None:
            self.socket.edit(random.randrange(len(self.socket.text) + 1), 0, letter)
            self.typed[letter] = self.socket.clock
            self.socket.pump()

    @property
    def acknowledged(self) -> set[str]:
        """What the server has said is safe."""
        clock = self.socket.acknowledged[-1][1] if self.socket.acknowledged else 0
        return {letter for letter, after in self.typed.items() if after <= clock}

    @property
    def seen(self) -> set[str]:
        """What others have typed, as far as it was shown here."""
        return set(self.socket.text) - set(self.typed)


class Crowd:
    """All of them, in one room or spread over several."""

    def __init__(self, server: LabServer, people: int, rooms: int = 1) -> None:
        self.server = server
        self.alphabet = Alphabet()
        self.owner = Person(server, "Owner")
        self.rooms = [self._make_room(number) for number in range(rooms)]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            persons = list(pool.map(lambda number: Person(server, f"Student {number}"), range(people)))
        self.typists = [
            Typist(person, f"{self._path(self.rooms[at % rooms])}/sync?ack=1")
            for at, person in enumerate(persons)
        ]

    def _make_room(self, number: int) -> Any:
        room = self.owner.make_room(f"Class {number}", visibility="open", default_role="editor")
        document = {"path": "class.bas", "content": "10 CLS\n"}
        room["document"] = self.owner.ok("POST", f"/api/timewarp/rooms/{room['id']}/documents", document)
        return room

    def _path(self, room: Any) -> str:
        return f"/api/timewarp/rooms/{room['id']}/documents/{room['document']['id']}"

    def visitor(self, number: int) -> Typist:
        """One more tab of the owner's."""
        return Typist(self.owner, f"{self._path(self.rooms[number % len(self.rooms)])}/sync")

    def of_room(self, number: int) -> Sequence[Typist]:
        """Who writes in a room."""
        return self.typists[number :: len(self.rooms)]

    def text(self, number: int) -> str:
        """The committed text of a room's program, as the server tells it."""
        return str(self.owner.ok("GET", self._path(self.rooms[number]))["content"])

    def file(self, number: int) -> str:
        """The file of a room's program."""
        folder = self.server.root / self.rooms[number]["folder"]
        return (folder / "class.bas").read_text(encoding="utf-8")

    async def connect(self) -> None:
        """All of them, some at a time."""
        turn = asyncio.Semaphore(_AT_ONCE)

        async def one(typist: Typist) -> None:
            async with turn:
                await typist.connect()

        await asyncio.gather(*map(one, self.typists))

    async def type(self, seconds: float, rate: float = 2.0) -> None:
        """All type, ``rate`` characters a second each, at moments of their own, until the time is over."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds

        async def one(typist: Typist) -> None:
            await asyncio.sleep(random.random() / rate)
            while loop.time() < end and typist.socket.ended is None:
                typist.type(self.alphabet.new(1))
                await asyncio.sleep(random.uniform(0.5, 1.5) / rate)

        await asyncio.gather(*map(one, self.typists))

    async def until(self, condition: Any, what: str) -> None:
        """Wait until ``condition(typist)`` holds for everyone."""
        deadline = asyncio.get_running_loop().time() + _DEADLINE
        while missing := [typist for typist in self.typists if not condition(typist)]:
            assert asyncio.get_running_loop().time() < deadline, f"{len(missing)} wait in vain for {what}"
            await asyncio.sleep(0.05)

    def close_codes(self) -> Mapping[int | None, int]:
        """How many connections have ended with each code."""
        codes = [typist.socket.ended for typist in self.typists]
        return {code: codes.count(code) for code in set(codes)}

    def leave(self) -> None:
        """All hang up."""
        for typist in self.typists:
            typist.socket.leave()
