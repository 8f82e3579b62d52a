"""The sidebar, in words of what people do with it, for browser tests."""

from __future__ import annotations

from desk import Desk
from playwright.sync_api import Locator, expect


def opens(desk: Desk, tab: str) -> Locator:
    """One part of the room in somebody's sidebar."""
    desk.tries(f"timewarp:show-{tab}")
    panel = desk.page.locator("#tw-panel")
    expect(panel).to_be_visible()
    return panel


def says(desk: Desk, text: str) -> None:
    """Somebody writes in the chat."""
    composer = opens(desk, "chat").locator("textarea")
    composer.fill(text)
    composer.press("Enter")


def button(desk: Desk, name: str) -> Locator:
    """A button of the sidebar."""
    return desk.page.locator("#timewarp-sidebar").get_by_role("button", name=name, exact=True)


def looks_away(desk: Desk, away: bool = True) -> None:
    """Another window has the focus, or this one has it again."""
    desk.page.evaluate(
        """away => {
            document.hasFocus = () => !away;
            window.dispatchEvent(new Event(away ? 'blur' : 'focus'));
        }""",
        away,
    )
