"""How fast a chat message is with 100 others while all 100 type, and how fast chat is searched.

``python -m tests.measurements.measure_chat [people] [seconds]`` from the root of the repository. It starts
a server of its own in a scratch folder. Sockets here only look for what they wait for: what is measured is
the server, on the same machine.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import statistics
import struct
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent))

from pycrdt import Doc, Text
from support.person import Person
from support.server import LabServer

from timewarp_jupyter.documents.protocol import STEP_1, STEP_2, SYNC, UPDATE, read_sync, sync_message
from timewarp_jupyter.store.interface_talk import Window
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.store_contract_talk import post
from timewarp_jupyter.testing.store_samples import ROOM

EDITS_PER_SECOND = 2.0
POSTS_PER_SECOND = 4.0
CONFIG = """
c.ServerApp.jpserver_extensions = {"timewarp_jupyter": True}
c.Limits.max_messages_burst = 1000
c.Limits.max_connections_per_user = 1000
c.Limits.max_updates_per_second = 10000.0
c.Limits.max_updates_burst = 100000
"""


def masked(payload: bytes) -> bytes:
    """A client's binary frame (RFC 6455), masked with zeros."""
    size = len(payload)
    head = struct.pack("!BB", 0x82, 0x80 | size) if size < 126 else struct.pack("!BBH", 0x82, 0xFE, size)
    return head + b"\0\0\0\0" + payload


class Socket(asyncio.Protocol):
    """A WebSocket that keeps what comes until ``seen`` takes it."""

    def __init__(self, address: str, cookies: str, token: str) -> None:
        self.parts = urlsplit(address)
        self.headers = f"Cookie: {cookies}\r\nAuthorization: token {token}\r\n"
        self.data = b""
        self.keep = True
        self.arrivals: dict[bytes, float] = {}
        self._more = asyncio.Event()
        self.transport: asyncio.Transport

    async def open(self) -> Socket:
        """Connect and upgrade."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, self.parts.hostname, self.parts.port)
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET {self.parts.path} HTTP/1.1\r\nHost: {self.parts.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        )
        self.transport.write(f"{request}{self.headers}\r\n".encode())
        await self.until(b"\r\n\r\n")
        self.data = self.data.partition(b"\r\n\r\n")[2]
        return self

    def connection_made(self, transport: Any) -> None:
        """Connected."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Note when messages come."""
        if self.keep:
            self.data += data
            self._more.set()
            return
        now, at = time.perf_counter(), data.find(b"measured-")
        while at >= 0:
            self.arrivals.setdefault(data[at : at + 13], now)
            at = data.find(b"measured-", at + 1)

    async def until(self, wanted: bytes) -> None:
        """Wait for bytes."""
        while wanted not in self.data:
            await self.more()

    async def more(self) -> None:
        """Wait for more bytes, at most 20 s."""
        self._more.clear()
        await asyncio.wait_for(self._more.wait(), 20)

    def frames(self) -> list[bytes]:
        """The whole frames that have come."""
        found, data = [], self.data
        while len(data) > 10:
            size, at = data[1], 2
            if size == 126:
                size, at = int.from_bytes(data[2:4], "big"), 4
            elif size == 127:
                size, at = int.from_bytes(data[2:10], "big"), 10
            if len(data) < at + size:
                break
            found.append(data[at : at + size])
            data = data[at + size :]
        return found


async def synced(socket: Socket) -> Doc[Any]:
    """The document as the server has it; what comes after it is only looked at for marks."""
    doc: Doc[Any] = Doc()
    doc.get("source", type=Text)
    socket.transport.write(masked(sync_message(STEP_1, doc.get_state())))
    while not any(frame[0] == SYNC and read_sync(frame)[0] == STEP_2 for frame in socket.frames()):
        await socket.more()
    for frame in socket.frames():
        if frame[0] == SYNC and read_sync(frame)[0] in (STEP_2, UPDATE):
            doc.apply_update(read_sync(frame)[1])
    socket.transport.write(masked(sync_message(STEP_2, b"\0\0")))
    socket.keep, socket.data = False, b""
    return doc


