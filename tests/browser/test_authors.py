"""Who wrote each line, beside the lines."""

from __future__ import annotations

import pytest
from classroom import START, Classroom
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_lines_have_the_colours_of_those_who_wrote_them(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo", "editor")
    bo.types("RIGHT 90\n")
    classroom.everyone_has(f"{START}RIGHT 90\n", ana, bo)
    strip = ana.page.locator(".tw-Authors-gutter .tw-Author")
    ana.tries("timewarp:show-authors")
    expect(strip).to_have_count(4)
    said = strip.evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-label'))")
    assert said == ["Ana", "Ana", "Ana", "Bo"]
    ana.types("; Ana was here\n", where="Control+Home")
    expect(strip).to_have_count(5, timeout=30_000)  # it is asked about again after a while
    expect(strip.nth(0)).to_have_attribute("aria-label", "Ana")
    ana.tries("timewarp:show-authors")
    expect(strip).to_have_count(0)


def test_who_comes_back_is_told_what_others_have_changed(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    seen = (
        "() => Object.entries(localStorage).some(([key, value]) => key.endsWith(':seen') && value !== '[]')"
    )
    ana.page.wait_for_function(seen)
    ana.page.goto("about:blank")
    bo = classroom.joins("Bo", "editor")
    bo.types("PENUP\n", where="Control+Home")
    bo.types("RIGHT 90\n")
    classroom.everyone_has(f"PENUP\n{START}RIGHT 90\n", bo)
    ana.page.goto(f"{classroom.server.url}/static/favicons/favicon.ico")
    ana.page.evaluate(
        """() => {
            for (const [key, value] of Object.entries(localStorage)) {
                if (key.endsWith(':seen')) {
                    const earlier = JSON.parse(value).map(([document]) => [document, 0]);
                    localStorage.setItem(key, JSON.stringify(earlier));
                }
            }
        }"""
    )
    classroom.opens(ana)
    expect(ana.page.locator(".tw-New")).to_have_text(["PENUP", "RIGHT 90"])
    told = ana.page.locator(".tw-News")
    expect(told).to_contain_text("While you were away, 2 lines were changed by Bo.")
    told.get_by_role("button", name="Next change").click()
    ana.page.keyboard.type("; read")
    expect(ana.page.locator(".tw-New")).to_have_count(0)
