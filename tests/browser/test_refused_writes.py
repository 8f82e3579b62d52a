"""Where people may not write settings and workspaces, as on most hubs: no dialog, and choices stay theirs."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from classroom import Classroom
from desk import Desk
from playwright.sync_api import Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

DARK = "() => document.body.dataset.jpThemeLight === 'false'"
LABELLED = "() => document.body.dataset.twCursorLabels === 'always'"
LAID_OUT = """() => Object.entries(localStorage).some(
    ([key, value]) => key.includes(':workspace:') && value.includes('setting-editor')
)"""
CHOICE = "select:has(option:text-is('fading'))"
"""The field of the settings."""
OURS = "timewarp-jupyter:plugin"


def refuses(desk: Desk) -> list[str]:
    """The server takes no settings and no layouts of this person; answers what it was sent."""
    sent: list[str] = []

    def refuse(route: Route) -> None:
        if route.request.method == "GET":
            route.fallback()
            return
        sent.append(unquote(route.request.url))
        route.fulfill(status=403, json={"message": "Forbidden"})

    for what in ("settings", "workspaces"):
        desk.page.route(f"**/lab/api/{what}/**", refuse)
    return sent


def kept(desk: Desk) -> list[str]:
    """Under which keys this browser keeps settings and layouts."""
    keys = desk.page.evaluate("() => Object.keys(localStorage)")
    return [key for key in keys if ":settings:" in key or ":workspace:" in key]


def chooses_labels(desk: Desk) -> None:
    """In the settings: names at cursors are always shown."""
    desk.tries("settingeditor:open", query="Time Warp")
    desk.page.locator(CHOICE).select_option(label="always")
    desk.page.wait_for_function(LABELLED)


def comes_back(desk: Desk, classroom: Classroom) -> None:
    """The page is loaded anew; what has been chosen is there without being chosen again."""
    desk.page.goto("about:blank")
    desk.page.goto(f"{classroom.server.url}/lab?token={classroom.server.token}")
    desk.page.wait_for_function("() => window.jupyterapp !== undefined", timeout=60_000)
    desk.page.evaluate("async () => { await window.jupyterapp.restored; }")


def test_choices_are_kept_in_the_browser_by_person(classroom: Classroom) -> None:
    ana = classroom.ana
    sent = refuses(ana)
    classroom.opens(ana)
    ana.tries("apputils:change-theme", theme="JupyterLab Dark")
    ana.page.wait_for_function(DARK)
    chooses_labels(ana)
    ana.page.wait_for_function(LAID_OUT)
    expect(ana.page.locator(".jp-Dialog")).to_have_count(0)
    assert any("themes" in url for url in sent) and any("workspaces" in url for url in sent)
    assert not any(OURS in url for url in sent)  # these are always a person's own
    assert all(f":{ana.person.username}:" in key for key in kept(ana))

    comes_back(ana, classroom)
    ana.page.wait_for_function(DARK)
    ana.page.wait_for_function(LABELLED)
    expect(ana.page.locator(CHOICE)).to_be_visible()  # the layout, too
    expect(ana.page.locator(".jp-Dialog")).to_have_count(0)
    refused = [line for line in ana.console if line.startswith("error:") and "403" not in line]
    assert refused == []


def test_who_may_write_settings_chooses_for_nobody_else(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    chooses_labels(ana)
    bo = classroom.joins("Bo")
    bo.tries("timewarp:show-chat")
    assert bo.page.evaluate("() => document.body.dataset.twCursorLabels") == "fading"
    comes_back(ana, classroom)
    ana.page.wait_for_function(LABELLED)


def test_lines_are_shown_with_their_authors_as_chosen(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    strip = ana.page.locator(".tw-Authors-gutter .tw-Author")
    expect(strip).to_have_count(0)
    ana.tries("timewarp:show-authors")
    expect(strip.first).to_be_visible()
    classroom.opens(ana)
    expect(strip.first).to_be_visible()
