"""No package of ours runs anything when it is installed, and those that we use are not let."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AT_INSTALL = {"preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"}


@pytest.mark.parametrize("folder", ["frontend", "benchmarks/peers", "tests/node"])
def test_a_package_has_no_install_scripts(folder: str) -> None:
    package = json.loads((ROOT / folder / "package.json").read_text())
    assert AT_INSTALL.isdisjoint(package.get("scripts", {}))


INSTALLS = [".ci/run", "benchmarks/peers/node.py", "tests/support/node_peer.py", "tests/support/hub.py"]


@pytest.mark.parametrize("place", [*INSTALLS, "docs/classroom.md", "CONTRIBUTING.md"])
def test_those_of_others_do_not_run_with_npm(place: str) -> None:
    lines = (ROOT / place).read_text().splitlines()
    installing = [line for line in lines if "npm install" in line or '"ci", ' in line]
    assert installing and all("--ignore-scripts" in line for line in installing)


def test_those_of_others_do_not_run_with_yarn() -> None:
    assert "enableScripts: false" in (ROOT / "frontend" / ".yarnrc.yml").read_text().splitlines()
