"""JupyterLab without our part in the page: jupyter-collaboration opens a room's program, and roles hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from playwright.sync_api import expect
from support.server import LabServer
from support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

START = "TO MAZE\n  FORWARD 10\nEND\n"
LIVE = "This program is live in a room of Time Warp now."


@pytest.fixture
def server(lab_server: Callable[..., LabServer], tmp_path: Path) -> LabServer:
    """A server whose pages load everything but us."""
    return lab_server(**without_us(tmp_path))


def without_us(tmp_path: Path) -> dict[str, Any]:
    """Switch our labextension off, as an administrator or a person can."""
    folder = tmp_path / "workspace-home" / "config" / "labconfig"
    folder.mkdir(parents=True)
    switched_off = {"disabledExtensions": {"timewarp-jupyter": True}}
    (folder / "page_config.json").write_text(json.dumps(switched_off))
    return {}


def goes_to(desk: Desk, path: str) -> None:
    """Open a file, whatever becomes of it."""
    server = desk.person.server
    desk.page.goto(f"{server.url}/lab/tree/{path}?token={server.token}&reset")


def is_told(desk: Desk, text: str) -> None:
    """One dialog says it; jupyter-collaboration's own, that loading takes long, may lie beside it."""
    expect(desk.page.locator(".jp-Dialog", has_text=text)).to_have_count(1, timeout=60_000)


def agrees(desk: Desk, text: str, button: str) -> None:
    """Press a button of the dialog that says it."""
    desk.page.locator(".jp-Dialog", has_text=text).locator("button", has_text=button).click()


def test_a_page_of_a_member_says_why_and_changes_nothing(
    server: LabServer, desk: Callable[..., Desk]
) -> None:
    ana = desk(server, "Ana").person
    room = ana.make_room("Class", visibility="invite")
    documents = f"/api/timewarp/rooms/{room['id']}/documents"
    document = ana.ok("POST", documents, {"path": "maze.logo", "content": START})
    file = server.root / room["folder"] / "maze.logo"
    for name, role in (("Vi", "viewer"), ("Ed", "editor")):
        one = desk(server, name)
        ana.set_role(room, one.person.username, role)
        goes_to(one, f"{room['folder']}/maze.logo")
        is_told(one, LIVE)
        agrees(one, LIVE, "Ok")
        expect(one.editor).to_be_visible()
        assert START not in one.text()  # it is no copy of the program, and looks like none
        one.starts_typing(["STOLEN"])  # a spinner is before it
        one.has_typed()
        one.page.evaluate("() => { window.jupyterapp.commands.execute('docmanager:save'); }")  # and hangs
        is_told(one, "Document is read-only")
        assert (ana.text(room, document), file.read_text()) == (START, START)
    activity = ana.ok("GET", f"/api/timewarp/rooms/{room['id']}/activity")["items"]
    assert {line["actor"] for line in activity if line["verb"].startswith("document.")} == {ana.username}
    server.kill()


def test_a_page_of_a_stranger_is_refused(server: LabServer, desk: Callable[..., Desk]) -> None:
    ana = desk(server, "Ana").person
    room = ana.make_room("Class", visibility="invite")
    ana.ok("POST", f"/api/timewarp/rooms/{room['id']}/documents", {"path": "maze.logo", "content": START})
    sam = desk(server, "Sam")
    goes_to(sam, f"{room['folder']}/maze.logo")
    is_told(sam, "You are not a member of this room.")
    expect(sam.page.locator(".jp-FileEditor")).to_have_count(0)
    server.kill()


@pytest.mark.parametrize("with_us", [False, True])
def test_what_is_open_when_a_room_is_made_goes_into_it(
    lab_server: Callable[..., LabServer], desk: Callable[..., Desk], tmp_path: Path, with_us: bool
) -> None:
    server = lab_server(**({} if with_us else without_us(tmp_path)))
    folder = server.root / "club"
    folder.mkdir()
    (folder / "maze.logo").write_text(START)
    ana, bo, cy = desk(server, "Ana").person, desk(server, "Bo"), desk(server, "Cy")
    for one in (bo, cy):
        one.open("club/maze.logo")
        one.sees(START)
    bo.types("; by Bo")
    cy.sees(f"{START}; by Bo")
    room = ana.make_room("Club", folder="club", visibility="open", default_role="editor")
    is_told(bo, LIVE)
    is_told(cy, LIVE)
    (document,) = ana.ok("GET", f"/api/timewarp/rooms/{room['id']}/documents")["items"]
    assert ana.text(room, document) == f"{START}; by Bo"
    agrees(bo, LIVE, "Reload" if with_us else "Continue")
    if with_us:
        expect(bo.status).to_have_attribute("data-saved", "true", timeout=60_000)
        bo.sees(f"{START}; by Bo")
        bo.types("!")
        until(lambda: ana.text(room, document) == f"{START}; by Bo!" or None, "the next key, in the room")
    else:
        bo.page.keyboard.type("LOST")
        assert ana.text(room, document) == f"{START}; by Bo"
    server.kill()
