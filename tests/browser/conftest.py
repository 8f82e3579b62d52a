"""Two people with real browsers at a real server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from classroom import Classroom
from computer import Computer
from playwright.sync_api import Browser, sync_playwright
from seats import Seats
from support.server import LabServer, servers_in

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


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
    with _second(browser) as computer:
        yield computer


@pytest.fixture
def desk(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Seats]:
    """Seats people: ``desk(server, "Ana")``. Screenshots and console are kept of a failed test."""
    seats = Seats(browser)
    yield seats
    if request.node.stash.get(FAILED, False):
        seats.keep(request.node.name)
    seats.close()


@pytest.fixture
def classroom(lab_server: Callable[..., LabServer], desk: Seats) -> Classroom:
    """A server with a room and a program; Ana has a browser and has not opened it yet."""
    return Classroom(lab_server(), desk)


@pytest.fixture(scope="module")
def shared_computer(browser: Browser) -> Iterator[Computer]:
    """The second Chromium for all tests of a file. Name it first: people leave it before it is gone."""
    with _second(browser) as computer:
        yield computer


@pytest.fixture(scope="module")
def shared_desk(browser: Browser) -> Iterator[Seats]:
    """Seats people for all tests of a file that do not disturb one another."""
    seats = Seats(browser)
    yield seats
    seats.close()


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., LabServer]]:
    """Starts servers that all tests of a file use."""
    with servers_in(tmp_path_factory.mktemp("shared")) as start:
        yield start


@pytest.fixture(autouse=True)
def what_shared_desks_saw(request: pytest.FixtureRequest) -> Iterator[None]:
    """Kept of a failed test, as it is of desks that are the test's own."""
    seats = request.getfixturevalue("shared_desk") if "shared_desk" in request.fixturenames else None
    yield
    if seats and request.node.stash.get(FAILED, False):
        seats.keep(request.node.name)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember that a test failed, for its fixtures."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True


@contextmanager
def _second(browser: Browser) -> Iterator[Computer]:
    beside = browser.browser_type.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield Computer(beside)
    beside.close()
