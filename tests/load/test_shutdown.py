"""SIGTERM while a class types: what was acknowledged or seen is in the store and in the file, within 5 s."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from support.server import LabServer

from benchmarks.wire import UpgradeRefused
from timewarp_jupyter.app import STOP_SECONDS
from timewarp_jupyter.store.sql import sqlite_url

from .crowd import Crowd, Typist

pytestmark = pytest.mark.timeout(180)

TYPING_SECONDS = 4.0
VISITORS = 10
LEAVING = 4503
CONFIG = """\
c.ServerApp.jpserver_extensions = {
    "timewarp_jupyter": True, "jupyterlab": False, "notebook": False, "notebook_shim": False,
    "jupyter_lsp": False, "jupyter_server_terminals": False, "jupyter_server_ydoc": False,
}
c.Limits.save_delay = 60.0
c.Limits.save_max_delay = 60.0
c.Limits.activity_window = 1.0
"""
"""Files are written only at the end, so that it has something to do. jupyter-collaboration is left out, for
it logs a traceback of its own whenever a server ends in which it was not used."""

FAULTS = ("Traceback", "was destroyed", "never retrieved", "never awaited", "[E ", "could not be closed")


def stored(server: LabServer, documents: list[str]) -> list[str]:
    """The programs as a fresh process reads them from the store."""
    script = Path(__file__).parents[1] / "convergence" / "reload.py"
    command = [sys.executable, str(script), sqlite_url(str(server.root)), *documents]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    texts: list[str] = json.loads(done.stdout)
    return texts


def end(server: LabServer) -> float:
    """SIGTERM: the seconds until the process had ended, which must be well."""
    begun = time.monotonic()
    assert server.stop() == 0, server.log
    return time.monotonic() - begun


def lost(typists: list[Typist], text: str) -> set[str]:
    """What was acknowledged, or seen by somebody else, and is not there."""
    safe = set().union(*(typist.acknowledged for typist in typists))
    seen = set().union(*(typist.seen for typist in typists))
    return (safe | seen) - set(text)


async def come_and_go(typist: Typist) -> None:
    """Open the program again and again, until the server is not there any more."""
    while True:
        try:
            await typist.connect()
        except (OSError, UpgradeRefused):
            return
        typist.socket.leave()


@pytest.mark.parametrize(("people", "rooms"), [(100, 1), (100, 20)])
async def test_a_server_that_is_stopped_while_a_class_types_saves_everything(
    lab_server: Callable[..., LabServer], tmp_path: Path, people: int, rooms: int
) -> None:
    # Where the ids of files are kept; only JupyterLab makes it.
    await asyncio.to_thread((tmp_path / "workspace-home" / "data").mkdir, parents=True)
    server = await asyncio.to_thread(lab_server, command=("jupyter-server",), config=CONFIG)
    crowd = await asyncio.to_thread(Crowd, server, people, rooms)
    await crowd.connect()
    typing = asyncio.create_task(crowd.type(60.0))
    visiting = [asyncio.create_task(come_and_go(crowd.visitor(number))) for number in range(VISITORS)]
    await asyncio.sleep(TYPING_SECONDS)
    await crowd.until(lambda typist: typist.acknowledged, "an acknowledgement")
    took = await asyncio.to_thread(end, server)
    print(f"{people} people in {rooms} rooms: the server ended after {took:.2f} s")
    assert took < STOP_SECONDS
    await crowd.until(lambda typist: typist.socket.ended is not None, "the end")
    await asyncio.gather(typing, *visiting)
    assert crowd.close_codes() == {LEAVING: people}
    assert all('"leaving"' in typist.socket.close_reason for typist in crowd.typists)
    assert not [line for line in server.log.splitlines() if any(fault in line for fault in FAULTS)]
    texts = await asyncio.to_thread(stored, server, [room["document"]["id"] for room in crowd.rooms])
    for number, text in enumerate(texts):
        assert not lost(list(crowd.of_room(number)), text)
        assert crowd.file(number) == text
    await _come_back(crowd)


async def _come_back(crowd: Crowd) -> None:
    """The server starts again: everyone has everything, and everything is there once."""
    await asyncio.to_thread(crowd.server.restart)
    await crowd.connect()
    wanted: dict[Typist, Counter[str]] = {}
    for number in range(len(crowd.rooms)):
        typists = crowd.of_room(number)
        typed = Counter(letter for typist in typists for letter in typist.typed)
        wanted |= dict.fromkeys(typists, typed + Counter("10 CLS\n"))
    await crowd.until(lambda typist: Counter(typist.socket.text) == wanted[typist], "all that was typed")
    for number in range(len(crowd.rooms)):
        text = await asyncio.to_thread(crowd.text, number)
        assert {typist.socket.text for typist in crowd.of_room(number)} == {text}
    crowd.leave()
