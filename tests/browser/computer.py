"""A computer of somebody who sleeps: a Chromium of its own, whose processes can be stopped and go on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser

RENDERER = "renderer"
"""The kind of process in which pages run."""
NETWORK = "network.mojom.NetworkService"
"""The one that has the connections of all pages."""


class Computer:
    """Stops processes by their id. What is stopped keeps its connections, and says nothing on them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._session = browser.new_browser_cdp_session()

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """Nothing comes or goes, of which neither the pages nor the server hear anything."""
        with self._stopped(NETWORK):
            yield

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Nothing in a page runs: no timer, no event, no frame. Do not ask the pages anything meanwhile."""
        with self._stopped(RENDERER):
            yield

    @contextmanager
    def _stopped(self, kind: str) -> Iterator[None]:
        processes = self._session.send("SystemInfo.getProcessInfo")["processInfo"]
        stopped: list[int] = [each["id"] for each in processes if each["type"] == kind]
        assert stopped, f"no process is a {kind}"
        try:
            for process in stopped:
                os.kill(process, signal.SIGSTOP)
            yield
        finally:
            for process in stopped:
                os.kill(process, signal.SIGCONT)
