"""Who people are and what they did, as the others see it, in two and three real browsers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from classroom import PROGRAM, START, Classroom
from desk import Desk
from playwright.sync_api import Locator, expect
from seats import Seats
from sidebar import button, opens, says
from support.server import LabServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LATER_MS = 150_000
"""Longer than it takes until somebody counts as idle."""
LOOKS_MS = 20_000
"""It is looked whether somebody is there every five seconds."""


@pytest.fixture(scope="module")
def server(shared_server: Callable[..., LabServer]) -> LabServer:
    """One for all tests: none restarts it, or looks at the rooms of another."""
    return shared_server()


@pytest.fixture
def classroom(server: LabServer, desk: Seats) -> Classroom:
    """A room of the test's own, with people of its own."""
    return Classroom(server, desk)


@pytest.fixture
def two(classroom: Classroom) -> tuple[Desk, Desk]:
    """Ana, who owns the room, and Bo, an editor: both in the program."""
    return classroom.both_open()


def row(panel: Locator, name: str) -> Locator:
    """Somebody in the list of those who are here."""
    return panel.locator(".tw-List").first.locator(".tw-Row").filter(has_text=name)


def happened(panel: Locator) -> Locator:
    """The lines of the activity."""
    return panel.locator(".tw-Windowed .tw-Row-main > :first-child")


def hides(desk: Desk, hidden: bool) -> None:
    """The tab goes to the back, or comes to the front again."""
    desk.page.evaluate(
        """hidden => {
            Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event('visibilitychange'));
        }""",
        hidden,
    )


