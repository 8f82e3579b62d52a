"""What a viewer's browser may not do, by keyboard or menu, and what becomes of refused edits."""

from __future__ import annotations

import pytest
from classroom import START, Classroom
from desk import Desk
from playwright.sync_api import Locator, expect
from sidebar import button

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_a_viewers_menu_paste_does_nothing(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    vi = classroom.joins("Vi", "viewer")
    vi.page.evaluate("() => navigator.clipboard.writeText('; pasted')")
    vi.types("; typed")
    vi.editor.click(button="right")
    vi.page.locator('.lm-Menu-item[data-command="fileeditor:paste"]').click(force=True)
    vi.page.keyboard.press("Escape")
    vi.page.keyboard.press("Control+v")
    vi.tries("fileeditor:replace-selection", text="; replaced")
    ana.types("; by Ana")
    classroom.everyone_has(f"{START}; by Ana", ana, vi)
    vi.tries("fileeditor:undo")
    ana.types("!")
    classroom.everyone_has(f"{START}; by Ana!", ana, vi)


def test_demoted_in_mid_word_and_promoted_again_nothing_comes_back(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    bo.types("; kept ")
    ana.sees(f"{START}; kept ")
    bo.starts_typing([f"x{number} " for number in range(60)], every=30)
    classroom.give(bo, "viewer")
    bo.has_typed()
    left = classroom.text()
    ana.sees(left)
    bo.sees(left)
    classroom.give(bo, "editor")
    expect(bo.editor).to_have_attribute("contenteditable", "true")
    bo.types("; again")
    classroom.everyone_has(f"{left}; again", ana, bo)
    assert "x59 " not in classroom.text()


def banner(desk: Desk) -> Locator:
    """The line above the program."""
    return desk.page.locator(".tw-RoleBanner:visible")


def told(desk: Desk, text: str) -> Locator:
    """A notification of JupyterLab with this text."""
    return desk.page.locator(".Toastify__toast", has_text=text)


VIEWER = "You are a viewer: you can read all programs and chat."
LOCKED = "The room is locked: only its owners can change programs now. You can read and chat."
OPEN = "The room is open again: you can change all its programs."


def test_what_a_viewer_may_not_is_said_above_and_once_where_it_is_tried(classroom: Classroom) -> None:
    vi = classroom.joins("Vi", "viewer")
    expect(banner(vi)).to_have_text(VIEWER)
    expect(told(vi, VIEWER)).to_have_count(0)
    vi.types("; typed")
    expect(told(vi, VIEWER)).to_have_count(1)
    vi.tries("fileeditor:replace-selection", text="; replaced")
    vi.tries("fileeditor:undo")
    vi.tries("fileeditor:cut")
    expect(told(vi, VIEWER)).to_have_count(1)
    assert vi.text() == START


def test_a_change_of_role_is_told_though_the_sidebar_is_closed(classroom: Classroom) -> None:
    bo = classroom.joins("Bo")
    expect(bo.page.locator("#timewarp-sidebar")).to_be_hidden()
    expect(banner(bo)).to_have_count(0)
    classroom.give(bo, "viewer")
    expect(told(bo, VIEWER)).to_have_count(1)
    expect(banner(bo)).to_have_text(VIEWER)
    classroom.give(bo, "editor")
    expect(told(bo, "You are an editor")).to_have_count(1)
    expect(banner(bo)).to_have_count(0)
    bo.types("; again")
    bo.sees(f"{START}; again")


@pytest.mark.parametrize("app", ["lab/tree", "edit"])
def test_a_lock_stands_above_the_program_of_everyone(classroom: Classroom, app: str) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.seated("Bo")
    bo.open(classroom.path, app=app)
    bo.sees(START)
    lock(classroom, True)
    expect(banner(bo)).to_have_text(LOCKED)
    expect(told(bo, LOCKED)).to_have_count(1)
    expect(banner(ana)).to_have_text("The room is locked: only owners can change programs.")
    ana.types("; mine")
    bo.sees(f"{START}; mine")
    lock(classroom, False)
    expect(told(bo, OPEN)).to_have_count(1)
    expect(banner(bo)).to_have_count(0)
    expect(banner(ana)).to_have_count(0)


def lock(classroom: Classroom, locked: bool) -> None:
    """The owner locks the room, or unlocks it."""
    classroom.teacher.ok("PATCH", f"/api/timewarp/rooms/{classroom.room['id']}", {"locked": locked})


def shown(desk: Desk, menu: str) -> dict[str, bool]:
    """What stands in a menu of the menu bar, and whether it can be chosen."""
    desk.page.locator("#jp-MainMenu .lm-MenuBar-item", has_text=menu).first.click()
    items = desk.page.locator(".lm-Menu >> visible=true").locator("li[data-type=command]")
    expect(items.first).to_be_visible()
    found = items.evaluate_all(
        "nodes => nodes.map(node => [node.querySelector('.lm-Menu-itemLabel').textContent,"
        " !node.classList.contains('lm-mod-disabled')])"
    )
    desk.page.keyboard.press("Escape")
    expect(items).to_have_count(0)
    return dict(found)


def test_menus_offer_what_the_role_allows_and_follow_it(classroom: Classroom) -> None:
    vi = classroom.joins("Vi", "viewer")
    expect(banner(vi)).to_have_text(VIEWER)
    vi.tries("timewarp:show-people")
    ours = ["New Program…", "Rename This Program…", "Delete This Program"]
    owners = ["Invite People…", "Lock the Room"]

    def can(labels: list[str], menu: str) -> list[bool]:
        items = shown(vi, menu)
        return [next(on for label, on in items.items() if label.startswith(each)) for each in labels]

    assert can([*ours, *owners], "Time Warp") == [False] * 5
    assert can(["Show the Chat", "Members…", "Raise My Hand"], "Time Warp") == [True] * 3
    assert can(["Find and Replace", "Find…"], "Edit") == [False, True]
    assert can(["Rename", "Save"], "File") == [False, True]
    classroom.give(vi, "editor")
    expect(banner(vi)).to_have_count(0)
    expect(button(vi, "New program")).to_be_visible()
    assert can([*ours, *owners], "Time Warp") == [True] * 3 + [False] * 2
    vi.types("; typed")
    assert can(["Undo", "Find and Replace"], "Edit") == [True, True]
    assert can(["Rename"], "File") == [True]
    lock(classroom, True)
    expect(banner(vi)).to_have_text(LOCKED)
    assert can([*ours, *owners[:1]], "Time Warp") == [False] * 4
    assert can(["Undo", "Find and Replace"], "Edit") == [False, False]
