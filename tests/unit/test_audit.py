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


CLEAN_LOCK: dict[str, object] = {"vulnerabilities": {}}
WEAK_LOCK = {
    "vulnerabilities": {
        "ws": {"via": [{"source": 77, "url": "https://github.com/advisories/GHSA-bbbb"}]},
        "y-websocket": {"via": ["ws"]},
    }
}
LOOKS = ("PyPI", "npm, frontend", "npm, tests/node", "npm, benchmarks/peers")


def audit(
    folder: Path,
    python: object,
    jlpm: str = "",
    code: int = 0,
    explained: str = "",
    lock: object = CLEAN_LOCK,
) -> tuple[int, str]:
    """Run it where the tools answer so. Its exit code, and what it prints."""
    for name in (".ci", "frontend", "tests/node", "benchmarks/peers"):
        (folder / name).mkdir(parents=True)
    shutil.copy(CI / "audit", folder / ".ci" / "audit")
    (folder / ".ci" / "advisories.txt").write_text(f"# why\n{explained}\n")
    (folder / "pip_audit.py").write_text(f"print({json.dumps(python)!r})")
    for tool, said in (("jlpm", jlpm), ("npm", json.dumps(lock))):
        answers = folder / tool
        answers.write_text(
            f"#!/bin/sh\ncat <<'E'\n{said}\nE\nexit {code}\n" if said else f"#!/bin/sh\nexit {code}\n"
        )
        answers.chmod(0o755)
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
    looked_up = [f"{name}: looked up" for name in LOOKS]
    assert (code, said.splitlines()) == (0, ["PyPI: 1 of 1 packages are known there", *looked_up])


@pytest.mark.parametrize(
    ("python", "jlpm", "lock", "named"),
    [
        (WEAK, "", CLEAN_LOCK, "tornado 6.4.0: PYSEC-2024-1, CVE-2024-1"),
        (CLEAN, json.dumps(WEAK_NPM), CLEAN_LOCK, "yjs: 1234, GHSA-aaaa"),
        (CLEAN, "", WEAK_LOCK, "ws: 77, GHSA-bbbb"),
    ],
)
def test_a_weakness_fails_until_it_is_explained(
    tmp_path: Path, python: object, jlpm: str, lock: object, named: str
) -> None:
    code, said = audit(tmp_path, python, jlpm, code=1 if jlpm else 0, lock=lock)
    assert code == 1 and f"{named}: NOT EXPLAINED" in said


def test_one_that_is_explained_by_any_of_its_names_passes(tmp_path: Path) -> None:
    explained = "CVE-2024-1 we serve no such files\nGHSA-aaaa only in tests\nGHSA-bbbb only in benchmarks"
    code, said = audit(tmp_path, WEAK, json.dumps(WEAK_NPM), code=1, explained=explained, lock=WEAK_LOCK)
    assert code == 0 and "CVE-2024-1: we serve no such files" in said
    assert "only in tests" in said and "only in benchmarks" in said


@pytest.mark.parametrize(("python", "jlpm"), [(SILENT, "YN0035: Response Code: 405"), ("", "")])
def test_a_registry_that_tells_nothing_is_said_to(tmp_path: Path, python: object, jlpm: str) -> None:
    code, said = audit(tmp_path, python, jlpm, code=1, lock={"error": {"code": "ENOAUDIT"}})
    assert code == 0
    for name in LOOKS:
        assert f"{name}: NOT AUDITED" in said
    assert said.splitlines()[-1].startswith(
        "WARNING: nobody has looked for known weaknesses in 4 of 4: PyPI; "
    )
