"""Hostile texts wherever JupyterLab shows what somebody wrote: nothing is carried out, all is text."""

from __future__ import annotations

import io
import urllib.request
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from classroom import Classroom
from desk import Desk
from playwright.sync_api import Locator, Route, expect
from support.person import Person
from support.server import LabServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MARKUP = "<img src=x onerror=__hacked=1>"
"""As much as a person's name may be long."""
MIXED = "👩‍👩‍👧‍👦 שלום‍ <b>x</b> أ"
ROOM = '</title><script>__hacked=2</script><img src="//evil.invalid/r" onerror=__hacked=3>'
FILES = [
    f"{MARKUP}.logo",
    '"><svg onload=__hacked=4>.bas',
    "javascript:__hacked=5.logo",
    "😀‍" * 30 + ".logo",
    "a\u200b\ufeffb.bas",
]
BODY = (
    "<script>__hacked=6</script><img src=http://evil.invalid/1 onerror=__hacked=7> "
    "![x](http://evil.invalid/2) [bad](javascript:__hacked=8) <a href=//evil.invalid/4>y</a> "
    "<style>@import url(http://evil.invalid/3)</style><iframe src=http://evil.invalid/5></iframe> "
    "\u202egnp.exe\u202c"
)
TEXT = f"; {BODY}\n; שלום\u202e\u2066 \u200b\u200d\ufeff 👩‍👩‍👧‍👦\n; {'x' * 10_000}\n"

ELEMENTS = (
    "[onerror], [onload], iframe, [href^='javascript:'], [src*='evil.invalid'], "
    "[href*='evil.invalid']:not([rel~=noopener])"
)
"""What any of this would be if it were more than text; a link that is only followed by a click is none."""


SHEETS = {
    "members": MIXED,
    "invite": "Make a link",
    "room-settings": ROOM,
    "copy-room": "Copy",
    "my-name": "name",
    "leave-room": ROOM,
}
"""Commands that open a sheet, and something in it."""


