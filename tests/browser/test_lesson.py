"""The README's first lesson on one laptop, step by step, with the README's own commands."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Desk
from playwright.sync_api import expect
from support.server import LabServer
from support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

README = Path(__file__).parents[2] / "README.md"


def lesson() -> list[str]:
    """The four steps, each on one line."""
    text = README.read_text(encoding="utf-8")
    part = text.split("## A first lesson on one laptop")[1].split("\n\nWith the others")[0]
    return [re.sub(r"\s+", " ", step) for step in re.split(r"\n\d\. ", part)[1:]]


def commands(step: str) -> list[str]:
    """What is to be typed into a terminal."""
    return re.findall(r"`(jupyter [^`]+)`", step)


def test_the_first_lesson(lab_server: Callable[..., LabServer], desk: Callable[..., Desk]) -> None:
    start, second, write, again = lesson()

    assert commands(start) == ["jupyter timewarp --demo"]
    server = lab_server(command=tuple(commands(start)[0].split()))
    until(lambda: "For the others" in server.log, "the links")
    own, others = re.findall(r"http://\S+(/timewarp/join/\S+)", server.log)
    ana = joins(desk(server, ""), own, "Ana")
    assert ana.person.ok("GET", "/api/timewarp/rooms/demo")["role"] == "owner"

    assert "private window" in second
    bo = joins(desk(server, ""), others, "Bo")
    assert ana.person.ok("GET", "/api/timewarp/rooms/demo")["role"] == "owner"

    assert "`maze.logo`" in write
    for one in (ana, bo):
        one.open("demo/maze.logo")
        expect(one.status).to_have_attribute("data-saved", "true")
    before = ana.text()
    ana.types("; Ana was here. ")
    bo.sees(f"{before}; Ana was here. ")
    bo.types("; Bo as well.")
    ana.sees(f"{before}; Ana was here. ; Bo as well.")
    expect(ana.flag_of("Bo")).to_have_count(1)
    expect(bo.flag_of("Ana")).to_have_count(1)

    assert "Ctrl+C" in again
    bo.starts_typing([f" {number}" for number in range(40)], every=100)
    server.end(signal.SIGINT)
    server.use(*commands(again)[0].split())
    server.restart()
    bo.has_typed()
    whole = f"{before}; Ana was here. ; Bo as well." + "".join(f" {number}" for number in range(40))
    ana.sees(whole, 60)
    bo.sees(whole, 60)
    until(lambda: (server.root / "demo" / "maze.logo").read_text() == whole, "the text in the file")
    for one in (ana, bo):
        expect(one.page.get_by_text("Jupyter news")).to_have_count(0)


def joins(one: Desk, link: str, name: str) -> Desk:
    """Follow an invitation link: give a name, press Join, and be in JupyterLab."""
    one.page.goto(one.person.server.url + link)
    one.page.get_by_label("Your name").fill(name)
    one.page.get_by_role("button", name="Join").click()
    expect(one.editor).to_be_visible(timeout=60_000)
    return one
