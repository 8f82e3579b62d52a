"""JupyterLab with parts of us switched off: quiet, whole, and without errors."""

from __future__ import annotations

import json
from collections.abc import Callable
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
    for plugin in ours:
        disable(classroom.server.home, plugin)
        bo.console.clear()
        bo.open(classroom.path)
        bo.sees(text)
        line = f"; without {plugin}\n"
        bo.types(line)
        text += line
        ana.sees(text)
        assert errors(bo) == [], plugin
        assert OURS in plugin and plugin not in bo.page.evaluate(
            "() => window.jupyterapp.listPlugins().filter(id => window.jupyterapp.isPluginActivated(id))"
        )
    classroom.everyone_has(text, ana, bo)
