"""Every panel, and what is around the editor, in both themes: nothing serious for axe, and a picture.

One page wears the light theme and one the dark one, and both go the same way: nothing is loaded twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from classroom import Classroom
from desk import Desk
from looks import SIDEBAR, pictured, violations, wears
from playwright.sync_api import expect
from seats import Seats
from sidebar import button
from support.person import Person
from support.server import LabServer
from walk import QUIET, Walk, say

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ASKS = "() => { window.jupyterapp.serviceManager.sessions.refreshRunning().catch(() => undefined); }"
"""The first request that fails tells of a server that is gone."""
STATUS, BANNER = ".tw-Status", ".tw-RoleBanner:not(.lm-mod-hidden)"


@dataclass
class School:
    """Ana in the light, Bo in the dark; Kim has no page open and does what happens to both."""

    classroom: Classroom
    kim: Person
    themes: dict[str, Desk]

    def gives(self, role: str) -> None:
        """Both get a role."""
        for desk in self.themes.values():
            self.kim.set_role(self.classroom.room, desk.person.username, role)

    def locks(self, locked: bool) -> None:
        """The room is locked, or unlocked."""
        self.kim.ok("PATCH", self.address, {"locked": locked})

    @property
    def address(self) -> str:
        """The room."""
        return f"/api/timewarp/rooms/{self.classroom.room['id']}"

    def looks(self, name: str, *parts: str) -> None:
        """Both look at it."""
        for theme, desk in self.themes.items():
            assert violations(desk, *parts) == [], (name, theme)
            pictured(desk, f"{name}-{theme}")


@pytest.fixture(scope="module")
def school(shared_server: Callable[..., LabServer], shared_desk: Seats) -> School:
    """A room in which something of everything has happened."""
    classroom = Classroom(shared_server(), shared_desk)
    kim = classroom.seated("Kim", "owner").person
    classroom.seated("Dee", "viewer")  # who has never been there
    room = f"/api/timewarp/rooms/{classroom.room['id']}"
    spare = kim.ok("POST", f"{room}/documents", {"path": "spare.bas", "content": "10 END\n"})
    kim.ok("DELETE", f"{room}/documents/{spare['id']}")
    kim.make_room(QUIET, visibility="open", default_role="editor")
    ana, bo = classroom.opens(classroom.ana), classroom.joins("Bo", "owner")
    says_much(classroom, ana, bo)
    ana.types("; the mouse\n")
    bo.sees(ana.text())
    bo.types("RIGHT 90\n")
    ana.sees(bo.text())
    for theme, desk in (("light", ana), ("dark", bo)):
        wears(desk, theme)
    return School(classroom, kim, {"light": ana, "dark": bo})


def says_much(classroom: Classroom, ana: Desk, bo: Desk) -> None:
    """A chat with a mention of each, an answer and a place in the program."""
    place = {"document": classroom.document["id"], "line": 2, "end_line": 2}
    first = say(ana.person, classroom, "Who draws the **maze**? @Bo?")
    say(bo.person, classroom, "I do! @Ana you take the mouse: `FORWARD 10`", reply_to=first)
    say(ana.person, classroom, "Like this?", anchor=place)


def test_every_panel_can_be_used_by_everyone(school: School) -> None:
    for theme, desk in school.themes.items():
        walk = Walk(desk, school.classroom, school.kim)
        for name in walk.steps():
            assert violations(desk, SIDEBAR) == [], (name, theme)
            pictured(desk, f"sidebar-{name}-{theme}")
        walk.goes_back()


def test_what_is_around_the_editor_can_be_used_by_everyone(school: School) -> None:
    both = list(school.themes.values())
    for desk in both:
        desk.tries("timewarp:show-people")
        desk.tries("timewarp:follow-next")
        expect(desk.page.locator(".tw-Following")).to_be_visible()
    for desk in both:
        desk.editor.press("ArrowUp")  # a name is at a cursor that moves
        desk.editor.press("End")
    for desk in both:
        expect(desk.page.locator(".jp-remote-userFlag")).to_have_css("opacity", "1")
    school.looks("following", ".tw-Following")
    for desk in both:
        desk.page.keyboard.press("Escape")
        expect(desk.page.locator(".tw-Following")).to_have_count(0)
    school.gives("viewer")
    for desk in both:
        expect(desk.page.locator(BANNER)).to_contain_text("You are a viewer")
        expect(desk.status).to_have_attribute("data-status", "readonly")
    school.looks("viewer", BANNER, STATUS, SIDEBAR)
    school.gives("editor")
    school.locks(True)
    for desk in both:
        expect(desk.page.locator(BANNER)).to_contain_text("The room is locked")
    school.looks("locked", BANNER, STATUS, SIDEBAR)
    school.locks(False)
    for desk in both:
        expect(desk.status).to_have_attribute("data-status", "connected")


def test_a_connection_that_is_lost_can_be_seen_by_everyone(school: School) -> None:
    for desk in without_network(school):
        desk.types("; on the bus")
        expect(desk.status).to_have_attribute("data-status", "offline")
    school.looks("offline", STATUS, SIDEBAR)
    for desk in school.themes.values():
        desk.page.context.set_offline(False)
        expect(desk.status).to_have_attribute("data-saved", "true", timeout=60_000)
    school.classroom.server.kill()
    for desk in school.themes.values():
        desk.page.evaluate(ASKS)
        expect(desk.status).to_contain_text("Reconnecting in", timeout=60_000)
        expect(desk.page.locator(".tw-Outage")).to_be_visible()
    school.looks("reconnecting", ".tw-Outage", STATUS, SIDEBAR)
    for desk in school.themes.values():
        desk.page.locator(".tw-Outage").get_by_role("button", name="Close").click()
    school.classroom.server.restart()
    for desk in school.themes.values():
        desk.tries("timewarp:connect-now")
        expect(desk.status).to_have_attribute("data-status", "connected", timeout=60_000)


def test_edits_that_are_not_taken_can_be_seen_by_everyone(school: School) -> None:
    store = school.classroom.server.root / ".timewarp" / "timewarp.sqlite"
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # another program writes, and does not come to an end
        for desk in school.themes.values():
            desk.tries("timewarp:show-people")
            desk.types("; kept")
        for desk in school.themes.values():
            expect(desk.status).to_have_attribute("data-status", "refused", timeout=60_000)
        school.looks("refused", STATUS, SIDEBAR)
        other.execute("ROLLBACK")
    for desk in school.themes.values():
        expect(desk.status).to_have_attribute("data-saved", "true", timeout=60_000)
        expect(desk.status).to_have_attribute("data-status", "connected")


def without_network(school: School) -> Iterator[Desk]:
    """Each pulls the cable."""
    for desk in school.themes.values():
        desk.page.context.set_offline(True)
        yield desk


def test_a_room_that_is_over_can_be_read_by_everyone(school: School) -> None:
    school.gives("owner")
    for desk in school.themes.values():
        desk.tries("timewarp:show-chat")
        expect(button(desk, "Invite")).to_be_visible()  # they are owners, and have heard of it
        expect(desk.page.locator(f"{SIDEBAR} .tw-Message").last).to_be_visible()
    school.kim.ok("DELETE", school.address)
    for desk in school.themes.values():
        expect(desk.page.locator(".tw-State .tw-Banner")).to_contain_text("This room has been deleted.")
        expect(button(desk, "Bring the room back")).to_be_visible()
        expect(desk.page.locator(f"{SIDEBAR} .tw-Problem")).to_have_count(0)
        expect(desk.page.locator(f"{SIDEBAR} .tw-Message").last).to_be_visible()  # what was said can be read
    school.looks("sidebar-over", SIDEBAR)
