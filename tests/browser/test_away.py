"""What others have changed while somebody was away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from classroom import START, Classroom
from desk import Desk
from looks import SIDEBAR, THEMES, pictured, violations, wears
from playwright.sync_api import Locator, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SEEN = "() => Object.entries(localStorage).some(([key, value]) => key.endsWith(':seen') && value !== '[]')"
LONG_AGO = """ago => {
    for (const [key, value] of Object.entries(localStorage)) {
        if (key.endsWith(':seen')) {
            const earlier = JSON.parse(value).map(([document, at]) => [document, at - ago]);
            localStorage.setItem(key, JSON.stringify(earlier));
        }
    }
}"""
AWAY_MS = 70_000
LOOKS_MS = 20_000
"""It is looked whether somebody is there every five seconds."""


@contextmanager
def away(desk: Desk, classroom: Classroom) -> Iterator[None]:
    """Somebody has seen the program, and is somewhere else meanwhile; so long that they are told."""
    desk.page.wait_for_function(SEEN)
    desk.page.goto("about:blank")
    yield
    desk.page.goto(f"{classroom.server.url}/static/favicons/favicon.ico")
    desk.page.evaluate(LONG_AGO, AWAY_MS)
    classroom.opens(desk)


def news(desk: Desk) -> Locator:
    """The line above the text."""
    return desk.page.locator(".tw-News")


def deletes_lines(desk: Desk, first: int, last: int) -> None:
    """Somebody deletes whole lines."""
    desk.editor.evaluate(
        """(node, [first, last]) => {
            const view = node.cmTile.view;
            const from = view.state.doc.line(first).from;
            view.dispatch({ changes: { from, to: view.state.doc.line(last).to + 1 }, userEvent: 'delete' });
        }""",
        [first, last],
    )


def test_who_comes_back_is_told_what_others_have_changed(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    with away(ana, classroom):
        bo = classroom.joins("Bo", "editor")
        bo.types("PENUP\n", where="Control+Home")
        bo.types("RIGHT 90\n")
        classroom.everyone_has(f"PENUP\n{START}RIGHT 90\n", bo)
    expect(ana.page.locator(".tw-New")).to_have_text(["PENUP", "RIGHT 90"], timeout=LOOKS_MS)
    expect(news(ana)).to_contain_text("While you were away, 2 lines were changed by Bo.")
    news(ana).get_by_role("button", name="Next change").click()
    ana.page.keyboard.type("; read")
    expect(ana.page.locator(".tw-New")).to_have_count(0)


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_gone_is_told_and_compared_with_what_was_there(classroom: Classroom, theme: str) -> None:
    ana = classroom.opens(classroom.ana)
    ana.types("; one\n; two\nHOME\n")
    before = ana.text()
    classroom.everyone_has(before, ana)
    with away(ana, classroom):
        bo = classroom.joins("Bo", "editor")
        deletes_lines(bo, 4, 5)
        bo.types("RIGHT 90\n")
        classroom.everyone_has(f"{START}HOME\nRIGHT 90\n", bo)
    wears(ana, theme)
    expect(news(ana)).to_contain_text(
        "While you were away, 1 line was changed by Bo. 2 lines were deleted by Bo.", timeout=LOOKS_MS
    )
    expect(ana.page.locator(".tw-Gone")).to_have_text(["HOME"])
    ana.tries("timewarp:show-authors")
    expect(ana.page.locator(".tw-Authors-gutter .tw-Author").first).to_be_visible()
    assert violations(ana, ".tw-News") == []
    pictured(ana, f"away-{theme}")
    news(ana).get_by_role("button", name="Compare").click()
    lines = ana.page.locator(f"{SIDEBAR} .tw-Lines > span")
    for kind, texts in (("removed", ["; one", "; two"]), ("added", ["RIGHT 90"])):
        changed = lines.and_(ana.page.locator(f"[data-kind={kind}]"))
        expect(changed).to_have_count(len(texts))
        for number, text in enumerate(texts):
            expect(changed.nth(number)).to_contain_text(text)
    assert violations(ana, SIDEBAR) == []
    pictured(ana, f"compare-{theme}")
    ana.page.locator(SIDEBAR).get_by_role("button", name="All versions").click()
    expect(ana.page.locator(f"{SIDEBAR} .tw-Version")).to_have_count(0)
