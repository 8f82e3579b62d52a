"""Themes, pictures for the docs, and what axe finds, for browser tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
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
    """Take a picture; it is written into the docs where TIMEWARP_PICTURE is set."""
    picture = desk.page.screenshot()
    assert picture.startswith(b"\x89PNG")
    if os.environ.get("TIMEWARP_PICTURE"):
        (PICTURES / f"{name}.png").write_bytes(picture)


def violations(desk: Desk, *selectors: str) -> list[dict[str, Any]]:
    """What axe finds serious or critical in parts of the page."""
    included = [[selector] for selector in selectors]
    found = Axe().run(desk.page, context={"include": included}).response["violations"]
    return [
        {"id": each["id"], "nodes": [node["html"][:200] for node in each["nodes"]], "why": each["help"]}
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
