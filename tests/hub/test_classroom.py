"""A class on a real JupyterHub: the example of this repository, used as a class uses it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from pycrdt import Doc, Text
from support.hub import Hub
from support.pupil import Pupil
from tornado.httpclient import HTTPClientError
from visiting import invite, join, sync, until_closed, until_text

from timewarp_jupyter.documents.protocol import STEP_1, SYNC, UPDATE, sync_message


def test_rooms_are_by_invitation_and_people_are_who_the_hub_says(teacher: Pupil, room: Any):
    assert room["visibility"] == "invite" and room["role"] == "owner"
    assert teacher.ok("GET", "/api/me")["identity"]["username"] == "teacher1"


def test_names_are_the_hubs_and_colours_are_ones_own(hub: Hub, teacher: Pupil, room: Any):
    refused = teacher.call("PATCH", "/api/timewarp/me", {"display_name": "Somebody else"})
    assert (refused.status, refused.json["error"]["code"]) == (403, "name_fixed")
    about = teacher.ok("GET", "/api/timewarp")
    other = next(color for color in about["colors"] if color != about["me"]["color"])
    teacher.ok("PATCH", "/api/timewarp/me", {"color": other})
    members = teacher.ok("GET", f"/api/timewarp/rooms/{room['id']}/members")["items"]
    me = next(member for member in members if member["username"] == "teacher1")
    assert (me["display_name"], me["color"]) == ("teacher1", other)


def test_nobody_comes_in_without_signing_in(hub: Hub, room: Any):
    stranger = Pupil(hub, "nobody")
    assert stranger.call("GET", f"/api/timewarp/rooms/{room['id']}").status == 403
    with pytest.raises(HTTPError) as refused:
        stranger.enter()
    assert refused.value.code in (401, 403)


def test_an_invitation_leads_through_the_login_into_the_program(hub: Hub, teacher: Pupil, room: Any):
    pupil = Pupil(hub, "student1")
    opened = join(pupil, invite(teacher, room, "editor"))
    assert opened.startswith(f"{hub.service}/lab/workspaces/tw-")
    assert opened.endswith(f"/tree/{room['folder']}/maze.logo")
    members = teacher.ok("GET", f"/api/timewarp/rooms/{room['id']}/members")["items"]
    assert {"username": "student1", "role": "editor"}.items() <= next(
        member for member in members if member["username"] == "student1"
    ).items()


async def test_two_people_write_one_program_through_the_proxy(hub: Hub, teacher: Pupil, room: Any):
    pupil = Pupil(hub, "student1")
    pupil.enter()
    theirs, mine = Doc[Any](), Doc[Any]()
    sockets = [await sync(pupil, room), await sync(teacher, room)]
    for socket, doc in zip(sockets, (theirs, mine), strict=True):
        await socket.write_message(sync_message(STEP_1, doc.get_state()), binary=True)
        await until_text(socket, doc, "fd 10\n")
    before = theirs.get_state()
    theirs.get("source", type=Text).insert(0, "pu ")
    await sockets[0].write_message(sync_message(UPDATE, theirs.get_update(before)), binary=True)
    await until_text(sockets[1], mine, "pu fd 10\n")
    for socket in sockets:
        socket.close()


async def test_a_viewer_reads_and_one_without_a_role_is_refused(hub: Hub, teacher: Pupil, room: Any):
    viewer, stranger = Pupil(hub, "student2"), Pupil(hub, "student3")
    join(viewer, invite(teacher, room, "viewer"))
    stranger.enter()
    path = f"/api/timewarp/rooms/{room['id']}/documents"
    assert viewer.call("POST", path, {"path": "mine.bas"}).status == 403
    assert stranger.call("GET", path).status in (403, 404)
    file = f"/api/contents/{room['folder']}/maze.logo"
    body = {"type": "file", "format": "text", "content": "overwritten"}
    assert viewer.call("PUT", file, body).status == 403
    socket = await sync(stranger, room)
    while (message := await socket.read_message()) is not None:
        assert message[0] != SYNC, "nothing of the program is told"
    assert socket.close_code in (4403, 4404)
    assert json.loads(socket.close_reason)["code"]


async def test_a_socket_of_another_page_is_refused(teacher: Pupil, room: Any):
    with pytest.raises(HTTPClientError) as refused:
        await sync(teacher, room, Origin="https://elsewhere.example")
    assert refused.value.code == 403


async def test_one_who_is_taken_out_of_the_class_is_signed_out(hub: Hub, teacher: Pupil, room: Any):
    pupil = Pupil(hub, "student2")
    join(pupil, invite(teacher, room, "editor"))
    socket = await sync(pupil, room)
    hub.ask("DELETE", "/groups/class1/users", {"users": ["student2"]})
    try:
        assert await until_closed(socket) == 4401
        assert pupil.call("GET", f"/api/timewarp/rooms/{room['id']}").status == 403
    finally:
        hub.ask("POST", "/groups/class1/users", {"users": ["student2"]})


def test_students_have_no_servers_or_rooms_of_others(hub: Hub, room: Any):
    stranger = Pupil(hub, "student3")
    stranger.enter()
    assert room["id"] not in [item["id"] for item in stranger.ok("GET", "/api/timewarp/rooms")["items"]]
    assert stranger.call("POST", "/api/terminals").status in (403, 404)


def test_files_and_store_are_in_the_folder_of_the_class(hub: Hub, room: Any):
    folder: Path = hub.classroom
    assert (folder / room["folder"] / "maze.logo").is_file()
    assert (folder / ".timewarp" / "timewarp.sqlite").is_file()
