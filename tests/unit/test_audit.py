"""The look for known weaknesses: what its two tools say is believed, and their silence is no all-clear."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CI = Path(__file__).parents[2] / ".ci"
CLEAN = {"dependencies": [{"name": "tornado", "version": "6.4.1", "vulns": []}]}
WEAK = {
    "dependencies": [
        {"name": "tornado", "version": "6.4.0", "vulns": [{"id": "PYSEC-2024-1", "aliases": ["CVE-2024-1"]}]}
    ]
}
SILENT = {"dependencies": [{"name": "tornado", "skip_reason": "Dependency not found on PyPI"}]}
WEAK_NPM = {"value": "yjs", "children": {"ID": 1234, "URL": "https://github.com/advisories/GHSA-aaaa"}}


def audit(
    folder: Path, python: object, npm: str = "", npm_code: int = 0, explained: str = ""
) -> tuple[int, str]:
    """Run it where the tools answer so. Its exit code, and what it prints."""
    (folder / ".ci").mkdir()
    (folder / "frontend").mkdir()
    shutil.copy(CI / "audit", folder / ".ci" / "audit")
    (folder / ".ci" / "advisories.txt").write_text(f"# why\n{explained}\n")
    (folder / "pip_audit.py").write_text(f"print({json.dumps(python)!r})")
    jlpm = folder / "jlpm"
    jlpm.write_text(
        f"#!/bin/sh\ncat <<'E'\n{npm}\nE\nexit {npm_code}\n" if npm else f"#!/bin/sh\nexit {npm_code}\n"
    )
    jlpm.chmod(0o755)
    env = {**os.environ, "PYTHONPATH": str(folder), "PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, folder / ".ci" / "audit"],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_nothing_found_passes(tmp_path: Path) -> None:
    code, said = audit(tmp_path, CLEAN)
    assert (code, said.splitlines()) == (
        0,
        ["PyPI: 1 of 1 packages are known there", "PyPI: looked up", "npm: looked up"],
    )


@pytest.mark.parametrize(
    ("python", "npm", "named"),
    [
        (WEAK, "", "tornado 6.4.0: PYSEC-2024-1, CVE-2024-1"),
        (CLEAN, json.dumps(WEAK_NPM), "yjs: 1234, GHSA-aaaa"),
    ],
)
def test_a_weakness_fails_until_it_is_explained(tmp_path: Path, python: object, npm: str, named: str) -> None:
    code, said = audit(tmp_path, python, npm, npm_code=1 if npm else 0)
    assert code == 1 and f"{named}: NOT EXPLAINED" in said


def test_one_that_is_explained_by_any_of_its_names_passes(tmp_path: Path) -> None:
    explained = "CVE-2024-1 we serve no such files\nGHSA-aaaa only in tests"
    code, said = audit(tmp_path, WEAK, json.dumps(WEAK_NPM), npm_code=1, explained=explained)
    assert code == 0 and "CVE-2024-1: we serve no such files" in said and "only in tests" in said


@pytest.mark.parametrize(("python", "npm"), [(SILENT, "YN0035: Response Code: 405"), ("", "")])
def test_a_registry_that_tells_nothing_is_said_to(tmp_path: Path, python: object, npm: str) -> None:
    code, said = audit(tmp_path, python, npm, npm_code=1)
    assert code == 0 and "PyPI: NOT AUDITED" in said and "npm: NOT AUDITED" in said
