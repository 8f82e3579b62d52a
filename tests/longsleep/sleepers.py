"""People who fall asleep with a program open, keep their replica, write in it meanwhile, and wake up."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from support.node_peer import NodePeer, sync_path
from support.person import Person
from support.sync_socket import SyncSocket


async def until(condition: Callable[[], Any], what: str | Callable[[], str], seconds: float = 30.0) -> None:
    """Wait for a condition, while sockets go on. Fails after ``seconds``, and says what was waited for."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"waited in vain for {what() if callable(what) else what}")
        await asyncio.sleep(0.05)


class Sleeper(ABC):
    """One client of one person on one program."""

    def __init__(self, person: Person, room: Any, document: Any) -> None:
        self.person, self.room, self.document = person, room, document

    @property
    @abstractmethod
    def text(self) -> str:
        """What the person sees."""

    @property
    @abstractmethod
    def ended(self) -> int | None:
        """The final close code that the client was told; None while it may come back."""

    @property
    @abstractmethod
    def denied(self) -> list[str]:
        """The reasons for which edits were refused."""

    @abstractmethod
    def write(self, text: str) -> None:
        """Write at the end of the program."""

    @abstractmethod
    async def open(self) -> None:
        """Connect, and have the program."""

    @abstractmethod
    async def fall_asleep(self, text: str) -> None:
        """Hear and say nothing more, without a word to the server; ``text`` is written in this time."""

    @abstractmethod
    async def wake(self) -> None:
        """Come back with the replica that was kept, as often as the server wants."""

    @abstractmethod
    async def go_to(self, room: Any, document: Any, history_id: str | None = None) -> None:
        """Come with the same replica to another document, as one does who looks the path up again."""

    @abstractmethod
    async def start_anew(self) -> None:
        """Take a fresh replica where the client is now, and none of the old one."""

    @abstractmethod
    def close(self) -> None:
        """End it."""


class Tab(Sleeper):
    """pycrdt on a raw socket."""

    _client: SyncSocket

    @property
    def text(self) -> str:
        """What the person sees."""
        return self._client.text

    @property
    def ended(self) -> int | None:
        """The final close code."""
        code = self._client.ended
        return code if code is not None and 4400 <= code < 4500 else None

    @property
    def denied(self) -> list[str]:
        """The reasons for which edits were refused."""
        return self._client.denied

    def write(self, text: str) -> None:
        """Write at the end."""
        self._client.edit(len(self.text), 0, text)
        self._client.pump()

    async def open(self) -> None:
        """Connect, and have the program."""
        await self._connect(None)
        await until(lambda: self.text, "the program")

    async def _connect(self, replica: Any, history_id: str | None = None) -> None:
        path = f"/api/timewarp/{sync_path(self.room, self.document)}?ack=1"
        path += f"&history_id={history_id}" if history_id else ""
        token = f"token {self.person.server.token}"
        headers = {"Cookie": self.person.cookie_header(), "Authorization": token}
        self._client = await SyncSocket.open(self.person.server.port, path, headers, replica)

    async def fall_asleep(self, text: str) -> None:
        """Read nothing more, not even pings; what is written stays in the replica."""
        self._client.sleep()
        self._client.edit(len(self.text), 0, text)

    async def wake(self) -> None:
        """Find the socket dead, and come back."""
        self._client.leave()
        await self._connect(self._client.doc)

    async def go_to(self, room: Any, document: Any, history_id: str | None = None) -> None:
        """Come with the same replica to another document."""
        self.room, self.document = room, document
        self._client.leave()
        await self._connect(self._client.doc, history_id)

    async def start_anew(self) -> None:
        """Take a fresh replica."""
        self._client.leave()
        await self.open()

    def close(self) -> None:
        """End it."""
        self._client.leave()


class NodeTab(Sleeper):
    """The npm package y-websocket in a process that is stopped as a whole, as a frozen tab is."""

    _peer: NodePeer

    @property
    def text(self) -> str:
        """What the person sees."""
        return str(self._peer.look("text"))

    @property
    def ended(self) -> int | None:
        """The final close code."""
        ended: list[int] = self._peer.look("ended")
        return ended[-1] if ended else None

    @property
    def denied(self) -> list[str]:
        """The reasons for which edits were refused."""
        return list(self._peer.look("denied"))

    def write(self, text: str) -> None:
        """Write at the end."""
        self._peer.do("insert", text=text)

    async def open(self) -> None:
        """Connect, and have the program."""
        self._peer = await asyncio.to_thread(NodePeer, self.person, self.room, self.document)
        await until(lambda: self.text, "the program")

    _dreamt = ""

    async def fall_asleep(self, text: str) -> None:
        """Be stopped; a frozen tab is written in when it goes on, before it notices anything."""
        self._dreamt = text
        self._peer.freeze()

    def _go_on(self) -> None:
        self._peer.thaw()
        if self._dreamt:
            self.write(self._dreamt)
            self._dreamt = ""

    async def wake(self) -> None:
        """Go on; y-websocket comes back by itself."""
        self._go_on()

    async def go_to(self, room: Any, document: Any, history_id: str | None = None) -> None:
        """Come with the same replica to another document."""
        self.room, self.document = room, document
        self._go_on()
        params = {"history_id": history_id} if history_id else {}
        self._peer.do("move", name=sync_path(room, document), params=params)

    async def start_anew(self) -> None:
        """Take a fresh replica."""
        self._peer.close()
        await self.open()

    def close(self) -> None:
        """End it."""
        self._peer.close()
