"""Seats people in front of browsers, and keeps what they saw where a test failed."""

from __future__ import annotations

import json
import re
from pathlib import Path

from desk import Desk
from playwright.sync_api import Browser
from support.person import Person
from support.server import LabServer

FAILURES = Path(__file__).parent / "failures"


class Seats:
    """Seats somebody: ``seats(server, "Ana")``, and ``seats(server, "Bo", at)`` at another browser."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._desks: list[Desk] = []

    def __call__(self, server: LabServer, name: str, at: Browser | None = None) -> Desk:
        """A person with a browser context of their own, who has opened nothing yet."""
        person = Person(server, name)
        context = (at or self._browser).new_context(viewport={"width": 1280, "height": 800})
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
        context.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value or "", "url": server.url}
                for cookie in person.cookies
            ]
        )
        self._desks.append(Desk(person, context.new_page(), name))
        return self._desks[-1]

    def keep(self, test: str) -> None:
        """Keep the screenshot and the console of each."""
        FAILURES.mkdir(exist_ok=True)
        for one in self._desks:
            name = re.sub(r"\W+", "-", f"{test}-{one.name}")
            one.page.screenshot(path=FAILURES / f"{name}.png")
            (FAILURES / f"{name}.json").write_text(json.dumps(one.console, indent=1))

    def close(self) -> None:
        """All go."""
        for one in self._desks:
            one.page.context.close()