async def typist(socket: Socket, until: float) -> None:
    """Type two characters a second, somewhere."""
    doc = await synced(socket)
    source = doc.get("source", type=Text)
    await asyncio.sleep(random.random() / EDITS_PER_SECOND)
    at = random.randrange(len(str(source)))
    while time.perf_counter() < until:
        before = doc.get_state()
        source.insert(at, random.choice("abcdef \n"))
        at += 1
        socket.transport.write(masked(sync_message(UPDATE, doc.get_update(before))))
        await asyncio.sleep(1 / EDITS_PER_SECOND)


async def class_talks(server: LabServer, people: int, seconds: float) -> None:
    """All type, one after the other says something; print how long it takes until everyone has it."""
    person = Person(server, "Ana")
    room = person.make_room("Class", visibility="open")
    base = f"/api/timewarp/rooms/{room['id']}"
    text = "\n".join(f"{line} PRINT {line}" for line in range(200))
    document = person.ok("POST", f"{base}/documents", {"path": "class.bas", "content": text})
    websocket = server.url.replace("http", "ws", 1) + base
    cookies = person.cookie_header()

    def socket(path: str) -> Socket:
        return Socket(websocket + path, cookies, server.token)

    listening = [await socket("/events").open() for _ in range(people)]
    for each in listening:
        await each.until(b'"hello"')
        each.keep = False
    typing = [await socket(f"/documents/{document['id']}/sync").open() for _ in range(people)]
    end = time.perf_counter() + seconds + 3
    tasks = [asyncio.create_task(typist(each, end)) for each in typing]
    await asyncio.sleep(3)
    sent: dict[bytes, float] = {}
    while time.perf_counter() < end - 0.5:
        marker = f"measured-{len(sent):04}"
        sent[marker.encode()] = time.perf_counter()
        said = {"body": marker, "client_id": marker}
        await asyncio.to_thread(person.ok, "POST", f"{base}/messages", said)
        await asyncio.sleep(1 / POSTS_PER_SECOND)
    await asyncio.gather(*tasks)
    await asyncio.sleep(0.5)
    delays = [
        (each.arrivals[marker] - at) * 1000
        for marker, at in sent.items()
        for each in listening
        if marker in each.arrivals
    ]
    typed = len(person.text(room, document)) - len(text)
    print(f"{typed} characters typed meanwhile")
    lost = len(sent) * people - len(delays)
    print(f"{len(sent)} posts to {people} listeners while {people} type: {figures(delays)}, {lost} not heard")


def figures(values: list[float]) -> str:
    """Percentiles in words."""
    ordered = sorted(values)
    p99 = ordered[int(len(ordered) * 0.99)]
    return f"p50 {statistics.median(ordered):.1f} ms, p99 {p99:.1f} ms, worst {ordered[-1]:.1f} ms"


async def search(folder: Path, count: int = 50_000) -> None:
    """Fill a room with messages and search it."""
    words = [
        "turtle",
        "maze",
        "left",
        "right",
        "forward",
        "print",
        "goto",
        "loop",
        "variable",
        "bug",
        "why",
        "海龟向前走",
    ]
    store = SqlStore(sqlite_url(folder), synchronous="normal")
    await store.start()
    await store.commit("r1", [ROOM])
    pick = random.Random(1)
    for start in range(0, count, 1000):
        said = [post(start + at, " ".join(pick.choices(words, k=12))) for at in range(1000)]
        await store.commit("r1", said)
    for query in (
        "turtle",
        "turtle maze",
        "t",
        "turtle maze left right forward print",
        "nowhere",
        "向前",
        "向后",
    ):
        times = []
        for _ in range(50):
            begun = time.perf_counter()
            found = await store.search("r1", query, Window(limit=51))
            times.append((time.perf_counter() - begun) * 1000)
        print(f"search {count} messages for {query!r}: {len(found)} on the page, {figures(times)}")
    await store.stop()


def main() -> None:
    """Measure both."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 12.0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "search").mkdir()
        asyncio.run(search(folder / "search"))
        server = LabServer(
            folder / "workspace", folder / "home", config=CONFIG, PYTHONPATH=str(Path.cwd())
        ).start()
        try:
            asyncio.run(class_talks(server, people, seconds))
        finally:
            server.stop()
        print(json.dumps({"people": people, "seconds": seconds}))


if __name__ == "__main__":
    main()
