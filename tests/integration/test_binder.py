"""The steps of ``binder/`` in an empty environment, as repo2docker takes them, without a container."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
from support.person import Person
from support.server import LabServer, environment
from support.waiting import until

pytestmark = pytest.mark.timeout(900)

CHECKOUT = Path(__file__).parents[2]


def copy_of_checkout(target: Path) -> Path:
    """What git has of the checkout, as Binder clones it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (CHECKOUT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes((CHECKOUT / name).read_bytes())
            (target / name).chmod((CHECKOUT / name).stat().st_mode)
    return target


def test_the_environment_asks_for_a_python_that_we_support() -> None:
    wanted = re.search(r"- python=3\.(\d+)$", (CHECKOUT / "binder/environment.yml").read_text(), re.M)
    assert wanted is not None
    assert f"Python :: 3.{wanted[1]}" in (CHECKOUT / "pyproject.toml").read_text()


@pytest.mark.slow
def test_binder_opens_the_demo_room(lab_server: Callable[..., LabServer], tmp_path: Path) -> None:
    repo = copy_of_checkout(tmp_path / "repo")
    venv.create(tmp_path / "venv", with_pip=True)
    bin_folder = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    home = tmp_path / "home"
    home.mkdir()
    built = subprocess.run(
        [str(repo / "binder" / "postBuild")],
        cwd=repo,
        env=environment(home, PATH=path, HOME=os.environ.get("HOME", "/root")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    server = lab_server(name="repo", command=(str(bin_folder / "jupyter-lab"),), PATH=path)
    until(lambda: "The room 'demo' is ready." in server.log, "the demo room")
    visitor, friend = Person(server, "Visitor"), Person(server, "Friend")
    page = visitor.address_of("/")
    assert page.split("?")[0] == "/timewarp/demo"
    join = visitor.address_of("/timewarp/demo")
    token = join.rsplit("/", 1)[1]
    assert visitor.ok("POST", f"/api/timewarp/invitations/{token}", {})["role"] == "owner"
    programs = visitor.ok("GET", "/api/timewarp/rooms/demo/documents")["items"]
    assert "maze.logo" in {program["path"] for program in programs}
    assert friend.address_of("/timewarp/demo").startswith("/timewarp/join/")
