"""The ground of plans with processes: a real Jupyter server that is really killed, and real sockets."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import quote

from support.faulty_server import faulty_server
from support.node_peer import NodePeer
from support.person import Person
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks.wire import UpgradeRefused
from timewarp_jupyter.store.sql import sqlite_url
from timewarp_jupyter.testing.killing import DISK_FAULTS, HANGING, STORE_FAULTS
from timewarp_jupyter.testing.server_faults import FOLD, LIVE

from .ground import Ground, Unanswered, Wrong
from .outside_clients import NodeClient, SocketClient
from .outside_server import Watched
from .people import Client, Seat, Someone

_IN_NODE = (1, 3, 5)
"""The numbers of the people whose clients are y-websocket."""
_UNLOADED_WITHIN = 10.0
"""Seconds in which a server with short times has let go of a room that nobody is in."""
_PAGE = 200
_HANGS, _LONGEST = 0.5, 30.0
"""Seconds after which somebody does not wait for an answer any more, where something hangs and where not."""


class Outside(Ground):
    """A room in a server process."""

    breath = 0.02
    patience = 60.0

    def __init__(self, folder: Path) -> None:
        self.server = faulty_server(folder)
        self.faults: Watched = Watched(folder / "faults", lambda: None)
        self.people: Sequence[Someone] = ()
        self._persons: dict[Someone, Person] = {}
        self._documents: list[Any] = []
        self.names = []
        self._half_open: list[SocketClient] = []
        self._peers: list[NodePeer] = []
        self._listener: WebSocketClientConnection | None = None

    async def begin(self, people: int, texts: Sequence[str]) -> None:
        """Start the server, and make the room."""
        await asyncio.to_thread(self.server.start)
        await asyncio.to_thread(self._make_room, people, texts)

    def _make_room(self, people: int, texts: Sequence[str]) -> None:
        self._owner = Person(self.server, "Owner")
        self.owner = self._owner.username
        self._room = self._owner.make_room("Club", visibility="open", default_role="editor")
        for number, text in enumerate(texts):
            name = f"first{number}.logo"
            made = self._owner.ok("POST", f"{self._api}/documents", {"path": name, "content": text})
            self._documents.append(made)
            self.names.append([name])
        for number in range(people):
            person = Person(self.server, f"User {number}")
            who = Someone(number, person.username, len(texts))
            self._persons[who] = person
        self.people = list(self._persons)
        for who in self.members:
            self._owner.set_role(self._room, who.username, "editor")

    @property
    def _api(self) -> str:
        return f"/api/timewarp/rooms/{self._room['id']}"

    def _document(self, number: int) -> str:
        return f"{self._api}/documents/{self._documents[number]['id']}"

    @property
    def _waits(self) -> float:
        """Seconds for which somebody waits for an answer."""
        return _HANGS if self.faults.has(*HANGING) else _LONGEST

    async def _ask(self, person: Person, method: str, path: str, body: Any = None) -> Any:
        try:
            answer = await asyncio.to_thread(person.call, method, path, body, seconds=self._waits)
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(f"{method} {path}: {error!r}") from error
        if answer.status in (429, 503):
            raise Unanswered(f"{method} {path}: {answer.text}")
        if answer.status >= 400:
            raise Wrong(f"{method} {path}: {answer.status} {answer.text}")
        return answer.json if answer.text else None

    # People

    async def connect(self, who: Someone, seat: Seat) -> Client:
        """Connect with the replica of before, if there is one."""
        person = self._persons[who]
        if who.number in _IN_NODE:
            if seat.replica is None:
                peer = await asyncio.to_thread(NodePeer, person, self._room, self._documents[seat.document])
                self._peers.append(peer)
                seat.replica = peer
            return NodeClient(seat.replica)
        headers = {"Cookie": person.cookie_header(), "Authorization": f"token {self.server.token}"}
        path = f"{self._document(seat.document)}/sync?ack=1"
        try:
            opening = SocketClient.open(self.server.port, path, headers, seat.replica)
            client = await asyncio.wait_for(opening, self._waits)
        except (OSError, UpgradeRefused, asyncio.TimeoutError) as error:
            raise Unanswered(f"no connection: {error!r}") from error
        seat.replica, seat.undoing = client.doc, seat.undoing or client.undoing
        client.undoing = seat.undoing
        return client

    def forget(self, seat: Seat) -> None:
        """A replica is never used again."""
        if isinstance(seat.replica, NodePeer):
            self._peers.remove(seat.replica)
            seat.replica.close()
        seat.replica = None

    async def set_role(self, who: Someone, role: str) -> None:
        """Make somebody an editor or a viewer."""
        path = f"{self._api}/members/{quote(who.username, safe='')}"
        await self._ask(self._owner, "PUT", path, {"role": role})

    async def set_lock(self, locked: bool) -> None:
        """Lock the room, or unlock it."""
        await self._ask(self._owner, "PATCH", self._api, {"locked": locked})

    async def say(self, who: Someone, body: str, client_id: str) -> None:
        """Post in the chat, as a member: who has just connected is one when the server has answered."""
        for seat in who.seats:
            if isinstance(seat.client, SocketClient):
                await seat.client.arrive(self._waits)
        said = {"body": body, "client_id": client_id}
        await self._ask(self._persons[who], "POST", f"{self._api}/messages", said)

    async def save(self, document: int) -> None:
        """Write a file now."""
        await self._ask(self._owner, "POST", f"{self._document(document)}/save", {})

    async def rename(self, document: int, name: str) -> None:
        """Give a program another name."""
        self.names[document].append(name)
        await self._ask(self._owner, "PATCH", self._document(document), {"path": name})

    async def look(self, document: int) -> bool:
        """The server looks by itself, at a time that nobody knows."""
        return False

    async def fold(self) -> None:
        """Fold all history."""
        await self._ask(self._owner, "POST", f"/{FOLD}", {})

    @property
    def folder(self) -> Path:
        """The room's folder."""
        return self.server.root / str(self._room["folder"])

    def disk(self) -> AbstractContextManager[Any]:
        """The server writes whenever it likes."""
        return nullcontext()

    def vanished(self, client: Client) -> None:
        """The connection stays until the end, or until the server has had enough of it."""
        if isinstance(client, SocketClient):
            self._half_open.append(client)

    async def reap(self) -> None:
        """The server asks everybody for a sign of life by itself."""

    # The server

    @property
    def is_dead(self) -> bool:
        """Whether the server process has ended."""
        return not self.server.is_running

    @property
    def is_in_trouble(self) -> bool:
        """Whether something fails now, or has just done so."""
        return self.is_dead or self.faults.has(*STORE_FAULTS, *DISK_FAULTS) or self.faults.are_felt

    async def kill(self) -> None:
        """SIGKILL."""
        self.faults.note()
        await asyncio.to_thread(self.server.kill)

    async def stop(self) -> None:
        """SIGTERM."""
        self.faults.note()
        await asyncio.to_thread(self.server.stop)

    async def unload(self) -> bool:
        """Wait until the server has let go of the room by itself; not where something fails."""
        self._drop_half_open()
        deadline = asyncio.get_running_loop().time() + _UNLOADED_WITHIN
        while not self.is_in_trouble:
            if not await self._ask(self._owner, "GET", f"/{LIVE}"):
                return True
            if asyncio.get_running_loop().time() > deadline:
                raise Wrong("the server does not let go of a room without people")
            await asyncio.sleep(self.breath)
        return False

    def _drop_half_open(self) -> None:
        half_open, self._half_open = self._half_open, []
        for client in half_open:
            client.leave()

    async def start(self) -> None:
        """Start the same server again."""
        await asyncio.to_thread(self.server.restart)

    # What there is

    async def texts(self) -> Sequence[str]:
        """The live documents."""
        numbers = range(len(self._documents))
        records = [await self._ask(self._owner, "GET", self._document(number)) for number in numbers]
        return [record["content"] for record in records]

    async def stored(self) -> Sequence[str]:
        """The documents as a fresh process reads them from what a killed server has left."""
        await self.kill()
        script = str(Path(__file__).with_name("reload.py"))
        ids = [document["id"] for document in self._documents]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            script,
            sqlite_url(str(self.server.root)),
            *ids,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        printed, _ = await process.communicate()
        texts: list[str] = json.loads(printed)
        return texts

    async def chat(self) -> Counter[tuple[str, str]]:
        """How often each author said what."""
        items = await self._everything(f"{self._api}/messages")
        return Counter((item["author"], item["body"]) for item in items)

    async def activity(self) -> Sequence[Mapping[str, Any]]:
        """All lines of activity; edits are told while somebody listens."""
        if self._listener is None:
            self._listener = await websocket_connect(
                HTTPRequest(
                    f"{self.server.url.replace('http', 'ws', 1)}{self._api}/events",
                    headers={
                        "Cookie": self._owner.cookie_header(),
                        "Authorization": f"token {self.server.token}",
                    },
                )
            )
        numbers = {document["id"]: number for number, document in enumerate(self._documents)}
        return [
            {**item, "document": numbers.get(item["document"])}
            for item in await self._everything(f"{self._api}/activity")
        ]

    async def _everything(self, path: str) -> list[Any]:
        items: list[Any] = []
        before = ""
        while True:
            page = await self._ask(self._owner, "GET", f"{path}?limit={_PAGE}{before}")
            items += page["items"]
            if page["next"] is None:
                return items
            before = f"&before={page['next']}"

    async def presence(self) -> Mapping[str, int]:
        """Who is in the room."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        items = (await self._ask(self._owner, "GET", f"{self._api}/presence"))["items"]
        return {item["username"]: item["tabs"] for item in items}

    async def close(self) -> None:
        """End everything."""
        self._drop_half_open()
        for peer in self._peers:
            peer.close()
        for who in self.people:
            for seat in who.seats:
                if isinstance(seat.client, SocketClient):
                    seat.hang_up()
        await asyncio.to_thread(self.server.kill)


@asynccontextmanager
async def outside(folder: Path) -> AsyncIterator[Outside]:
    """A new room of a new server in an empty folder."""
    ground = Outside(folder)
    try:
        yield ground
    finally:
        await ground.close()
