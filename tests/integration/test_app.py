"""The extension in a real server: on and off, settings that cannot work, a broken store."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from support.person import Person
from support.server import LabServer
from support.waiting import until

from timewarp_jupyter import __version__

pytestmark = pytest.mark.timeout(180)


def page_options(person: Person, page: str) -> Any:
    """All options of a page, as the frontend reads them."""
    html = person.call("GET", page).text
    found = re.search(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', html, re.S)
    assert found is not None, html[:500]
    return json.loads(found[1])


def page_option(person: Person, page: str) -> object:
    """The option ``timewarp`` of a page."""
    return json.loads(page_options(person, page)["timewarp"])


def test_nobody_in_a_class_is_asked_about_news(lab_server: Callable[..., LabServer]) -> None:
    """Where there are none to be fetched, as ``jupyter timewarp`` and the tests' configuration say."""
    ana = Person(lab_server())
    for _ in range(2):
        disabled = page_options(ana, "/lab")["disabledExtensions"]
        assert disabled.count("@jupyterlab/apputils-extension:announcements") == 1
        assert "@jupyter/docprovider-extension:websocket-provider-document-factory" in disabled


def test_jupyter_lab_has_rooms(lab_server: Callable[..., LabServer]) -> None:
    ana = Person(lab_server(), "Ana")
    about = ana.ok("GET", "/api/timewarp")
    assert about["version"] == __version__
    assert about["me"]["display_name"] == "Ana"
    for page in ("/lab", "/tree"):
        assert page_option(ana, page) == {"enabled": True, "version": __version__}


def test_switched_off_there_is_nothing(lab_server: Callable[..., LabServer]) -> None:
    server = lab_server(TIMEWARP_ENABLED="0")
    ana = Person(server)
    assert ana.call("GET", "/api/timewarp").status == 404
    assert ana.call("GET", "/api/timewarp/rooms").status == 404
    assert page_option(ana, "/lab") == {"enabled": False, "version": __version__}
    assert not (server.root / ".timewarp").exists()


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"REDIS_URL": "redis://127.0.0.1/0"}, "bus_url"),
        ({"DATABASE_URL": "postgresql://u:hush@127.0.0.1/db"}, "store_url"),
    ],
)
def test_what_is_not_built_yet_is_refused_in_words(
    lab_server: Callable[..., LabServer], env: dict[str, str], told: str
) -> None:
    server = lab_server(usable=False, **env)
    ana = Person(server)
    answer = ana.call("GET", "/api/timewarp/rooms")
    error = answer.json["error"]
    assert (answer.status, error["code"]) == (503, "storage_failed")
    assert told in error["reason"]
    assert "doctor" in error["message"]
    assert told in server.log
    assert "hush" not in server.log
    assert ana.call("GET", "/lab").status == 200


def test_a_store_that_cannot_be_opened_is_told_and_tried_again(lab_server: Callable[..., LabServer]) -> None:
    server = lab_server(usable=False, files={".timewarp": "in the way"})
    ana = Person(server)
    assert ana.call("GET", "/api/timewarp/rooms").status == 503
    assert ana.call("GET", "/lab").status == 200
    assert "tried again" in server.log
    (server.root / ".timewarp").unlink()
    until(lambda: ana.call("GET", "/api/timewarp/rooms").status == 200, "rooms after all")
    assert ana.make_room("Late")["name"] == "Late"


def test_starting_imports_nothing_heavy() -> None:
    code = "import sys, timewarp_jupyter.app; print(sorted({'sqlalchemy', 'pycrdt'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_was_typed_is_in_the_file_after_a_stop(lab_server: Callable[..., LabServer]) -> None:
    server = lab_server(config="c.Limits.save_delay = 60.0\nc.Limits.save_max_delay = 60.0\n")
    ana = Person(server, "Ana")
    room = ana.make_room("Stop")
    documents = f"/api/timewarp/rooms/{room['id']}/documents"
    ana.ok("POST", documents, {"path": "a.bas", "content": "10 PRINT 1\n"})
    ana.ok(
        "PUT",
        f"/api/contents/{room['folder']}/a.bas",
        {"type": "file", "format": "text", "content": "20 END\n"},
    )
    server.stop()
    assert (server.root / room["folder"] / "a.bas").read_text() == "20 END\n"
