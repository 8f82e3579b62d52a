"""``jupyter timewarp --demo``: the room, its links, and what the browser is given to open."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support.person import Person
from support.server import LabServer
from support.waiting import until

pytestmark = pytest.mark.timeout(180)

DEMO = {"command": ("jupyter", "timewarp", "--demo")}


def links(server: LabServer) -> tuple[str, str]:
    """The owner's and the others' link of the newest start, as paths."""
    until(lambda: server.log.count("The room 'demo' is ready.") > 0, "the links")
    found = re.findall(rf"{server.url.replace('127.0.0.1', '[^/:]+')}(/timewarp/join/\S+)\n", server.log)
    assert all(link.endswith(f"?token={server.token}") for link in found)
    return found[-2], found[-1]


def token_of(link: str) -> str:
    """The invitation's token of a link."""
    return urlsplit(link).path.rsplit("/", 1)[1]


def role_after(person: Person, link: str) -> str:
    """The role in the room after joining by a link."""
    return str(person.ok("POST", f"/api/timewarp/invitations/{token_of(link)}", {})["role"])


def test_the_demo_room_has_an_owner_by_one_link_and_editors_by_the_other(
    lab_server: Callable[..., LabServer],
) -> None:
    server = lab_server(**DEMO)
    ana, bo, eve = Person(server, "Ana"), Person(server, "Bo"), Person(server, "Eve")
    owners, others = links(server)
    assert ana.call("GET", owners.split("?")[0]).status == 200
    assert role_after(ana, owners) == "owner"
    used_up = eve.call("POST", f"/api/timewarp/invitations/{token_of(owners)}", {})
    assert used_up.json["error"]["code"] == "invitation_used_up"
    assert role_after(bo, others) == "editor"
    room = ana.ok("GET", "/api/timewarp/rooms/demo")
    documents = ana.ok("GET", "/api/timewarp/rooms/demo/documents")["items"]
    assert {item["path"] for item in documents} == {"number.bas", "maze.logo", "quiz.pilot"}
    assert room["folder"] == "demo"
    assert "You draw the maze, I draw the mouse." in (server.root / "demo" / "maze.logo").read_text()


def test_the_front_page_leads_into_the_room(lab_server: Callable[..., LabServer]) -> None:
    server = lab_server(**DEMO)
    ana, bo = Person(server, "Ana"), Person(server, "Bo")
    owners, others = links(server)
    assert token_of(owners) in ana.address_of("/timewarp/demo")
    role_after(ana, owners)
    assert ana.address_of("/timewarp/demo").startswith("/lab/workspaces/tw-demo-")
    assert token_of(others) in bo.address_of("/timewarp/demo")


def test_a_second_start_finds_the_room_and_changes_no_file(lab_server: Callable[..., LabServer]) -> None:
    server = lab_server(**DEMO)
    ana = Person(server, "Ana")
    role_after(ana, links(server)[0])
    server.stop()
    maze = server.root / "demo" / "maze.logo"
    maze.write_text("MY OWN MAZE\n")
    (server.root / "demo" / "quiz.pilot").unlink()
    server.restart()
    assert [item["slug"] for item in ana.ok("GET", "/api/timewarp/rooms")["items"]] == ["demo"]
    assert ana.ok("GET", "/api/timewarp/rooms/demo")["role"] == "owner"
    assert maze.read_text() == "MY OWN MAZE\n"
    assert not (server.root / "demo" / "quiz.pilot").exists()


def test_after_the_room_was_deleted_there_is_a_new_one(lab_server: Callable[..., LabServer]) -> None:
    server = lab_server(**DEMO)
    ana = Person(server, "Ana")
    role_after(ana, links(server)[0])
    ana.ok("DELETE", "/api/timewarp/rooms/demo")
    assert ana.address_of("/timewarp/demo") == "/lab"
    server.stop()
    server.restart()
    until(lambda: server.log.count("The room 'demo' is ready.") == 2, "new links")
    room = ana.ok("POST", f"/api/timewarp/invitations/{token_of(links(server)[0])}", {})
    assert (room["name"], room["folder"], room["role"]) == ("Demo", "demo", "owner")


def test_files_that_are_there_stay_as_they_are(lab_server: Callable[..., LabServer], tmp_path: Path) -> None:
    (tmp_path / "workspace" / "demo").mkdir(parents=True)
    maze = tmp_path / "workspace" / "demo" / "maze.logo"
    maze.write_text("MINE\n")
    server = lab_server(**DEMO)
    links(server)
    assert maze.read_text() == "MINE\n"
    assert (server.root / "demo" / "number.bas").exists()


def test_the_browser_opens_the_owners_link_once_the_room_is_there(
    lab_server: Callable[..., LabServer], tmp_path: Path
) -> None:
    opened, script = tmp_path / "opened", tmp_path / "browser.py"
    script.write_text(
        "import shutil, sys, urllib.parse\n"
        f"shutil.copyfile(urllib.parse.urlsplit(sys.argv[1]).path, {str(opened)!r} + '.part')\n"
        f"shutil.move({str(opened)!r} + '.part', {str(opened)!r})\n"
    )
    browser = f"c.ServerApp.open_browser = True\nc.ServerApp.browser = '{sys.executable} {script} %s'\n"
    server = lab_server(**DEMO, config=browser)
    until(opened.exists, "a browser")
    page = opened.read_text()
    assert token_of(links(server)[0]) in page
    assert f"token={server.token}" in page
