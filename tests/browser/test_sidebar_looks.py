"""Every panel of the sidebar in both themes: no serious violation for axe, and a picture for the docs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from classroom import Classroom
from desk import Desk
from looks import SIDEBAR, THEMES, pictured, violations, wears
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def panels(desk: Desk, classroom: Classroom) -> dict[str, Callable[[], None]]:
    """How to get to each panel, in an order in which one leads to the next."""
    page = desk.page

    def shows(tab: str) -> Callable[[], None]:
        return lambda: desk.tries(f"timewarp:show-{tab}")

    def presses(name: str) -> Callable[[], None]:
        return lambda: page.locator(SIDEBAR).get_by_role("button", name=name, exact=True).click()

    def invites() -> None:
        desk.tries("timewarp:invite")
        presses("Make a link")()
        expect(page.locator(".tw-Qr").first).to_be_visible()

    def ends() -> None:
        presses("Cancel")()
        page.locator(".tw-Rooms .tw-Item").first.click()
        desk.tries("timewarp:show-chat")
        expect(page.locator(f"{SIDEBAR} .tw-Message")).to_have_count(2)  # what was said can still be read
        classroom.teacher.ok("DELETE", f"/api/timewarp/rooms/{classroom.room['id']}")
        expect(page.locator(".tw-State .tw-Banner")).to_contain_text("This room has been deleted.")
        expect(page.locator(f"{SIDEBAR} .tw-Problem")).to_have_count(0)

    return {
        "people": shows("people"),
        "chat": shows("chat"),
        "activity": shows("activity"),
        "history": shows("history"),
        "playback": presses("Play back"),
        "authors": presses("Who wrote this"),
        "members": lambda: desk.tries("timewarp:members"),
        "settings": lambda: desk.tries("timewarp:room-settings"),
        "invite": invites,
        "copy": lambda: desk.tries("timewarp:copy-room"),
        "rooms": lambda: desk.tries("timewarp:leave-room"),
        "name": presses("My name and colour"),
        "invited": presses("I have an invitation"),
        "new-room": presses("New room"),
        "archive": lambda: desk.tries("timewarp:import-room"),
        "over": ends,
    }


@pytest.mark.parametrize("theme", THEMES)
def test_every_panel_can_be_used_by_everyone(classroom: Classroom, theme: str) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    say(ana, classroom, "Who draws the **maze**?")
    say(bo, classroom, "I do! @Ana you take the mouse: `FORWARD 10`")
    ana.types("; the mouse\n")
    bo.sees(ana.text())
    bo.types("RIGHT 90\n")
    wears(ana, theme)
    for name, go in panels(ana, classroom).items():
        go()
        expect(ana.page.locator(f"{SIDEBAR} [aria-busy=true]")).to_have_count(0)
        if name == "chat":
            expect(ana.page.locator("#tw-tab-chat .tw-Badge")).to_have_count(0)  # read, once it was seen
        assert violations(ana, SIDEBAR) == [], name
        pictured(ana, f"sidebar-{name}-{theme}")


def say(desk: Desk, classroom: Classroom, body: str) -> None:
    """Somebody says something, without the page."""
    desk.person.ok(
        "POST", f"/api/timewarp/rooms/{classroom.room['id']}/messages", {"body": body, "client_id": body}
    )
