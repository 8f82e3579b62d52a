"""The page of an invitation, at a computer that two pupils use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from classroom import Classroom
from desk import Desk
from looks import THEMES, pictured, violations
from playwright.sync_api import expect
from support.server import LabServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def invitation(classroom: Classroom, **fields: object) -> str:
    """The address of a link."""
    room = f"/api/timewarp/rooms/{classroom.room['id']}"
    made = classroom.teacher.ok("POST", f"{room}/invitations", {"role": "editor", **fields})
    return f"{classroom.server.url}/timewarp/join/{made['url'].rsplit('/', 1)[1]}"


def goes_in(desk: Desk, name: str) -> None:
    """Into the room; the program is there, live."""
    desk.page.get_by_role("button", name=name, exact=True).locator("visible=true").click()
    expect(desk.editor).to_be_visible(timeout=60_000)
    expect(desk.status).to_have_attribute("data-saved", "true")


def test_each_goes_in_as_who_they_are(classroom: Classroom, desk: Callable[[LabServer, str], Desk]) -> None:
    link = f"{invitation(classroom)}?token={classroom.server.token}"
    bo = desk(classroom.server, "Bo")
    bo.page.goto(link)
    for theme in THEMES:
        bo.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        bo.page.get_by_text("I am somebody else").click()
        assert violations(bo, "body") == []
    bo.page.get_by_text("I am somebody else").locator("visible=true").click()
    bo.page.get_by_label("Your name").fill("Cy")
    goes_in(bo, "Join")
    bo.tries("timewarp:show-people")
    expect(bo.page.locator("#tw-panel")).to_contain_text("Cy")
    bo.page.goto(link)
    for theme in THEMES:
        bo.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        pictured(bo, f"join-{theme}")
    goes_in(bo, "Go in as Bo")
    bo.tries("timewarp:show-people")
    expect(bo.page.locator("#tw-panel")).to_contain_text("Bo")
    members = classroom.teacher.ok("GET", f"/api/timewarp/rooms/{classroom.room['id']}/members")["items"]
    assert {"Bo", "Cy"} <= {each["display_name"] for each in members}
    assert "timewarp-tab-person" not in bo.page.evaluate("() => document.cookie")
