"""Tabs that are really frozen: processes that are stopped, with connections on which nothing is said.

What happens meanwhile at the server doubles nothing, and nothing of either side is lost without a word.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from computer import Computer
from desk import Desk
from playwright.sync_api import expect
from seats import Seats
from sleeping_class import SENT, UNSENT, SleepingClass
from support.commands import jupyter_timewarp
from support.server import LabServer
from support.waiting import until

from timewarp_jupyter.testing.server_faults import FOLD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

BY_ANA = "; by Ana\n"
DIALOG = ".jp-Dialog"
GONE = "This program or its room does not exist any longer."
DELETED = "This room has been deleted."
"""Who is no owner is not told of a deleted room: it looks the same."""


@pytest.fixture(scope="module")
def school(
    shared_computer: Computer,
    shared_desk: Seats,
    shared_server: Callable[..., LabServer],
    tmp_path_factory: pytest.TempPathFactory,
) -> SleepingClass:
    """All three have the program open, for one sleep after the other: to sit down takes long."""
    return SleepingClass(tmp_path_factory.mktemp("faults"), shared_server, shared_desk, shared_computer)


def caret(desk: Desk) -> tuple[int, int]:
    """The line (from 1) and column of the caret."""
    at = desk.editor.evaluate(
        "node => { const { doc, selection } = node.cmTile.view.state;"
        " const line = doc.lineAt(selection.main.head);"
        " return [line.number, selection.main.head - line.from]; }"
    )
    return int(at[0]), int(at[1])


def are_well(school: SleepingClass, text: str) -> None:
    """All have this text. Bo's caret is behind what he wrote, Cy's in its line, wherever that is now."""
    school.are_well(text)
    behind = text[: text.rindex(UNSENT) + len(UNSENT)]
    assert caret(school.bo) == (behind.count("\n") + 1, 0)
    above = text[: text.index("  FORWARD 10")]
    assert caret(school.cy) == (above.count("\n") + 1, len("  FORWARD 10"))


def is_restarted(school: SleepingClass, end: str) -> None:
    """Ana writes before and after."""
    school.ana.types(BY_ANA, where="Control+Home")
    getattr(school.server, end)()
    school.server.restart()
    school.ana.types(BY_ANA, where="Control+Home")


def is_unloaded(school: SleepingClass) -> None:
    """Ana goes for a while, and nobody is there who is awake."""
    school.ana.types(BY_ANA * 2, where="Control+Home")
    until(lambda: school.file().startswith(BY_ANA * 2), "Ana's lines in the file")
    school.ana.page.goto("about:blank")
    school.is_unloaded()
    school.opens(school.ana)


def is_folded(school: SleepingClass) -> None:
    """Ana's lines become one record of the journal."""
    for _ in range(2):
        before = school.file()
        school.ana.types(BY_ANA, where="Control+Home")
        until(lambda before=before: school.file() == BY_ANA + before, "Ana's line in the file")
    folded = school.teacher.ok("POST", f"/{FOLD}", {})
    assert folded["after"] < folded["before"]


def is_changed_by_git(school: SleepingClass) -> None:
    """Another branch has two more lines at the top."""
    file = school.server.root / school.path
    before = school.file()
    git(file.parent, "init")
    git(file.parent, "add", file.name)
    git(file.parent, "commit", "-m", "as it is")
    git(file.parent, "checkout", "-b", "other")
    file.write_text(BY_ANA * 2 + before)
    git(file.parent, "commit", "-a", "-m", "two lines")
    git(file.parent, "checkout", "main")
    school.ana.sees(before)
    git(file.parent, "checkout", "other")
    school.ana.sees(BY_ANA * 2 + before)


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as somebody of no name."""
    name = ["-c", "user.name=T", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True, timeout=30)


HAPPENS: dict[str, Callable[[SleepingClass], None]] = {
    "the server is stopped and started": partial(is_restarted, end="stop"),
    "the server is killed and started": partial(is_restarted, end="kill"),
    "the room is unloaded": is_unloaded,
    "the journal is folded": is_folded,
    "the file is changed by git": is_changed_by_git,
}
"""What puts two lines of Ana's at the top meanwhile."""


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed: `apt-get install git`")
@pytest.mark.parametrize("what", HAPPENS)
def test_whatever_happens_meanwhile_all_of_both_sides_is_there_once(school: SleepingClass, what: str) -> None:
    with school.asleep():
        HAPPENS[what](school)
    are_well(school, f"{BY_ANA * 2}{school.before}{UNSENT}")


def test_a_backup_is_put_back(school: SleepingClass) -> None:
    """Another history of the same program: the old replica is refused (4409), its difference made again."""
    root, backup = school.server.root, school.server.home / "monday.sqlite"
    saved = jupyter_timewarp(root, school.server.home, "backup", str(backup))
    assert saved.returncode == 0, saved.stderr
    with school.asleep():
        school.server.stop()
        restored = jupyter_timewarp(root, school.server.home, "restore", "--force", str(backup))
        assert restored.returncode == 0, restored.stderr
        school.server.restart()
        school.ana.sees(school.before, 60)
    are_well(school, f"{school.before}{UNSENT}")


def test_the_store_is_deleted(school: SleepingClass) -> None:
    """The room is gone: who wakes is told, and what never left is shown. The last: nobody is well after."""
    with school.asleep():
        school.server.stop()
        shutil.rmtree(school.server.root / ".timewarp")
        school.server.restart()
    for desk, told in ((school.ana, GONE), (school.bo, DELETED), (school.cy, DELETED)):
        expect(desk.page.get_by_role("alert").filter(has_text=told)).to_be_visible(timeout=60_000)
        expect(desk.editor).to_have_count(0)
    difference = school.bo.page.locator(DIALOG, has_text="Some of your text is not in the room")
    expect(difference).to_contain_text(f"+ {UNSENT.strip()}")
    expect(difference).not_to_contain_text(f"+ {SENT.strip()}")
    difference.get_by_role("button", name="Copy my text").click()
    copied = school.bo.page.evaluate("() => navigator.clipboard.readText()")
    assert copied == f"{school.before}{UNSENT}"
    for desk in (school.ana, school.cy):
        expect(desk.page.locator(DIALOG)).to_have_count(0)
    assert school.file() == school.before
    assert school.before.endswith(SENT)
