"""Fixtures for everyone, and the rule that nothing is skipped in CI."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.server import LabServer, servers_in

# A shell that runs something in the background has it ignore SIGINT, and so have all that it starts: a server
# that is to be ended by Ctrl+C would never be.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["pytest_jupyter.jupyter_server"]

ALLOWED_SKIPS: frozenset[str] = frozenset()
"""Reasons for which a test may be skipped in CI. None: what CI does not run, nobody knows to work."""


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """In CI a skipped test is a failed one."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if reason not in ALLOWED_SKIPS:
            report.outcome = "failed"
            report.longrepr = f"Skipped, which CI does not allow: {reason}"


@pytest.fixture
def lab_server(tmp_path: Path) -> Iterator[Callable[..., LabServer]]:
    """Starts real servers in scratch folders; they end with the test."""
    with servers_in(tmp_path) as start:
        yield start
