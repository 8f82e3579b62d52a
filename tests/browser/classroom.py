"""A room with one program and people at it, for browser tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desk import Desk
from playwright.sync_api import expect
from support.person import Person
from support.server import LabServer
from support.waiting import until

PROGRAM = "maze.logo"
START = "TO MAZE\n  FORWARD 10\nEND\n"


class Classroom:
    """One server, a room that Ana owns, and a program in it."""

    def __init__(self, server: LabServer, seat: Callable[[LabServer, str], Desk], text: str = START) -> None:
        self.server, self._seat = server, seat
        self.ana = seat(server, "Ana")
        self.teacher: Person = self.ana.person
        self.room: Any = self.teacher.make_room("Class", visibility="open", default_role="editor")
        documents = f"/api/timewarp/rooms/{self.room['id']}/documents"
        self.document = self.teacher.ok("POST", documents, {"path": PROGRAM, "content": text})
        self.path = f"{self.room['folder']}/{PROGRAM}"

    def joins(self, name: str, role: str = "editor") -> Desk:
        """One more person with a role, in front of the program."""
        return self.opens(self.seated(name, role))

    def seated(self, name: str, role: str = "editor") -> Desk:
        """One more person with a role, who has opened nothing yet."""
        desk = self._seat(self.server, name)
        self.give(desk, role)
        return desk

    def both_open(self, name: str = "Bo") -> tuple[Desk, Desk]:
        """Ana and one more, an editor, in front of the program: their pages start at the same time."""
        two = self.ana, self.seated(name)
        for desk in two:
            desk.goes_to(self.path, until="commit")
        return self.is_open(two[0]), self.is_open(two[1])

    def opens(self, desk: Desk, **options: Any) -> Desk:
        """Somebody opens the program, and sees it live."""
        desk.goes_to(self.path, **options)
        return self.is_open(desk)

    def is_open(self, desk: Desk) -> Desk:
        """Wait until somebody who is about to open the program sees it live."""
        desk.has_opened()
        expect(desk.status).to_have_attribute("data-saved", "true")
        # JupyterLab's own part of opening comes after ours, and waits for the network as well.
        expect(desk.page.locator(".jp-MainAreaWidget .jp-Spinner")).to_have_count(0)
        return desk

    def give(self, desk: Desk, role: str) -> None:
        """Give somebody a role."""
        self.teacher.set_role(self.room, desk.person.username, role)

    def text(self) -> str:
        """The committed text on the server."""
        return self.teacher.text(self.room, self.document)

    def file(self) -> str:
        """What is in the file on disk."""
        return (self.server.root / self.path).read_text(encoding="utf-8")

    def everyone_has(self, text: str, *desks: Desk, seconds: float = 30) -> None:
        """Wait until editors, server and file are this text."""
        for desk in desks:
            desk.sees(text, seconds)
        until(lambda: self.text() == text or None, f"{text!r} on the server", seconds)
        until(lambda: self.file() == text or None, f"{text!r} in the file", seconds)
