"""The list of rooms and rooms as files, in real browsers."""

from __future__ import annotations

import re

import pytest
from classroom import PROGRAM, START, Classroom
from desk import Desk
from playwright.sync_api import Locator, expect
from sidebar import button
from support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def room_in_list(desk: Desk, name: str) -> Locator:
    """A room in somebody's list."""
    return desk.page.locator(".tw-Rooms .tw-Item").filter(has_text=name)


def test_the_list_shows_what_is_unread_and_for_whom_and_who_is_inside(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    ana.tries("timewarp:leave-room")
    item = room_in_list(ana, "Class")
    expect(item).to_be_visible()
    bo = classroom.joins("Bo")
    expect(item.locator(".tw-Inside")).to_have_attribute("title", re.compile("Bo"), timeout=15_000)
    bo.tries("timewarp:show-chat")
    composer = bo.page.locator("#tw-panel textarea")
    composer.fill("Are you there?")
    composer.press("Enter")
    expect(item.locator(".tw-Badge")).to_have_text("1", timeout=15_000)  # the list is read every 5 s
    composer.fill("It is you I mean, @Ana!")
    composer.press("Enter")
    expect(item.locator(".tw-Badge")).to_have_text(["2", "@1"], timeout=15_000)
    expect(item).to_have_accessible_name(re.compile("^Class 2 unread 1 mention "))
    item.click()
    ana.tries("timewarp:show-chat")
    expect(ana.page.locator(".tw-Message").first).to_contain_text("Are you there?")
    expect(ana.page.locator("#tw-tab-chat .tw-Badge")).to_have_count(0)
    ana.tries("timewarp:leave-room")
    expect(item).to_be_visible()
    expect(item.locator(".tw-Badge")).to_have_count(0)


def test_a_room_starts_in_the_folder_that_was_pointed_at(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    (classroom.server.root / "outer" / "inner").mkdir(parents=True)
    files = ana.page.locator(".jp-DirListing-content")
    start = ana.page.get_by_role("menuitem", name="Start a Room Here…")
    folder = ana.page.get_by_label("Folder (empty")

    def goes_to(path: str) -> None:
        ana.tries("filebrowser:activate")
        ana.tries("filebrowser:go-to-path", path=path, dontShowBrowser=False)
        ana.tries("filebrowser:refresh")

    goes_to("outer")
    inner = files.locator(".jp-DirListing-item", has_text="inner")
    inner.click(button="right")
    start.click()
    expect(folder).to_have_value("outer/inner")
    goes_to("outer")
    inner.click()
    # On blank space it is the folder that is shown, though another one is selected.
    files.click(button="right", position={"x": 40, "y": 300})
    start.click()
    expect(folder).to_have_value("outer")


def test_a_room_is_downloaded_made_again_and_copied(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    ana.tries("timewarp:room-settings")
    with ana.page.expect_download() as waited:
        button(ana, "Download the room").click()
    archive = waited.value.path()
    assert waited.value.suggested_filename == "class.timewarp.zip"
    ana.tries("timewarp:import-room")
    ana.page.get_by_label("Archive of a room").set_input_files(archive)
    ana.page.get_by_label("Name (empty").fill("Again")
    button(ana, "Make the room").click()
    expect(ana.page.get_by_role("heading", name="Again")).to_be_visible()
    expect(button(ana, PROGRAM)).to_be_visible()
    until(
        lambda: (classroom.server.root / "again" / PROGRAM).read_text("utf-8") == START or None, "the program"
    )
    ana.tries("timewarp:copy-room")
    ana.page.get_by_label("Name of the copy").fill("For Bo")
    button(ana, "Make the copy").click()
    expect(ana.page.get_by_role("heading", name="For Bo")).to_be_visible()
    expect(button(ana, PROGRAM)).to_be_visible()


def test_what_is_no_archive_is_refused_with_the_reason(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    ana.tries("timewarp:import-room")
    file = {"name": "x.zip", "mimeType": "application/zip", "buffer": b"not an archive"}
    ana.page.get_by_label("Archive of a room").set_input_files(file)  # type: ignore[arg-type]
    button(ana, "Make the room").click()
    alert = ana.page.locator("#timewarp-sidebar [role=alert]")
    expect(alert).to_contain_text("This file is no archive of a room")
