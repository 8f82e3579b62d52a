"""Who loses a role while what they have asked for waits does not do it any longer."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from conftest import Answer, School
from traitlets.config import Config

from timewarp_jupyter.store.operations import PutMember
from timewarp_jupyter.testing.contents import SlowContents

TEXT = "TO MAZE\nEND\n"
FILE = "maze-club/maze.logo"


@pytest.fixture
def jp_server_config(jp_server_config: Config) -> Config:
    """A workspace whose writes can be held."""
    jp_server_config.ServerApp.contents_manager_class = SlowContents
    return jp_server_config


async def slow_room(school: School) -> tuple[Any, SlowContents]:
    """A room, and its workspace with an open gate."""
    contents: SlowContents = school.serverapp.contents_manager
    contents.gate.set()
    room = await school.full_room()
    gone = await school.make_document(room, "gone.bas", "10 END\n")
    await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}/documents/{gone['id']}")
    room["gone"] = gone
    school.file("maze-club/sub").mkdir()
    return room, contents


def saving(content: str) -> dict[str, Any]:
    return {"type": "file", "format": "text", "content": content}


ACTS = {
    "make": ("POST", "api/timewarp/rooms/ROOM/documents", {"path": "new.bas"}, "making"),
    "make by its name": ("PUT", "api/contents/maze-club/new.bas", saving("X"), "making"),
    "bring back": ("PATCH", "api/timewarp/rooms/ROOM/documents/GONE", {"deleted": False}, "making"),
    "rename": ("PATCH", "api/timewarp/rooms/ROOM/documents/MAZE", {"path": "new.bas"}, "writing"),
    "rename the file": ("PATCH", f"api/contents/{FILE}", {"path": "maze-club/new.bas"}, "writing"),
    "move out": ("PATCH", f"api/contents/{FILE}", {"path": "out.logo"}, "writing"),
    "delete": ("DELETE", "api/timewarp/rooms/ROOM/documents/MAZE", None, "writing"),
    "delete the file": ("DELETE", f"api/contents/{FILE}", None, "writing"),
    "save": ("PUT", f"api/contents/{FILE}", saving("STOLEN\n"), "writing"),
}
"""What edda asks for, and behind which work of olga's it has to wait."""


@pytest.mark.parametrize("act", ACTS)
async def test_the_demoted_do_nothing_that_waits(school: School, act: str):
    method, path, body, behind = ACTS[act]
    room, contents = await slow_room(school)
    path = path.replace("ROOM", room["id"]).replace("MAZE", room["document"]["id"])
    path = path.replace("GONE", room["gone"]["id"])
    contents.gate.clear()
    contents.begun.clear()
    olgas = asyncio.create_task(_hold(school, room, behind))
    await asyncio.wait_for(contents.begun.wait(), 10)
    eddas: asyncio.Task[Answer] = asyncio.create_task(school.call("edda", method, path, body))
    await _waits(eddas)
    await school.set_role(room, "edda", "viewer")
    contents.gate.set()
    answer = await asyncio.wait_for(eddas, 20)
    assert (answer.status, answer.code) == (403, "forbidden")
    assert (await olgas).status in (200, 201)
    items = (await school.ok("viv", "GET", f"api/timewarp/rooms/{room['id']}/documents"))["items"]
    made = ["maze.logo", "olga.bas"] if behind == "making" else ["maze.logo"]
    assert [item["path"] for item in items] == made
    held = TEXT if behind == "making" else TEXT + "MAZE\n"
    assert school.file(FILE).read_text() == await school.text(room, room["document"]) == held


async def _hold(school: School, room: Any, behind: str) -> Answer:
    """Olga makes a program, or writes one: in both the write to the disk waits."""
    if behind == "making":
        path = f"api/timewarp/rooms/{room['id']}/documents"
        return await school.call("olga", "POST", path, {"path": "olga.bas"})
    return await school.call("olga", "PUT", f"api/contents/{FILE}", saving(TEXT + "MAZE\n"))


async def _waits(asked: asyncio.Task[Any]) -> None:
    """After a while there is no answer: it waits for the gate."""
    await asyncio.wait([asked], timeout=0.3)
    assert not asked.done()


OWNERS_ACTS = {
    "a role": ("PUT", "api/timewarp/rooms/ROOM/members/sam", {"role": "owner"}),
    "a removal": ("DELETE", "api/timewarp/rooms/ROOM/members/viv", None),
    "a setting": ("PATCH", "api/timewarp/rooms/ROOM", {"visibility": "open"}),
    "an invitation": ("POST", "api/timewarp/rooms/ROOM/invitations", {"role": "owner"}),
    "a deletion": ("DELETE", "api/timewarp/rooms/ROOM?files=true", None),
    "a deletion of the folder": ("DELETE", "api/contents/maze-club", None),
}


@pytest.mark.parametrize("act", OWNERS_ACTS)
async def test_a_former_owner_changes_nothing_that_waits(school: School, act: str):
    method, path, body = OWNERS_ACTS[act]
    made, _ = await slow_room(school)
    await school.set_role(made, "otto", "owner")
    room = school.services.registry.get(made["id"])
    async with room.changing:
        text = None if body is None else json.dumps(body)
        ottos = asyncio.create_task(school.raw("otto", method, path.replace("ROOM", room.id), text))
        await _waits(ottos)
        room.members.apply(PutMember("otto", "editor", 0))
    answer = await asyncio.wait_for(ottos, 20)
    assert (answer.status, answer.code) == (403, "forbidden")
    assert list(await school.services.store.invitations(room.id)) == []
    assert room.row.deleted_at is None and school.file(FILE).exists()
    roles = {row.username: row.role for row in room.members.values()}
    assert roles == {"olga": "owner", "edda": "editor", "viv": "viewer", "otto": "editor"}
    assert room.row.visibility == "invite"


TAKINGS = {
    "a download": ("GET", "api/timewarp/rooms/ROOM/export", None, "downloads"),
    "a copy": ("POST", "api/timewarp/rooms/ROOM/copy", {"name": "Mine"}, "_making"),
}


@pytest.mark.parametrize("taking", TAKINGS)
async def test_a_former_member_takes_nothing_away(school: School, taking: str):
    """One at a time: who has one under way could have the next begin after they were removed."""
    method, path, body, behind = TAKINGS[taking]
    room, _ = await slow_room(school)
    async with getattr(school.services.archives, behind).place("edda"):
        eddas = asyncio.create_task(school.call("edda", method, path.replace("ROOM", room["id"]), body))
        await _waits(eddas)
        await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}/members/edda")
    answer = await asyncio.wait_for(eddas, 20)
    assert (answer.status, answer.code) == (403, "not_a_member")
    assert [row.name for row in await school.services.store.rooms()] == ["Maze Club"]
