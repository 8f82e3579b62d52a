"""A network home that does not answer: whoever types elsewhere goes on, and whoever asks it is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.person import Person
from support.preloaded import EXTENSIONS, MARKS, build
from support.server import LabServer
from support.sync_socket import SyncSocket
from support.waiting import until

pytestmark = [pytest.mark.timeout(240), *MARKS]

LONGEST = 1.0
"""Seconds until the other sees a key. The machine that the tests run on does other things as well."""
DEADLINE = 30.0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[LabServer]:
    """A server whose folder ``far`` hangs while there is a file ``hangs`` beside its workspace."""
    server = LabServer(
        tmp_path / "workspace",
        tmp_path / "home",
        command=("jupyter-server",),
        config=EXTENSIONS,
        LD_PRELOAD=build("hanging_disk", tmp_path),
        TIMEWARP_TEST_HANGS=str(tmp_path / "hangs"),
    )
    (tmp_path / "home" / "data").mkdir()
    yield server.start()
    (tmp_path / "hangs").unlink(missing_ok=True)
    server.stop()


class Tab(SyncSocket):
    """A program open in a tab."""

    def __init__(self, replica: Any = None) -> None:
        super().__init__(replica)
        self._changed = asyncio.Event()

    def take(self, message: bytes) -> None:
        """Deal with one message, and look again for what is waited for."""
        super().take(message)
        self._changed.set()

    async def shows(self, text: str) -> None:
        """Wait until a text is there."""
        while text not in self.text:
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), DEADLINE)

    def type(self, key: str) -> None:
        """Write at the beginning."""
        self.edit(0, 0, key)
        self.flush()


async def connect(person: Person, room: Any) -> Tab:
    """Into the program of a room, with its text."""
    document = person.document(room, "a.bas")
    path = f"/api/timewarp/rooms/{room['id']}/documents/{document['id']}/sync?ack=1"
    headers = {"Cookie": person.cookie_header(), "Authorization": f"token {person.server.token}"}
    tab = await Tab.open(person.server.port, path, headers)
    assert isinstance(tab, Tab)
    await tab.shows("PRINT")
    return tab


async def slowest_key(typist: Tab, reader: Tab, asked: asyncio.Future[Any]) -> float:
    """Type until all that was asked is answered: how long the slowest key took, in seconds."""
    slowest, number = 0.0, 0
    while not asked.done():
        key, began = f"<{number}>", time.monotonic()
        typist.type(key)
        await reader.shows(key)
        slowest, number = max(slowest, time.monotonic() - began), number + 1
    return slowest


def make_room(person: Person, name: str, folder: str) -> Any:
    """An open room with a program."""
    room = person.make_room(name, folder=folder, visibility="open")
    program = {"path": "a.bas", "content": "10 PRINT 1\n"}
    person.ok("POST", f"/api/timewarp/rooms/{room['id']}/documents", program)
    return room


FAR = (
    ("GET", "/api/contents/far/a.bas", None),
    ("GET", "/files/far/a.bas", None),
    ("GET", "/api/contents/far", None),
    ("PUT", "/api/contents/far/b.txt", {"type": "file", "format": "text", "content": "x"}),
    ("PATCH", "/api/contents/near/a.bas", {"path": "far/c.bas"}),
    ("GET", "/api/timewarp/lookup?path=far/other.bas", None),
    ("POST", "/api/timewarp/rooms", {"name": "Other", "folder": "far/other"}),
)
"""What everybody asks of the folder that hangs."""


async def test_a_home_that_hangs_stops_nobodys_typing(home: LabServer, tmp_path: Path) -> None:
    ana, bo = Person(home, "Ana"), Person(home, "Bo")
    near, far = make_room(ana, "Near", "near"), make_room(ana, "Far", "far")
    clients = [await connect(person, room) for room in (near, far) for person in (ana, bo)]
    try:
        (tmp_path / "hangs").touch()
        calls = [asyncio.to_thread(ana.call, *each) for each in FAR]
        asked = asyncio.ensure_future(asyncio.gather(*calls))
        slowest = await asyncio.gather(
            slowest_key(*clients[:2], asked), slowest_key(*clients[2:], asked), return_exceptions=True
        )
        answers = await asked
        assert all(isinstance(each, float) and each < LONGEST for each in slowest), slowest
        for (method, path, _), answer in zip(FAR, answers, strict=True):
            assert answer.status == 503, f"{method} {path}: {answer.status} {answer.text}"
        assert {answers[0].json["error"]["code"], answers[-1].json["error"]["code"]} == {"workspace_slow"}
        (tmp_path / "hangs").unlink()
        typed, file = clients[2].text, home.root / "far" / "a.bas"
        await asyncio.to_thread(until, lambda: file.read_text() == typed, "the file to be written after all")
        assert (await asyncio.to_thread(bo.call, *FAR[0])).json["content"] == typed
    finally:
        for client in clients:
            client.leave()
    assert "Traceback" not in home.log, home.log
