"""The npm packages ``y-websocket`` and ``yjs`` join a real server: the protocol is theirs, not ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support.node_peer import NodePeer
from support.person import Person
from support.server import LabServer
from support.waiting import until

pytestmark = [pytest.mark.node, pytest.mark.timeout(180)]

START = "TO MAZE\nEND\n"


class School:
    """A server with a room, an owner and one program."""

    def __init__(self, server: LabServer) -> None:
        self.server = server
        self.ana = Person(server, "Ana")
        self.room = self.ana.make_room("School", visibility="open", default_role="editor")
        documents = f"/api/timewarp/rooms/{self.room['id']}/documents"
        self.document = self.ana.ok("POST", documents, {"path": "maze.logo", "content": START})
        self._peers: list[NodePeer] = []

    def join(self, person: Person, **params: str) -> NodePeer:
        """A Node client of a person on the program, synced."""
        peer = self.connect(person, **params)
        peer.until("synced", True)
        return peer

    def connect(self, person: Person, **params: str) -> NodePeer:
        """A Node client of a person, whatever becomes of it."""
        peer = NodePeer(person, self.room, self.document, **params)
        self._peers.append(peer)
        return peer

    def text(self) -> str:
        """The program as the server has it."""
        return self.ana.text(self.room, self.document)

    def close(self) -> None:
        """End all clients."""
        for peer in self._peers:
            peer.close()


@pytest.fixture
def school(lab_server: Callable[..., LabServer]) -> Iterator[School]:
    """A fresh school."""
    made = School(lab_server())
    yield made
    made.close()


def test_two_clients_write_one_program(school: School) -> None:
    ana, bo = school.join(school.ana), school.join(Person(school.server, "Bo"))
    assert ana.look("text") == START
    ana.do("insert", at=0, text="; by Ana\n")
    bo.do("insert", text="; by Bo 🐢\n")
    whole = f"; by Ana\n{START}; by Bo 🐢\n"
    ana.until("text", whole)
    bo.until("text", whole)
    until(lambda: school.text() == whole, "the text on the server")
    bo.do("remove", at=0, length=9)
    ana.until("text", whole[9:])


def test_a_cursor_carries_the_name_that_the_server_knows(school: School) -> None:
    ana, bo = school.join(school.ana), school.join(Person(school.server, "Bo"))
    bo.do("cursor", state={"user": {"name": "Principal", "username": school.ana.username}, "at": 3})

    def seen() -> Any:
        return next((state for state in ana.look("people") if state.get("at") == 3), None)

    assert until(seen, "the cursor of Bo")["user"]["name"] == "Bo"


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_clients_come_back_after_a_restart_with_what_they_wrote_meanwhile(school: School, end: str) -> None:
    ana, bo = school.join(school.ana), school.join(Person(school.server, "Bo"))
    ana.do("insert", at=0, text="1 ")
    bo.until("text", f"1 {START}")
    getattr(school.server, end)()
    ana.until("connected", False)
    bo.until("connected", False)
    ana.do("insert", at=0, text="2 ")
    bo.do("insert", text="3")
    school.server.restart()
    whole = f"2 1 {START}3"
    ana.until("text", whole, 30)
    bo.until("text", whole, 30)
    until(lambda: school.text() == whole, "the text on the server")
    file = school.server.root / school.room["folder"] / "maze.logo"
    until(lambda: file.read_text() == whole, "the text in the file")


def test_a_viewer_is_refused_and_stays(school: School) -> None:
    viewer = Person(school.server, "Vi")
    school.ana.set_role(school.room, viewer.username, "viewer")
    ana, watching = school.join(school.ana), school.join(viewer)
    watching.do("insert", at=0, text="let me ")
    ana.do("insert", at=0, text="still here: ")
    until(lambda: "still here: " in watching.look("text"), "the owner's edit at the viewer")
    assert watching.look("connected") is True
    assert watching.look("closes") == []
    assert school.text() == f"still here: {START}"
    assert ana.look("text") == f"still here: {START}"


def test_a_final_close_is_final(school: School) -> None:
    other = school.connect(school.ana, history_id="0" * 32)
    other.until("ended", [4409])
    assert other.look("connected") is False


def test_one_who_is_removed_does_not_come_back(school: School) -> None:
    bo = Person(school.server, "Bo")
    school.ana.set_role(school.room, bo.username, "editor")
    school.ana.ok("PATCH", f"/api/timewarp/rooms/{school.room['id']}", {"visibility": "invite"})
    peer = school.join(bo)
    school.ana.ok("DELETE", f"/api/timewarp/rooms/{school.room['id']}/members/{bo.username}")
    peer.until("ended", [4403])


def test_a_server_that_leaves_is_come_back_to(school: School) -> None:
    peer = school.join(school.ana)
    school.server.stop()
    until(lambda: peer.look("closes"), "the end of the connection")
    assert peer.look("closes")[0] == 4503
    assert peer.look("ended") == []
    school.server.restart()
    peer.until("synced", True, 30)
    assert peer.look("text") == START
