"""Whether edits suffer when a room's chat is flooded: 1,000 posts a second, most of which the limit refuses.

``python -m tests.measurements.measure_burst [seconds]`` from the root of the repository. It starts a server
of its own, with the limits that it has by default, in a scratch folder.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pycrdt import Doc, Text

from timewarp_jupyter.documents.protocol import UPDATE, sync_message

from .measure_chat import LabServer, Person, Socket, figures, masked, synced

PEOPLE = 20
CONNECTIONS = 100
POSTS_PER_SECOND = 1_000
EDITS_PER_SECOND = 50.0
CONFIG = """
c.ServerApp.jpserver_extensions = {"timewarp_jupyter": True}
"""


class Class:
    """A room with one program, somebody who types in it, and somebody who watches."""

    def __init__(self, server: LabServer) -> None:
        self.server = server
        self.people = [Person(server, f"Student {number}") for number in range(PEOPLE)]
        owner = self.people[0]
        self.room = owner.make_room("Class", visibility="open", default_role="editor")
        self.base = f"/api/timewarp/rooms/{self.room['id']}"
        self.document = owner.ok("POST", f"{self.base}/documents", {"path": "a.bas", "content": "10 CLS\n"})
        for person in self.people[1:]:
            owner.set_role(self.room, person.username, "editor")

    async def socket(self, person: Person) -> Socket:
        """The program, open for a person."""
        address = self.server.url.replace("http", "ws", 1)
        path = f"{address}{self.base}/documents/{self.document['id']}/sync"
        return await Socket(path, person.cookie_header(), self.server.token).open()


async def type_markers(typing: Socket, watching: Socket, seconds: float) -> list[float]:
    """Milliseconds from each key to its sight."""
    doc: Doc[Any] = Doc()
    source = doc.get("source", type=Text)
    sent: dict[bytes, float] = {}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        before = doc.get_state()
        marker = f"measured-{len(sent):04}"
        source += f"{marker}\n"
        sent[marker.encode()] = time.perf_counter()
        typing.transport.write(masked(sync_message(UPDATE, doc.get_update(before))))
        await asyncio.sleep(1 / EDITS_PER_SECOND)
    await asyncio.sleep(1)
    missing = [marker for marker in sent if marker not in watching.arrivals]
    if missing:
        raise AssertionError(f"{len(missing)} edits were not seen")
    return [(watching.arrivals.pop(marker) - at) * 1000 for marker, at in sent.items()]


def flood(requests: list[bytes], address: tuple[str, int], seconds: float, begun: Any) -> None:
    """In a process of its own: send requests at their pace, and print how they were answered.

    Ready-made bytes on kept connections, so that what is slow is the server.
    """
    asyncio.run(_flood(requests, address, seconds, begun))


async def _flood(requests: list[bytes], address: tuple[str, int], seconds: float, ready: Any) -> None:
    answers: Counter[str] = Counter()
    # Before anything is measured: on two cores the start of this process would count as the server's.
    sockets = [await asyncio.open_connection(*address) for _ in range(CONNECTIONS)]
    ready.set()
    await asyncio.sleep(1)
    begun = time.perf_counter()

    async def one(own: list[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number, request in enumerate(own):
            due = begun + number * seconds / len(own)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            answers[head.split(b" ", 2)[1].decode()] += 1
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(length[1]) if length else 0)
        writer.close()

    await asyncio.gather(*(one(requests[at::CONNECTIONS], *socket) for at, socket in enumerate(sockets)))
    took = time.perf_counter() - begun
    told = ", ".join(f"{count} of {code}" for code, count in sorted(answers.items()))
    print(f"{len(requests)} posts, sent in {seconds:.0f} s, answered in {took:.1f} s: {told}", flush=True)
    assert set(answers) == {"201", "429"}, answers


def posts(room: Class, count: int) -> list[bytes]:
    """Requests of everyone in turn."""
    made = []
    for number in range(count):
        body = json.dumps({"body": f"spam {number}", "client_id": f"spam-{number}"})
        made.append(
            f"POST {room.base}/messages HTTP/1.1\r\nHost: {urlsplit(room.server.url).netloc}\r\n"
            f"Cookie: {room.people[number % PEOPLE].cookie_header()}\r\n"
            f"Authorization: token {room.server.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
    return made


async def measure(server: LabServer, seconds: float) -> None:
    """Edits alone, then with the flood."""
    room = Class(server)
    typing, watching = await room.socket(room.people[0]), await room.socket(room.people[1])
    for each in (typing, watching):
        await synced(each)
    print(f"edits alone: {figures(await type_markers(typing, watching, seconds))}")
    typing = await room.socket(room.people[0])
    await synced(typing)
    parts = urlsplit(server.url)
    address = (parts.hostname or "", parts.port or 0)
    requests = posts(room, int(seconds * POSTS_PER_SECOND))
    context = multiprocessing.get_context("spawn")
    begun = context.Event()
    flooding = context.Process(target=flood, args=(requests, address, seconds, begun))
    flooding.start()
    await asyncio.to_thread(begun.wait)
    print(f"edits in the flood: {figures(await type_markers(typing, watching, seconds))}")
    await asyncio.to_thread(flooding.join)


def main() -> None:
    """Measure on a server of its own."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        server = LabServer(folder / "workspace", folder / "home", config=CONFIG, PYTHONPATH=str(Path.cwd()))
        server.start()
        try:
            asyncio.run(measure(server, seconds))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
