"""Two people, two browsers, one Logo program in JupyterLab."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from classroom import START, Classroom
from desk import Desk
from playwright.sync_api import expect
from support.server import LabServer

from timewarp_jupyter.commands.demo import PROGRAMS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "cursors.png"


def test_both_write_and_see_each_others_cursor_with_its_name(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    ana.types("; by Ana", where="Control+Home")
    bo.sees(f"; by Ana{START}")
    bo.types("; by Bo", where="Control+End")
    classroom.everyone_has(f"; by Ana{START}; by Bo", ana, bo)
    for one, other in ((ana, "Bo"), (bo, "Ana")):
        expect(one.cursors).to_have_count(1)
        expect(one.flag_of(other)).to_have_count(1)


def test_jupyterlabs_own_panel_knows_people_by_the_names_of_their_room(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom.joins("Bo")
    color = next(
        each["color"]
        for each in classroom.teacher.ok("GET", f"/api/timewarp/rooms/{classroom.room['id']}/members")[
            "items"
        ]
        if each["username"] == bo.person.username
    )
    ana.page.locator('.jp-SideBar [data-id="jp-collaboration-panel"]').click()
    listed = ana.page.locator("#jp-collaboration-panel .jp-Collaborator", has_text="Bo")
    expect(listed).to_have_count(1)
    icon = listed.locator("[style*='background-color']").first
    shown = icon.evaluate("node => getComputedStyle(node).backgroundColor")
    wanted = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    assert shown == f"rgb({', '.join(map(str, wanted))})"


def test_notebook_7_edits_the_same_program(classroom: Classroom) -> None:
    ana = classroom.opens(classroom.ana)
    bo = classroom._seat(classroom.server, "Bo")
    classroom.give(bo, "editor")
    bo.open(classroom.path, app="edit")
    bo.sees(START)
    bo.types("; from Notebook")
    ana.sees(f"{START}; from Notebook")
    ana.types("!")
    classroom.everyone_has(f"{START}; from Notebook!", ana, bo)
    expect(ana.flag_of("Bo")).to_have_count(1)


def test_ctrl_s_writes_the_file_now(lab_server: Callable[..., LabServer], desk: Callable[..., Desk]) -> None:
    slow = "c.Limits.save_delay = 600.0\nc.Limits.save_max_delay = 600.0\n"
    classroom = Classroom(lab_server(config=slow), desk)
    ana = classroom.opens(classroom.ana)
    ana.types("; now")
    assert classroom.file() == START
    ana.page.keyboard.press("Control+s")
    classroom.everyone_has(f"{START}; now", ana)


def test_the_picture_of_the_readme(lab_server: Callable[..., LabServer], desk: Callable[..., Desk]) -> None:
    """Written into the docs where TIMEWARP_PICTURE is set: the cursors of two others in the maze."""
    text = (PROGRAMS / "maze.logo").read_text(encoding="utf-8")
    classroom = Classroom(lab_server(), desk, text)
    ana = classroom.opens(classroom.ana)
    others = {"Bo": 25, "Mia": 36}
    desks = {name: classroom.joins(name) for name in others}
    for name, line in others.items():
        desks[name].puts_cursor(line)
        expect(ana.flag_of(name)).to_have_count(1)
    for one in desks.values():
        one.page.keyboard.press("ArrowUp")  # flags fade while nobody moves
        one.page.keyboard.press("End")
    for name in others:
        expect(ana.flag_of(name)).to_have_css("opacity", "1")
    picture = ana.page.screenshot()
    assert picture.startswith(b"\x89PNG")
    if os.environ.get("TIMEWARP_PICTURE"):
        PICTURE.write_bytes(picture)