def test_who_is_removed_stays_known_by_name_and_colour(classroom: Classroom, two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    bo.types("; by Bo\n")
    classroom.everyone_has(f"{START}; by Bo\n", ana, bo)
    says(bo, "I was here")
    chat = opens(ana, "chat")
    expect(chat.locator(".tw-Message-author")).to_have_text("Bo")
    color = chat.locator(".tw-Message .tw-Avatar").evaluate("node => node.style.backgroundColor")
    bo.page.goto("about:blank")
    expect(row(opens(ana, "people"), "Bo")).to_have_count(0, timeout=LOOKS_MS)
    members = f"/api/timewarp/rooms/{classroom.room['id']}/members/{bo.person.username}"
    classroom.teacher.ok("DELETE", members)
    for again in (False, True):
        if again:
            classroom.opens(ana)
        chat = opens(ana, "chat")
        expect(chat.locator(".tw-Message-author")).to_have_text("Bo")
        avatar = chat.locator(".tw-Message .tw-Avatar")
        assert avatar.evaluate("node => node.style.backgroundColor") == color
        told = happened(opens(ana, "activity"))
        expect(told.filter(has_text="Ana removed Bo")).to_be_visible()
        expect(told.filter(has_text=f"Bo changed 1 line of {PROGRAM}")).to_be_visible(timeout=60_000)
        versions = opens(ana, "history").locator(".tw-Item")
        expect(versions.first).to_contain_text("Bo")
        expect(ana.page.locator("#timewarp-sidebar")).not_to_contain_text(bo.person.username)
    button(ana, "Members").click()
    expect(ana.page.locator(".tw-Sheet")).to_contain_text("Ana (you)")
    expect(ana.page.locator(".tw-Sheet")).not_to_contain_text("Bo")


def test_a_new_colour_is_seen_everywhere(classroom: Classroom, two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    bo.types("; by Bo\n")
    classroom.everyone_has(f"{START}; by Bo\n", ana, bo)
    says(bo, "hello")
    before = opens(ana, "people").locator(".tw-Row").filter(has_text="Bo").locator(".tw-Avatar")
    old = before.evaluate("node => node.style.backgroundColor")
    opens(bo, "people")
    button(bo, "My name and colour").click()
    choice = bo.page.locator(".tw-Color").filter(has=bo.page.locator("input:not(:checked)")).last
    new = choice.evaluate("node => node.style.backgroundColor")
    assert new != old
    choice.locator("input").click(force=True)
    avatar = row(opens(ana, "people"), "Bo").locator(".tw-Avatar")
    expect(avatar).to_have_css("background-color", new)
    bo.puts_cursor(2)
    flag = ana.flag_of("Bo").locator(".jp-remote-userFlag-avatar")
    expect(flag).to_have_css("background-color", new)
    expect(flag).to_have_css("color", avatar.evaluate("node => getComputedStyle(node).color"))
    caret = ana.cursors.filter(has=ana.page.get_by_text("Bo", exact=True))
    expect(caret).to_have_css("border-left-color", new)
    message = opens(ana, "chat").locator(".tw-Message .tw-Avatar")
    expect(message).to_have_css("background-color", new)
    version = opens(ana, "history").locator(".tw-Item").filter(has_text="Bo").locator(".tw-Avatar")
    expect(version.first).to_have_css("background-color", new)


def test_others_see_who_is_idle_and_who_is_away(two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    people = opens(ana, "people")
    expect(row(people, "Bo").locator(".tw-Avatar")).to_have_attribute("data-faded", "false")
    bo.page.evaluate(
        "later => { const now = Date.now; window.backToNow = () => { Date.now = now; };"
        " Date.now = () => now() + later; }",
        LATER_MS,
    )
    expect(row(people, "Bo")).to_contain_text("idle", timeout=LOOKS_MS)
    expect(row(people, "Bo").locator(".tw-Avatar")).to_have_attribute("data-faded", "true")
    hides(bo, True)
    expect(row(people, "Bo")).to_contain_text("away")
    hides(bo, False)
    expect(row(people, "Bo")).not_to_contain_text("away")
    bo.page.evaluate("() => window.backToNow()")
    bo.page.keyboard.press("Shift")
    expect(row(people, "Bo")).not_to_contain_text("idle")


def test_hands_are_in_the_order_in_which_they_were_raised(
    classroom: Classroom, two: tuple[Desk, Desk]
) -> None:
    ana, bo = two
    cleo = classroom.joins("Cleo")
    people = opens(ana, "people")
    for desk in (cleo, bo):
        desk.tries("timewarp:raise-hand")
        expect(row(people, desk.name).locator(".tw-Hand")).to_be_visible()
    rows = people.locator(".tw-List").first.locator(".tw-Row")
    expect(rows.nth(0)).to_contain_text("Cleo")
    expect(rows.nth(1)).to_contain_text("Bo")
    expect(rows.nth(2)).to_contain_text("Ana")
    cleo.tries("timewarp:raise-hand")
    expect(rows.nth(0)).to_contain_text("Bo")
    expect(row(people, "Cleo").locator(".tw-Hand")).to_have_count(0)


def test_activity_is_filtered_leads_to_the_place_and_is_exported(
    classroom: Classroom, two: tuple[Desk, Desk], tmp_path: Path
) -> None:
    ana, bo = two
    documents = f"/api/timewarp/rooms/{classroom.room['id']}/documents"
    bo.person.ok("POST", documents, {"path": "other.bas", "content": "10 PRINT\n20 END\n"})
    bo.types("; by Bo\n")
    classroom.everyone_has(f"{START}; by Bo\n", ana, bo)
    activity = opens(ana, "activity")
    lines = happened(activity)
    edited = lines.filter(has_text=f"Bo changed 1 line of {PROGRAM}")
    expect(edited).to_be_visible(timeout=60_000)  # edits are told when one pauses
    activity.get_by_label("Person").select_option(label="Bo")
    expect(lines.filter(has_text="Ana")).to_have_count(0)
    expect(lines.filter(has_text="Bo made other.bas")).to_be_visible()
    activity.get_by_label("Kind").select_option(label="Edits")
    expect(lines).to_have_text([f"Bo changed 1 line of {PROGRAM}"])
    with ana.page.expect_download() as download:
        button(ana, "Export as CSV").click()
    file = tmp_path / "activity.csv"
    download.value.save_as(file)
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert {(each["name"], each["verb"], each["path"]) for each in rows} == {
        ("Bo", "document.edited", PROGRAM)
    }
    ana.puts_cursor(1)
    edited.click()
    # The line that was written is the fourth: the caret is there, in the editor.
    ana.page.wait_for_function(
        "selector => { const view = document.querySelector(selector).cmTile.view;"
        " return view.state.doc.lineAt(view.state.selection.main.head).number === 4; }",
        arg=".jp-FileEditor .cm-content",
    )
