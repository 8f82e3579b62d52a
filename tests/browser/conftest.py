"""Two people with real browsers at a real server."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from classroom import Classroom
from computer import Computer
from desk import Desk
from playwright.sync_api import Browser, sync_playwright
from support.person import Person
from support.server import LabServer

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
FAILURES = Path(__file__).parent / "failures"


@pytest.fixture(autouse=True)
def jp_asyncio_loop() -> None:
    """No loop of pytest-jupyter's: Playwright runs its own."""


@pytest.fixture(autouse=True)
def jp_server_cleanup() -> None:
    """No server in this process, so none to clean up."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file; people are contexts of it.

    Not for all files: Playwright's event loop runs until it is closed, and then nobody else's can.
    """
    if not os.path.exists(CHROMIUM):
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def computer(browser: Browser) -> Iterator[Computer]:
    """A second Chromium, which can be put to sleep: people are seated at its ``browser``."""
    beside = browser.browser_type.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield Computer(beside)
    beside.close()


@pytest.fixture
def desk(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Desk]]:
    """Seats people: ``desk(server, "Ana")``, and ``desk(server, "Bo", at)`` at another browser.

    Screenshots and console are kept of a failed test.
    """
    desks: list[Desk] = []

    def seat(server: LabServer, name: str, at: Browser = browser) -> Desk:
        person = Person(server, name)
        context = at.new_context(viewport={"width": 1280, "height": 800})
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
        context.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value or "", "url": server.url}
                for cookie in person.cookies
            ]
        )
        desks.append(Desk(person, context.new_page(), name))
        return desks[-1]

    yield seat
    if request.node.stash.get(FAILED, False):
        _keep(desks, request.node.name)
    for one in desks:
        one.page.context.close()


@pytest.fixture
def classroom(lab_server: Callable[..., LabServer], desk: Callable[..., Desk]) -> Classroom:
    """A server with a room and a program; Ana has a browser and has not opened it yet."""
    return Classroom(lab_server(), desk)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember that a test failed, for its fixtures."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True


def _keep(desks: list[Desk], test: str) -> None:
    FAILURES.mkdir(exist_ok=True)
    for one in desks:
        name = re.sub(r"\W+", "-", f"{test}-{one.name}")
        one.page.screenshot(path=FAILURES / f"{name}.png")
        (FAILURES / f"{name}.json").write_text(json.dumps(one.console, indent=1))
