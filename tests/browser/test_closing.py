"""Programs that are closed, or whose room is deleted, while something is still to be done."""

from __future__ import annotations

import pytest
from classroom import START, Classroom
from desk import Desk
from playwright.sync_api import Locator, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def told(desk: Desk, text: str) -> Locator:
    """A notification of JupyterLab with this text."""
    return desk.page.locator(".Toastify__toast", has_text=text)


def test_a_closed_program_goes_on_being_sent_and_leaving_is_asked_about(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    ana.page.on("dialog", lambda dialog: dialog.dismiss())
    ana.page.context.set_offline(True)
    ana.types("; offline")
    ana.page.evaluate("() => window.jupyterapp.shell.currentWidget.close()")
    ana.page.locator(".jp-Dialog button", has_text="Close and keep it").click()
    expect(ana.editor).to_be_hidden()
    expect(ana.page.get_by_text("the server does not have all of it yet")).to_be_visible()
    with ana.page.expect_event("dialog") as asked:
        ana.page.evaluate("() => setTimeout(() => location.reload(), 0)")
    assert asked.value.type == "beforeunload"
    ana.page.context.set_offline(False)
    bo.sees(f"{START}; offline", seconds=60)
    expect(ana.page.get_by_text("the server does not have all of it yet")).to_have_count(0)


def test_a_deleted_room_is_told_of_once_and_its_owner_can_bring_it_back(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    address = f"/api/timewarp/rooms/{classroom.room['id']}"
    classroom.teacher.ok("DELETE", address)
    expect(told(bo, "Its owners can bring it back for 30 days.")).to_have_count(1)
    expect(bo.page.locator(".Toastify__toast button", has_text="Bring")).to_have_count(0)
    ana.page.locator(".Toastify__toast button", has_text="Bring the room back").click()
    expect(ana.editor).to_be_visible(timeout=60_000)
    ana.sees(START)
    assert classroom.teacher.ok("GET", address)["deleted"] is False
