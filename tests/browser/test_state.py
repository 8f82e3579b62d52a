"""What the status item tells: outages, returns, unsent edits, and the file on disk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from classroom import START, Classroom
from desk import Desk
from playwright.sync_api import Dialog, expect
from support.server import LabServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SPOKEN = ".tw-Status-spoken"


def loses_network(desk: Desk) -> None:
    """Pull the cable, and wait until it is noticed."""
    desk.page.context.set_offline(True)
    expect(desk.status).to_have_attribute("data-status", "offline")


def url_of(classroom: Classroom) -> str:
    """The address of the program."""
    return f"/api/timewarp/rooms/{classroom.room['id']}/documents/{classroom.document['id']}"


def test_a_return_tells_what_it_has_sent_and_brought(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    loses_network(bo)
    bo.types("; by Bo")
    ana.types("RIGHT 90\n", where="Control+Home")
    classroom.everyone_has(f"RIGHT 90\n{START}", ana)
    bo.page.context.set_offline(False)
    told = "Connected again. Your characters sent: 7 typed; of others received: 9 typed"
    expect(bo.status).to_have_text(told)
    expect(bo.page.locator(SPOKEN)).to_have_text(told)
    classroom.everyone_has(f"RIGHT 90\n{START}; by Bo", ana, bo)
    expect(bo.status).to_have_text("Connected, saved", timeout=20_000)
    expect(ana.status).to_have_text("Connected, saved")


def test_the_next_attempt_is_counted_down_and_can_be_had_now(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    classroom.server.kill()
    retry = ana.page.get_by_role("button", name="Connect now").locator("visible=true")
    expect(ana.status).to_have_text(re.compile(r"^Reconnecting in ([4-9]|1\d) seconds"), timeout=60_000)
    with ana.page.expect_websocket(lambda socket: "/sync" in socket.url, timeout=2_500):
        retry.and_(ana.status).press("Enter")
    expect(ana.status).to_be_focused()
    classroom.server.restart()
    ana.status.press("Enter")
    expect(ana.status).to_have_attribute("data-status", "connected")
    expect(ana.status).to_be_focused()


def test_closing_the_tab_with_unsent_edits_asks(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    ana.page.on("dialog", stay)
    loses_network(ana)
    ana.types("; unsent")
    with ana.page.expect_event("dialog"):
        ana.page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    ana.page.context.set_offline(False)
    classroom.everyone_has(f"{START}; unsent", ana)
    expect(ana.status).to_have_attribute("data-saved", "true")
    with ana.page.expect_event("close"):
        ana.page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


FULL_DISK = """
from pathlib import Path
from timewarp_jupyter.testing.contents import FullDiskContents

class FullWhileMarked(FullDiskContents):
    @property
    def is_full(self):
        return Path(self.root_dir, "..", "disk-is-full").exists()

c.ServerApp.contents_manager_class = FullWhileMarked
"""


def test_a_full_disk_is_told_and_the_work_is_safe(
    lab_server: Callable[..., LabServer], desk: Callable[..., Desk]
) -> None:
    classroom = Classroom(lab_server(config=FULL_DISK), desk)
    ana = classroom.opens(classroom.ana)
    item = ana.page.locator(".tw-Status")
    expect(item).to_have_attribute("title", re.compile("The file was last written"))
    mark = classroom.server.root.parent / "disk-is-full"
    mark.touch()
    ana.types("; safe")
    expect(ana.status).to_have_text("Connected, safe here, file not written")
    expect(ana.status).to_have_attribute("data-saved", "true")
    assert classroom.text() == f"{START}; safe"
    assert classroom.file() == START
    bo = classroom.joins("Bo")
    expect(bo.status).to_have_text("Connected, safe here, file not written")
    mark.unlink()
    expect(ana.status).to_have_text("Connected, saved", timeout=40_000)
    classroom.everyone_has(f"{START}; safe", ana, bo)


def test_saving_a_deleted_program_offers_to_bring_it_back(classroom: Classroom) -> None:
    bo = classroom.joins("Bo")
    written: list[str] = []
    bo.page.on(
        "request",
        lambda request: (
            written.append(request.url)
            if request.method == "PUT" and "/api/contents/" in request.url
            else None
        ),
    )
    bo.types("; mine")
    classroom.everyone_has(f"{START}; mine", bo)
    classroom.teacher.ok("DELETE", url_of(classroom))
    bo.page.keyboard.press("Control+s")
    bo.page.get_by_role("button", name="Bring it back").click()
    classroom.everyone_has(f"{START}; mine", bo)
    bo.page.keyboard.press("Control+s")
    assert written == []


def test_a_program_that_is_renamed_while_open_keeps_its_tab_and_unsent_edits(classroom: Classroom) -> None:
    bo = classroom.joins("Bo")
    loses_network(bo)
    bo.types("; unsent")
    classroom.teacher.ok("PATCH", url_of(classroom), {"path": "labyrinth.logo"})
    classroom.path = f"{classroom.room['folder']}/labyrinth.logo"
    bo.page.context.set_offline(False)
    classroom.everyone_has(f"{START}; unsent", bo)
    expect(bo.page.locator(".jp-FileEditor")).to_have_count(1)
    expect(bo.page.get_by_role("tab", name="labyrinth.logo")).to_be_visible()
    expect(bo.page.locator(".jp-Dialog")).to_have_count(0)
