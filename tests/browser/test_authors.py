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
