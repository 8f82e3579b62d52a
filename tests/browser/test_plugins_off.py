"""JupyterLab with parts of us switched off: quiet, whole, and without errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations, permutations
from math import comb
from pathlib import Path

import pytest
from classroom import START, Classroom
from desk import Desk
from playwright.sync_api import expect
from support.server import LabServer
from support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

OURS = "timewarp-jupyter:"
STOCK = ("@jupyter/collaboration-extension", "@jupyter/docprovider-extension")
WITHOUT = {
    "switched off": {"TIMEWARP_ENABLED": "0"},
    "no server extension": {"config": 'c.ServerApp.jpserver_extensions = {"timewarp_jupyter": False}\n'},
    "no jupyter-collaboration": {},
}


def disable(home: Path, *plugins: str) -> None:
    """Leave plugins or whole extensions out of every page that is opened from now on."""
    config = home / "config" / "labconfig" / "page_config.json"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(json.dumps({"disabledExtensions": dict.fromkeys(plugins, True)}))


def errors(desk: Desk) -> list[str]:
    """What the console has as an error."""
    return [line for line in desk.console if line.startswith("error")]


@pytest.mark.parametrize("how", WITHOUT)
def test_where_we_cannot_work_jupyterlab_is_as_without_us(
    lab_server: Callable[..., LabServer], desk: Callable[..., Desk], tmp_path: Path, how: str
) -> None:
    if how == "no jupyter-collaboration":
        disable(tmp_path / "workspace-home", *STOCK)
    server = lab_server(files={"maze.logo": START}, **WITHOUT[how])
    ana = desk(server, "Ana").open("maze.logo")
    ana.types("; plain\n")
    ana.page.keyboard.press("Control+s")
    until(lambda: (server.root / "maze.logo").read_text() == f"{START}; plain\n", "the saved file")
    for ours in ("#tw-panel", ".jp-SideBar [data-id^=tw]", ".tw-Status-text:visible", "[class*=tw-]:visible"):
        expect(ana.page.locator(ours)).to_have_count(0)
    expect(ana.page.locator(".lm-MenuBar-itemLabel", has_text="Time Warp")).to_have_count(0)
    ana.tries("launcher:create")
    expect(ana.page.locator(".jp-LauncherCard").first).to_be_visible()
    expect(ana.page.locator(".jp-LauncherCard", has_text="Rooms")).to_have_count(0)
    assert errors(ana) == []
    server.kill()  # jupyter-collaboration, with people connected, sometimes does not end when asked


def groups(plugins: list[str]) -> list[list[str]]:
    """What each page does without: of any two plugins, there is a page with the one and without the other.

    Each is left out of half of the pages, and no two are left out of the same: so few pages are enough.
    """
    pages = next(count for count in range(2, len(plugins) + 2) if comb(count, count // 2) >= len(plugins))
    left_out = dict(zip(plugins, combinations(range(pages), pages // 2), strict=False))
    return [[plugin for plugin in plugins if page in left_out[plugin]] for page in range(pages)]


def test_of_any_two_plugins_one_works_without_the_other() -> None:
    plugins = [f"{OURS}{number}" for number in range(30)]
    pages = groups(plugins)
    assert len(pages) == 7
    for one, other in permutations(plugins, 2):
        assert any(one in page and other not in page for page in pages)


def test_without_any_one_plugin_programs_of_rooms_are_live(
    classroom: Classroom, desk: Callable[..., Desk]
) -> None:
    ana = classroom.opens(classroom.ana)
    plugins = ana.page.evaluate("() => [...window.jupyterapp.listPlugins()]")
    ours = [each for each in plugins if each.startswith(OURS) and each != f"{OURS}provider"]
    assert len(ours) > 5
    text = START
    bo = desk(classroom.server, "Bo")
    classroom.give(bo, "editor")
    for page, without in enumerate(groups(ours)):
        disable(classroom.server.home, *without)
        bo.console.clear()
        bo.open(classroom.path)
        bo.sees(text)
        line = f"; page {page}\n"
        bo.types(line)
        text += line
        ana.sees(text)
        assert errors(bo) == [], without
        active = bo.page.evaluate(
            "() => window.jupyterapp.listPlugins().filter(id => window.jupyterapp.isPluginActivated(id))"
        )
        assert not set(without) & set(active)
        assert set(ours) - set(without) <= set(active), "what none of them needs goes on"
    classroom.everyone_has(text, ana, bo)
