"""The sidebar in two and three real browsers: rooms, people, chat, roles, history."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from classroom import PROGRAM, START, Classroom
from desk import Desk
from playwright.sync_api import expect
from sidebar import button, opens, says
from support.server import LabServer
from support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def two(classroom: Classroom) -> tuple[Desk, Desk]:
    """Ana, who owns the room, and Bo, an editor: both in the program."""
    return classroom.both_open()


def test_a_room_is_made_and_somebody_comes_by_its_link(
    lab_server: Callable[..., LabServer], desk: Callable[..., Desk]
) -> None:
    server = lab_server()
    ana, bo = desk(server, "Ana"), desk(server, "Bo")
    ana.page.goto(f"{server.url}/lab?token={server.token}&reset")
    ana.page.locator(".jp-LauncherCard", has_text="Time Warp Rooms").click()
    button(ana, "New room").click()
    ana.page.get_by_label("Name", exact=True).fill("Maze <b>club</b>")
    ana.page.get_by_role("button", name="Make the room").click()
    expect(ana.page.get_by_role("heading", name="Maze <b>club</b>")).to_be_visible()
    button(ana, "New program").click()
    ana.page.locator("#timewarp-sidebar").get_by_label("Language").select_option("Logo")
    ana.page.locator("#timewarp-sidebar").get_by_label("Name", exact=True).fill("turtle")
    button(ana, "Make the program").click()
    expect(ana.editor).to_contain_text("TO SQUARE")
    button(ana, "Invite").click()
    button(ana, "Make a link").click()
    link = ana.page.get_by_label("Send this link").input_value()
    expect(ana.page.get_by_text("This link works only on this computer.")).to_be_visible()
    bo.page.goto(link)
    bo.page.get_by_role("button", name="Go in as Bo").click()
    bo.page.wait_for_function("() => window.jupyterapp !== undefined", timeout=60_000)
    button(ana, "Close").click()
    opens(ana, "people")
    expect(ana.page.locator("#tw-panel")).to_contain_text("2 people here", timeout=30_000)


def test_people_talk_and_are_called(two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    asked: list[str] = []
    ana.page.on("request", lambda request: asked.append(request.url))
    opens(ana, "people")
    # An image would tell a stranger who reads this, and when.
    says(
        bo, "Look at <img src=/spy1.png onerror=alert(1)> **this** ![x](/spy2.png) [bad](javascript:alert(1))"
    )
    badge = ana.page.locator("#tw-tab-chat .tw-Badge")
    expect(badge).to_have_text("1")
    chat = opens(ana, "chat")
    message = chat.locator(".tw-Message").last
    expect(message).to_contain_text("Bo")
    expect(message.locator("strong")).to_have_text("this")
    expect(message.locator("img")).to_have_count(0)
    expect(message.get_by_text("bad")).not_to_have_attribute("href", re.compile("."))
    assert [url for url in asked if "spy" in url] == []
    expect(badge).to_have_count(0)
    composer = opens(bo, "chat").locator("textarea")
    composer.press_sequentially("Thanks @an", delay=250)
    expect(bo.page.get_by_role("option", name="Ana")).to_be_visible()
    expect(ana.page.get_by_text("Bo is writing…")).to_be_visible()
    composer.press("Enter")
    expect(composer).to_have_value("Thanks @Ana ")
    composer.press("Enter")
    expect(chat.locator('.tw-Message[data-called="true"]')).to_contain_text("Thanks @Ana")
    expect(chat.locator('.tw-Mention[data-me="true"]')).to_have_text("@Ana")


def test_what_is_said_offline_is_sent_once(two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    chat = opens(ana, "chat")
    opens(bo, "chat")
    bo.page.context.set_offline(True)
    says(bo, "from the tunnel")
    expect(bo.page.locator(".tw-Waiting")).to_contain_text("from the tunnel")
    bo.page.context.set_offline(False)
    expect(chat.locator(".tw-Message")).to_have_text(re.compile("from the tunnel"))
    expect(bo.page.locator(".tw-Waiting")).to_have_count(0)
    expect(bo.page.locator(".tw-Message")).to_have_count(1)


def test_people_are_seen_raise_hands_and_are_followed(classroom: Classroom, two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    people = opens(ana, "people")
    bo.puts_cursor(3)
    where = people.get_by_role("button", name=f"{PROGRAM}, line 3")
    expect(where).to_be_visible()
    bo.tries("timewarp:raise-hand")
    expect(people.get_by_text("hand raised")).to_be_attached()
    bo.tries("timewarp:raise-hand")
    expect(people.get_by_text("hand raised")).to_have_count(0)
    classroom.teacher.ok(
        "POST",
        f"/api/timewarp/rooms/{classroom.room['id']}/documents",
        {"path": "other.bas", "content": "10 PRINT\n20 END\n"},
    )
    people.get_by_role("button", name="Follow Bo").click()
    expect(ana.page.locator(".tw-Following")).to_contain_text(re.compile("You follow .?Bo"))
    opens(bo, "people").get_by_role("button", name="other.bas", exact=True).click()
    ana.sees("10 PRINT\n20 END\n")
    ana.page.keyboard.press("Escape")
    expect(ana.page.locator(".tw-Following")).to_have_count(0)
    bo.page.close()
    expect(people.locator(".tw-List").first).not_to_contain_text("Bo")


def test_a_role_and_a_lock_show_at_once(two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    opens(bo, "people")
    ana.tries("timewarp:members")
    ana.page.get_by_label("Role of Bo").select_option("viewer")
    expect(bo.page.get_by_text("You are a viewer: you can read all programs and chat.").first).to_be_visible()
    expect(bo.page.locator(".tw-Status-text")).to_have_attribute("data-status", "readonly")
    expect(button(bo, "New program")).to_have_count(0)
    ana.page.get_by_label("Role of Bo").select_option("editor")
    expect(button(bo, "New program")).to_be_visible()
    ana.tries("timewarp:lock")
    expect(bo.page.get_by_text("The room is locked").first).to_be_visible()
    expect(bo.page.locator(".tw-Status-text")).to_have_attribute("data-status", "readonly")
    ana.tries("timewarp:lock")
    expect(bo.page.locator(".tw-Status-text")).to_have_attribute("data-status", "connected")


def test_a_program_is_deleted_by_mistake_and_brought_back(
    classroom: Classroom, two: tuple[Desk, Desk]
) -> None:
    ana, _ = two
    ana.tries("timewarp:leave-room")
    ana.page.get_by_role("button", name=re.compile("^Class")).click()
    people = opens(ana, "people")
    path = f"/api/timewarp/rooms/{classroom.room['id']}/documents"
    classroom.teacher.ok("POST", path, {"path": "spare.bas", "content": "10 END\n"})
    people.get_by_role("button", name="Delete spare.bas").click()
    expect(people.get_by_role("button", name="spare.bas", exact=True)).to_have_count(0)
    ana.page.get_by_role("button", name="Undo").click()
    expect(people.get_by_role("button", name="spare.bas", exact=True)).to_be_visible()


def test_history_is_looked_at_and_gone_back_to(classroom: Classroom, two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    ana.types("; by Ana\n")
    bo.sees(f"{START}; by Ana\n")
    bo.types("; by Bo\n")
    classroom.everyone_has(f"{START}; by Ana\n; by Bo\n", ana, bo)
    history = opens(ana, "history")
    versions = history.locator(".tw-Item")
    expect(versions.first).to_contain_text("Bo")
    button(ana, "Play back").click()
    slider = ana.page.get_by_label("Place in the history")
    slider.focus()
    slider.press("End")
    expect(history.locator(".tw-Authored")).to_have_text(f"{START}; by Ana\n; by Bo\n")
    button(ana, "Who wrote this").click()
    expect(history.locator(".tw-Shares tbody tr")).to_contain_text(["Ana", "Bo"])
    button(ana, "Versions").click()
    versions.nth(1).click()
    button(ana, "Compare with now").click()
    expect(history.locator('.tw-Lines [data-kind="added"]')).to_contain_text("; by Bo")
    button(ana, "Go back to this version").click()
    ana.page.locator(".jp-Dialog").get_by_role("button", name="Go back").click()
    classroom.everyone_has(f"{START}; by Ana\n", ana, bo)
    ana.page.get_by_role("button", name="Undo").click()
    classroom.everyone_has(f"{START}; by Ana\n; by Bo\n", ana, bo)
    shown = opens(ana, "activity")
    expect(shown).to_contain_text("went back to an earlier version of maze.logo")


def test_a_program_goes_on_under_the_name_that_somebody_gives_it(
    classroom: Classroom, two: tuple[Desk, Desk]
) -> None:
    ana, bo = two
    opens(ana, "people")
    path = f"/api/timewarp/rooms/{classroom.room['id']}/documents/{classroom.document['id']}"
    bo.person.ok("PATCH", path, {"path": "labyrinth.logo"})
    expect(
        ana.page.get_by_text(re.compile("renamed “.maze.logo.” to “.labyrinth.logo.”")).first
    ).to_be_visible()
    expect(ana.page.locator("#jp-main-dock-panel .lm-TabBar-tabLabel").first).to_have_text("labyrinth.logo")
    ana.types("; still me\n")
    bo.sees(f"{START}; still me\n")
    file = classroom.server.root / classroom.room["folder"] / "labyrinth.logo"
    until(lambda: file.read_text("utf-8") == f"{START}; still me\n" or None, "the text in the new file")


def test_a_deleted_room_is_told_and_there_is_a_way_on(classroom: Classroom, two: tuple[Desk, Desk]) -> None:
    _, bo = two
    bo.sees(START)
    opens(bo, "people")
    classroom.teacher.ok("DELETE", f"/api/timewarp/rooms/{classroom.room['id']}")
    # A notification says the same to who has the sidebar closed.
    sidebar = bo.page.get_by_role("region", name="Time Warp")
    expect(sidebar.get_by_text("This room has been deleted.")).to_be_visible()
    expect(button(bo, "New program")).to_have_count(0)
    expect(opens(bo, "chat").locator("textarea")).to_be_disabled()
    button(bo, "Back to all rooms").click()
    expect(bo.page.get_by_text("There is no room yet.")).to_be_visible()
    until(lambda: (classroom.server.root / classroom.path).exists() or None, "the files stay", 5)


def test_lines_are_shared_and_somebody_is_called(two: tuple[Desk, Desk]) -> None:
    ana, bo = two
    opens(ana, "people")
    bo.puts_cursor(2)
    bo.tries("timewarp:share-selection")
    composer = bo.page.locator("#tw-panel textarea")
    expect(bo.page.get_by_text("About maze.logo, line 2")).to_be_visible()
    composer.fill("@Ana <b>why</b>?")
    composer.press("Enter")
    notice = ana.page.locator(".jp-Notification-List, .Toastify").get_by_text(
        re.compile("Bo\\W? calls you: \\W?@Ana <b>why</b>")
    )
    expect(notice.first).to_be_visible()
    ana.page.get_by_role("button", name="Show").first.click()
    place = ana.page.locator("#tw-panel").get_by_role("button", name="maze.logo:2", exact=True)
    place.click()
    expect(ana.page.locator(".jp-StatusBar-Widget")).to_contain_text("Ln 2")


def test_who_deletes_with_the_keyboard_goes_on_where_they_are(classroom: Classroom) -> None:
    base = f"/api/timewarp/rooms/{classroom.room['id']}"
    for path in ("a.logo", "b.logo"):
        classroom.teacher.ok("POST", f"{base}/documents", {"path": path, "content": ""})
    classroom.seated("Bo")
    ana = classroom.opens(classroom.ana)
    focused = ana.page.locator("#timewarp-sidebar :focus")
    opens(ana, "people")
    button(ana, "Delete a.logo").press("Enter")
    expect(focused).to_have_text("b.logo")
    says(ana, "Hello")
    message = ana.page.locator(".tw-Message", has_text="Hello")
    message.get_by_role("button", name="Delete").press("Enter")
    ana.page.locator(".jp-Dialog").get_by_role("button", name="Delete").press("Enter")
    expect(focused).to_contain_text("This message was deleted.")
    ana.tries("timewarp:members")
    button(ana, "Remove Bo").press("Enter")
    ana.page.locator(".jp-Dialog").get_by_role("button", name="Remove").press("Enter")
    expect(focused).to_contain_text("Ana (you)")
