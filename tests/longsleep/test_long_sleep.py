"""Somebody sleeps for long while the server goes on: nothing is doubled, nothing of either side lost."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from sleepers import until
from sleepy_class import START, Class

pytestmark = [pytest.mark.node, pytest.mark.timeout(180)]


async def sleeps(school: Class) -> None:
    """Both write, then Bo falls asleep and writes more."""
    await school.opens()
    school.ana.write("; ana 1\n")
    await until(lambda: "ana 1" in school.bo.text, "Ana's line with Bo")
    school.bo.write("; bo 1\n")
    await until(lambda: "bo 1" in school.ana.text, "Bo's line with Ana")
    await school.bo.fall_asleep("; bo asleep\n")


BEFORE = f"{START}; ana 1\n; bo 1\n"


async def wakes(school: Class, awake: str) -> None:
    """Bo wakes, and all that either has written since is there once, Ana's lines in their order."""
    await school.bo.wake()
    lines = awake.splitlines(keepends=True)
    # A process that goes on finds what was sent to it meanwhile, and hears of its own edit amidst of that.
    orders = ["".join([BEFORE, *lines[:at], "; bo asleep\n", *lines[at:]]) for at in range(len(lines) + 1)]
    await until(lambda: school.ana.text in orders, lambda: f"one of {orders}, and not {school.ana.text!r}")
    await school.everybody_has(school.ana.text)


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_the_server_is_restarted(school: Class, end: str) -> None:
    await sleeps(school)
    school.ana.write("; ana 2\n")
    await school.restart(end)
    await school.ana.wake()
    school.ana.write("; ana 3\n")
    await wakes(school, "; ana 2\n; ana 3\n")


async def test_the_room_is_unloaded(school: Class) -> None:
    await sleeps(school)
    school.ana.write("; ana 2\n")
    await until(lambda: "ana 2" in school.file.read_text(), "Ana's line in the file")
    await school.ana.fall_asleep("")
    await school.is_unloaded()
    await school.ana.wake()
    await wakes(school, "; ana 2\n")


async def test_the_journal_is_compacted(school: Class) -> None:
    await sleeps(school)
    for number in range(10):
        school.ana.write(f"; ana {number}\n")
        await until(
            lambda number=number: f"ana {number}" in school.file.read_text(), "Ana's line in the file"
        )
    folded = await school.fold()
    assert folded["after"] < folded["before"]
    await wakes(school, "".join(f"; ana {number}\n" for number in range(10)))


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as somebody of no name."""
    name = ["-c", "user.name=T", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True, timeout=30)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed: `apt-get install git`")
@pytest.mark.parametrize("server", ["runs", "is down"])
async def test_the_file_is_changed_by_git(school: Class, server: str) -> None:
    await sleeps(school)
    await until(lambda: school.file.read_text() == BEFORE, "what both have written in the file")
    folder = school.file.parent
    git(folder, "init")
    git(folder, "add", "maze.logo")
    git(folder, "commit", "-m", "as it is")
    git(folder, "checkout", "-b", "other")
    school.file.write_text(BEFORE.replace("TO MAZE", "TO LABYRINTH"))
    git(folder, "commit", "-a", "-m", "another name")
    git(folder, "checkout", "main")
    await until(lambda: school.ana.text == BEFORE, "the text as it was with Ana")
    if server == "is down":
        school.server.kill()
    git(folder, "checkout", "other")
    if server == "is down":
        school.server.restart()
        await school.ana.wake()
    await until(lambda: "LABYRINTH" in school.ana.text, "the other branch with Ana")
    await school.bo.wake()
    await school.everybody_has(BEFORE.replace("TO MAZE", "TO LABYRINTH") + "; bo asleep\n")
