"""Whether edits suffer when a room's chat is flooded: 1,000 posts a second, most of which the limit refuses.

``python -m tests.measurements.measure_burst [seconds]`` from the root of the repository. It starts a server
of its own, with the limits that it has by default, in a scratch folder.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from pycrdt import Doc, Text
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from timewarp_jupyter.documents.protocol import STEP_1, STEP_2, SYNC, UPDATE, read_sync, sync_message

from .measure_chat import LabServer, Person, Socket, figures, masked

PEOPLE = 20
POSTS_PER_SECOND = 1_000
EDITS_PER_SECOND = 20.0
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


async def flood(room: Class, seconds: float) -> Counter[int]:
    """Everyone posts, together 1,000 times a second; how the server has answered."""
    client = AsyncHTTPClient(force_instance=True, max_clients=200)
    answers: Counter[int] = Counter()
    url = f"{room.server.url}{room.base}/messages"

    async def post(person: Person, number: int) -> None:
        headers = {
            "Cookie": person.cookie_header(),
            "Authorization": f"token {room.server.token}",
            "Content-Type": "application/json",
        }
        body = json.dumps({"body": f"spam {number}", "client_id": f"spam-{number}"})
        request = HTTPRequest(url, "POST", headers, body, request_timeout=60)
        answers[(await client.fetch(request, raise_error=False)).code] += 1

    begun, tasks = time.perf_counter(), []
    for number in range(int(seconds * POSTS_PER_SECOND)):
        tasks.append(asyncio.create_task(post(room.people[number % PEOPLE], number)))
        await asyncio.sleep(max(0.0, begun + number / POSTS_PER_SECOND - time.perf_counter()))
    await asyncio.gather(*tasks)
    took = time.perf_counter() - begun
    print(
        f"{len(tasks)} posts in {took:.1f} s: " + ", ".join(f"{n} of {code}" for code, n in answers.items())
    )
    client.close()
    return answers


async def measure(server: LabServer, seconds: float) -> None:
    """Edits alone, then with the flood."""
    room = Class(server)
    typing, watching = await room.socket(room.people[0]), await room.socket(room.people[1])
    for each in (typing, watching):
        each.transport.write(masked(sync_message(STEP_1, b"\0")))
        while not any(frame[0] == SYNC and read_sync(frame)[0] == STEP_2 for frame in each.frames()):
            await each.more()
        each.transport.write(masked(sync_message(STEP_2, b"\0\0")))
        each.keep, each.data = False, b""
    print(f"edits alone: {figures(await type_markers(typing, watching, seconds))}")
    typing = await room.socket(room.people[0])
    typing.transport.write(masked(sync_message(STEP_1, b"\0")))
    typing.transport.write(masked(sync_message(STEP_2, b"\0\0")))
    typing.keep = False
    times, answers = await asyncio.gather(type_markers(typing, watching, seconds), flood(room, seconds))
    print(f"edits in the flood: {figures(times)}")
    assert set(answers) == {201, 429}, answers


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
