"""What a viewer's browser may not do, by keyboard or menu, and what becomes of refused edits."""

from __future__ import annotations

import pytest
from classroom import START, Classroom
from playwright.sync_api import expect

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
