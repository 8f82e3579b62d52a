"""Joins, leaves and edits as Jupyter events, collected as an operator would."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from conftest import School

from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.rooms.operator_log import SCHEMA_ID, operator_log


@pytest.fixture
def timewarp_config(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Switched on, unless a test says otherwise."""
    return {"emit_events": getattr(request, "param", True)}


class Collecting(logging.Handler):
    """Keeps what it is handed, as a file would."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(self.format(record))

    @property
    def events(self) -> list[dict[str, Any]]:
        """Our events, without what Jupyter adds."""
        found = [json.loads(line) for line in self.lines]
        return [
            {key: value for key, value in each.items() if not key.startswith("__") and key != "taskName"}
            for each in found
            if each["__schema__"] == SCHEMA_ID
        ]


async def a_lesson(school: School) -> tuple[Collecting, Any]:
    """Somebody comes, writes, and goes."""
    handler = Collecting()
    school.serverapp.event_logger.handlers = []
    school.serverapp.event_logger.register_handler(handler)
    room = await school.full_room("Club")
    loaded = school.services.registry.get(room["id"])
    async with loaded.use() as library:
        live = await library.open(room["document"]["id"])
        await live.edit("edda", [Edit(0, 0, "SECRET 😀\n")])
        await loaded.talk.edits.tell()
    path = f"api/timewarp/rooms/{room['id']}/members"
    await school.ok("viv", "DELETE", f"{path}/viv")
    await school.ok("olga", "DELETE", f"{path}/edda")
    return handler, room


async def test_an_operator_hears_of_joins_edits_and_leaves(school: School):
    handler, room = await a_lesson(school)
    about = {"room": room["id"]}
    edits = [each for each in handler.events if each["action"] == "edited" and each["username"] == "edda"]
    others = [each for each in handler.events if each["action"] != "edited"]
    assert edits == [
        {"action": "edited", **about, "username": "edda", "document": room["document"]["id"],
         "path": "maze.logo", "lines": 1, "added": 10, "removed": 0}
    ]  # fmt: skip
    assert others == [
        {"action": "joined", **about, "username": "edda", "by": "olga"},
        {"action": "joined", **about, "username": "viv", "by": "olga"},
        {"action": "left", **about, "username": "viv", "by": "viv"},
        {"action": "left", **about, "username": "edda", "by": "olga"},
    ]
    assert "SECRET" not in "".join(handler.lines)


@pytest.mark.parametrize("timewarp_config", [False], indirect=True)
async def test_nothing_is_emitted_unless_asked_for(school: School):
    handler, _ = await a_lesson(school)
    assert handler.events == []


async def test_a_schema_is_registered_once(school: School):
    operator_log(school.serverapp.event_logger, school.serverapp.log)
    assert SCHEMA_ID in school.serverapp.event_logger.schemas


async def test_a_log_that_fails_harms_nobody(school: School, monkeypatch: pytest.MonkeyPatch):
    logger, failed = school.serverapp.event_logger, []
    emit = logger.emit

    def fail(**event: Any) -> None:
        if event["schema_id"] != SCHEMA_ID:
            emit(**event)
            return
        failed.append(event["data"]["username"])
        raise OSError("the disk is full")

    monkeypatch.setattr(logger, "emit", fail)
    room = await school.full_room("Club")
    members = await school.ok("olga", "GET", f"api/timewarp/rooms/{room['id']}/members")
    assert failed == ["edda", "viv"]
    assert {each["username"] for each in members["items"]} == {"olga", "edda", "viv"}
