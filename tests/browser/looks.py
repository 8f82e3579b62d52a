"""Themes, pictures for the docs, and what axe finds, for browser tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from desk import Desk

PICTURES = Path(__file__).parents[2] / "docs" / "images"
SIDEBAR = "#timewarp-sidebar"
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def wears(desk: Desk, theme: str) -> None:
    """A theme, on the screen of a school laptop."""
    desk.page.set_viewport_size({"width": 1366, "height": 768})
    desk.tries("apputils:change-theme", theme=THEMES[theme])
    desk.page.wait_for_function(
        "light => document.body.dataset.jpThemeLight === light", arg=str(theme == "light").lower()
    )


def pictured(desk: Desk, name: str) -> None:
    """Take a picture; it is written into the docs where TIMEWARP_PICTURE is set.

    Without JupyterLab's notifications, which lie over what is to be seen.
    """
    picture = desk.page.screenshot(animations="disabled", style=".Toastify { display: none }")
    assert picture.startswith(b"\x89PNG")
    if os.environ.get("TIMEWARP_PICTURE"):
        (PICTURES / f"{name}.png").write_bytes(picture)


def violations(desk: Desk, *selectors: str) -> list[dict[str, Any]]:
    """What axe finds serious or critical in parts of the page."""
    if not desk.page.evaluate("() => 'axe' in window"):
        desk.page.evaluate(AXE_SCRIPT)
    found = desk.page.evaluate(
        "async include => (await axe.run({ include }, { resultTypes: ['violations'] })).violations",
        [[selector] for selector in selectors],
    )
    return [
        {"id": each["id"], "nodes": [node["html"][:200] for node in each["nodes"]], "why": each["help"]}
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