class Watched:
    """A person whose browser notes whatever is carried out."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.foreign, self.dialogs = desk, list[str](), list[str]()
        page = desk.page
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.route(lambda url: not url.startswith((desk.person.server.url, "data:", "blob:")), self._foreign)

    def _foreign(self, route: Route) -> None:
        self.foreign.append(route.request.url)
        route.abort()

    def is_unharmed(self, where: str) -> None:
        """Nothing was carried out, asked of strangers, or made an element."""
        page = self.desk.page
        assert page.evaluate("() => window.__hacked") is None, where
        assert (self.foreign, self.dialogs) == ([], []), where
        made = page.evaluate("at => [...document.querySelectorAll(at)].map(each => each.outerHTML)", ELEMENTS)
        assert made == [], where

    def shows(self, panel: str, *texts: str) -> Locator:
        """A panel in the sidebar, in which these texts stand as they were written."""
        self.desk.tries(f"timewarp:show-{panel}")
        shown = self.desk.page.locator("#timewarp-sidebar")
        for text in texts:
            expect(shown).to_contain_text(text)
        self.is_unharmed(panel)
        return shown


def names(classroom: Classroom, bo: Person) -> None:
    """Everything that can have a name gets an evil one."""
    teacher, room = classroom.teacher, f"/api/timewarp/rooms/{classroom.room['id']}"
    teacher.ok("PATCH", "/api/timewarp/me", {"display_name": MARKUP})
    bo.ok("PATCH", "/api/timewarp/me", {"display_name": MIXED})
    teacher.ok("PATCH", room, {"name": ROOM})
    for file in FILES[1:]:
        teacher.ok("POST", f"{room}/documents", {"path": file, "content": TEXT})
    teacher.ok("PATCH", f"{room}/documents/{classroom.document['id']}", {"path": FILES[0]})
    classroom.path = f"{classroom.room['folder']}/{FILES[0]}"
    teacher.ok("POST", f"{room}/messages", {"body": BODY, "client_id": "1"})
    bo.ok("POST", f"{room}/messages", {"body": "x" * 4_000, "client_id": "2"})


@pytest.fixture
def evil(
    lab_server: Callable[..., LabServer], desk: Callable[..., Desk]
) -> tuple[Classroom, Watched, Watched]:
    """Ana and Bo, as evil as they can, at one program."""
    classroom = Classroom(lab_server(), desk, TEXT)
    bo = desk(classroom.server, "Bo")
    classroom.give(bo, "editor")
    names(classroom, bo.person)
    # Found on the disk: what no program may be called. The file browser shows it, and so does the list.
    (classroom.server.root / classroom.room["folder"] / "a\u202egnp.logo").write_text(TEXT)
    watched = Watched(classroom.ana), Watched(bo)
    for each in (classroom.ana, bo):
        each.open(classroom.path)
    return classroom, *watched


def test_nothing_of_what_people_write_is_carried_out(evil: tuple[Classroom, Watched, Watched]) -> None:
    classroom, ana, bo = evil
    page = ana.desk.page
    expect(page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel").first).to_have_text(FILES[0])
    for file in FILES:
        expect(page.locator(".jp-DirListing-itemText", has_text=file)).to_be_visible()
    ana.desk.sees(TEXT)
    bo.desk.sees(TEXT)
    ana.is_unharmed("the editor and the file browser")
    bo.desk.puts_cursor(2)
    flag = page.locator(".jp-remote-userFlag-name", has_text=MIXED)
    expect(flag).to_be_attached()
    ana.is_unharmed("the cursors of others")
    ana.shows("people", ROOM, MARKUP, MIXED, *FILES)
    ana.shows("activity", MARKUP, FILES[1])
    chat = ana.shows("chat", MIXED, "__hacked=8", "gnp.exe")
    expect(chat.locator(".tw-Long")).to_have_count(1)
    page.locator("#tw-panel textarea").fill("@")
    expect(page.get_by_role("option", name=MIXED)).to_be_visible()
    ana.is_unharmed("whom one may call")
    room = f"/api/timewarp/rooms/{classroom.room['id']}"
    ana.shows("people")
    bo.desk.types(f"{BODY}\n")
    bo.desk.person.ok(
        "POST", f"{room}/messages",
        {"body": f"@{MARKUP} {BODY}", "client_id": "3"},
    )  # fmt: skip
    bo.desk.person.ok("PATCH", f"{room}/documents/{classroom.document['id']}", {"path": f"2{FILES[0]}"})
    expect(page.get_by_role("alert").filter(has_text=MARKUP).first).to_be_visible()
    expect(page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel").first).to_have_text(f"2{FILES[0]}")
    ana.is_unharmed("notifications")
    history = ana.shows("history", MIXED)
    page.get_by_role("button", name="Who wrote this").click()
    expect(history.locator(".tw-Shares tbody tr")).to_contain_text([MARKUP, MIXED])
    ana.is_unharmed("shares of the text")
    page.get_by_role("button", name="Play back").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled()
    page.get_by_label("Place in the history").press("End")
    expect(history.locator(".tw-Authored")).to_contain_text("__hacked=6")
    ana.is_unharmed("playback")
    ana.desk.tries("timewarp:show-authors")
    expect(page.locator(f'.tw-Author[aria-label="{MIXED}"]').first).to_be_visible()
    ana.is_unharmed("the gutter of authors")
    for sheet, shown in SHEETS.items():
        ana.desk.tries(f"timewarp:{sheet}")
        expect(page.locator("#timewarp-sidebar")).to_contain_text(shown)
        ana.is_unharmed(sheet)
    expect(page.locator(".tw-Rooms")).to_contain_text(ROOM)


def raw(person: Person, method: str, path: str, body: bytes | None = None) -> bytes:
    """Ask for or send bytes."""
    request = urllib.request.Request(
        person.server.url + path, body, {"Authorization": f"token {person.server.token}"}, method=method
    )
    person.cookies.add_cookie_header(request)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bytes(answer.read())


def test_neither_by_the_page_of_an_invitation_nor_by_an_archive(
    evil: tuple[Classroom, Watched, Watched], desk: Callable[..., Desk]
) -> None:
    classroom, ana, _ = evil
    room: Any = f"/api/timewarp/rooms/{classroom.room['id']}"
    link = classroom.teacher.ok("POST", f"{room}/invitations", {"role": "editor"})["url"].rsplit("/", 1)[1]
    cy = Watched(desk(classroom.server, "Cy"))
    cy.desk.person.ok("PATCH", "/api/timewarp/me", {"display_name": MIXED})
    page = cy.desk.page
    page.goto(f"{classroom.server.url}/timewarp/join/{link}?token={classroom.server.token}")
    expect(page.locator("body")).to_contain_text(ROOM)
    expect(page.get_by_role("button", name=f"Go in as {MIXED}")).to_be_visible()
    expect(page.locator("script, img, svg")).to_have_count(0)
    cy.is_unharmed("the page of an invitation")
    archive = raw(classroom.teacher, "GET", f"{room}/export")
    assert f"programs/{FILES[1]}" in zipfile.ZipFile(io.BytesIO(archive)).namelist()
    raw(cy.desk.person, "POST", "/api/timewarp/rooms/import?folder=again", archive)
    cy.desk.open(f"again/{FILES[0]}")
    cy.desk.sees(TEXT)
    cy.shows("activity", FILES[1])
    cy.shows("chat", f"{MIXED} (imported)", "__hacked=8")
    cy.shows("history", f"{MARKUP} (imported)")
    cy.desk.tries("timewarp:show-authors")
    expect(cy.desk.page.locator(".tw-Author").first).to_have_attribute("aria-label", f"{MARKUP} (imported)")
    cy.is_unharmed("the gutter of authors")
    ana.is_unharmed("whoever is there meanwhile")
