"""``jupyter timewarp owner-link | backup | restore | doctor`` as processes, with and without a server."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.commands import jupyter_timewarp
from support.person import Person
from support.server import LabServer

from timewarp_jupyter.app import TimeWarp

pytestmark = pytest.mark.timeout(180)


def run(server: LabServer, *arguments: str) -> Any:
    """A command in the folder of a server."""
    return jupyter_timewarp(server.root, server.home, *arguments)


def write(person: Person, room: Any, path: str, content: str) -> Any:
    """A program in a room."""
    documents = f"/api/timewarp/rooms/{room['id']}/documents"
    return person.ok("POST", documents, {"path": path, "content": content})


def accept(person: Person, output: str) -> Any:
    """Take up the link that a command has printed."""
    link = re.search(r"http\S+/timewarp/join/\S+", output)
    assert link is not None, output
    parts = urlsplit(link[0])
    assert parts.query == f"token={person.server.token}"
    return person.call("POST", f"/api/timewarp/invitations/{parts.path.rsplit('/', 1)[1]}", {})


def test_owner_link_makes_one_person_an_owner_while_the_server_runs(
    lab_server: Callable[..., LabServer],
) -> None:
    server = lab_server()
    ana, lost = Person(server, "Ana"), Person(server, "Ana's new browser")
    room = ana.make_room("Class 7b", visibility="invite")
    assert lost.call("GET", f"/api/timewarp/rooms/{room['id']}").status == 404
    made = run(server, "owner-link", "class-7b")
    assert made.returncode == 0, made.stderr
    assert "Class 7b" in made.stdout
    assert accept(lost, made.stdout).json["role"] == "owner"
    assert accept(Person(server), made.stdout).json["error"]["code"] == "invitation_used_up"


def test_owner_link_tells_what_is_wrong(lab_server: Callable[..., LabServer], tmp_path: Path) -> None:
    server = lab_server()
    Person(server, "Ana").make_room("Here")
    wrong = run(server, "owner-link", "elsewhere")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "Rooms here: here" in wrong.stderr
    used = run(server, "owner-link")
    assert (used.returncode, used.stderr.strip()) == (2, "Usage: jupyter timewarp owner-link ROOM")
    empty = tmp_path / "empty"
    empty.mkdir()
    nothing = jupyter_timewarp(empty, tmp_path / "home", "owner-link", "here")
    assert nothing.returncode == 1
    assert "There are no rooms in" in nothing.stderr
    assert list(empty.iterdir()) == []


def test_a_backup_brings_everything_back_under_a_new_history(lab_server: Callable[..., LabServer]) -> None:
    server = lab_server()
    ana = Person(server, "Ana")
    room = ana.make_room("School")
    program = write(ana, room, "maze.logo", "TO MAZE\nEND\n")
    made = run(server, "backup", "friday.sqlite")
    assert made.returncode == 0, made.stderr
    again = run(server, "backup", "friday.sqlite")
    assert again.returncode == 1
    assert "There is a file of this name" in again.stderr
    ana.make_room("Later")
    refused = run(server, "restore", "friday.sqlite")
    assert refused.returncode == 1
    assert "Stop it first" in refused.stderr
    server.stop()
    newer = run(server, "restore", "friday.sqlite")
    assert newer.returncode == 1
    assert "--force" in newer.stderr
    restored = run(server, "restore", "friday.sqlite", "--force")
    assert restored.returncode == 0, restored.stderr
    server.restart()
    assert [item["name"] for item in ana.ok("GET", "/api/timewarp/rooms")["items"]] == ["School"]
    found = ana.document(room, "maze.logo")
    assert found["id"] == program["id"]
    assert found["history_id"] != program["history_id"]
    assert ana.text(room, found) == "TO MAZE\nEND\n"


def test_doctor_finds_all_well_and_damage(lab_server: Callable[..., LabServer]) -> None:
    server = lab_server()
    Person(server, "Ana").make_room("School")
    well = run(server, "doctor")
    assert well.returncode == 0, well.stdout
    assert well.stdout.startswith("All is well with ")
    server.stop()
    store = server.root / ".timewarp" / "timewarp.sqlite"
    store.write_bytes(b"not a database at all" * 1000)
    ill = run(server, "doctor")
    assert ill.returncode == 1
    assert ill.stdout.startswith("! The store cannot be read")


def test_help_names_every_command_and_each_has_its_own(tmp_path: Path) -> None:
    whole = jupyter_timewarp(tmp_path, tmp_path / "home", "--help")
    assert whole.returncode == 0
    for name in TimeWarp.subcommands:
        assert f"\n{name}\n" in whole.stdout
        own = jupyter_timewarp(tmp_path, tmp_path / "home", name, "--help")
        assert own.returncode == 0
        assert f"jupyter timewarp {name}" in own.stdout
