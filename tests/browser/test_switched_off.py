"""``TIMEWARP_ENABLED=0`` leaves JupyterLab as it would be without us."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from desk import Desk
from playwright.sync_api import expect
from support.server import LabServer
from support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_switched_off_is_plain_jupyterlab(
    lab_server: Callable[..., LabServer], desk: Callable[..., Desk]
) -> None:
    server = lab_server(TIMEWARP_ENABLED="0")
    (server.root / "maze.logo").write_text("TO MAZE\n")
    ana, bo = desk(server, "Ana"), desk(server, "Bo")
    ana.open("maze.logo")
    bo.open("maze.logo")
    ana.types("END\n")
    bo.sees("TO MAZE\nEND\n")  # jupyter-collaboration does it, as ever
    expect(bo.page.locator(".jp-remote-cursor").first).to_be_attached()
    until(lambda: (server.root / "maze.logo").read_text() == "TO MAZE\nEND\n", "the saved file")
    assert ana.person.call("GET", "/api/timewarp").status == 404
    assert ana.person.call("GET", "/timewarp/join/x").status == 404
    assert not (server.root / ".timewarp").exists()
    server.kill()  # jupyter-collaboration, with people connected, sometimes does not end when asked
