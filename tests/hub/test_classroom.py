"""A class on a real JupyterHub: the example of this repository, used as a class uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from pycrdt import Doc, Text
from support.hub import Hub, Pupil, missing
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from timewarp_jupyter.documents.protocol import STEP_1, STEP_2, SYNC, UPDATE, read_sync, sync_message

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(bool(missing()), reason=f"there is no JupyterHub here: {missing()}"),
]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """One hub for all tests: it takes seconds to start."""
    hub = Hub(tmp_path_factory.mktemp("hub"))
    try:
        yield hub.start()
    finally:
        hub.stop()


@pytest.fixture(scope="module")
def teacher(hub: Hub) -> Pupil:
    """Who is in the group of teachers."""
    teacher = Pupil(hub, "teacher1")
    teacher.enter()
    return teacher


@pytest.fixture(scope="module")
def room(teacher: Pupil) -> Any:
    """A room with a program, of the teacher's."""
    room = teacher.ok("POST", "/api/timewarp/rooms", {"name": "Labyrinth"})
    path = f"/api/timewarp/rooms/{room['id']}/documents"
    document = teacher.ok("POST", path, {"path": "maze.logo", "content": "fd 10\n"})
    return {**room, "program": document}


def invite(teacher: Pupil, room: Any, role: str) -> str:
    """The path of a new invitation's page."""
    made = teacher.ok("POST", f"/api/timewarp/rooms/{room['id']}/invitations", {"role": role})
    assert made["url"].startswith(("/services/classroom/", teacher.hub.service + "/")), made["url"]
    return "/timewarp/join/" + made["url"].rsplit("/", 1)[1]


def join(pupil: Pupil, path: str) -> str:
    """Follow an invitation link from nothing: sign in, see the page, accept. The address that opens."""
    url, text = pupil.enter(path)
    assert url == pupil.hub.service + path, "after the login the link goes on"
    assert "Labyrinth" in text
    return pupil.page(url, {"_xsrf": pupil._xsrf()})[0]


async def sync(pupil: Pupil, room: Any, **headers: str) -> WebSocketClientConnection:
    """A sync socket of the room's program, through the proxy."""
    path = f"/api/timewarp/rooms/{room['id']}/documents/{room['program']['id']}/sync"
    url = pupil.hub.service.replace("http:", "ws:") + path
    sent = {"Cookie": pupil.cookie_header(), "Origin": pupil.hub.url, **headers}
    return await websocket_connect(HTTPRequest(url, headers=sent, request_timeout=20))


async def until_text(socket: WebSocketClientConnection, doc: Doc[Any], text: str) -> None:
    """Read the sync protocol until the program has a text."""
    while str(doc.get("source", type=Text)) != text:
        message = await socket.read_message()
        assert isinstance(message, bytes), f"the socket was closed: {socket.close_code} {socket.close_reason}"
        if message[0] == SYNC:
            step, payload = read_sync(message)
            if step in (STEP_2, UPDATE):
                doc.apply_update(payload)


def test_rooms_are_by_invitation_and_people_are_who_the_hub_says(teacher: Pupil, room: Any):
    about = teacher.ok("GET", "/api/timewarp")
    assert room["visibility"] == "invite" and room["role"] == "owner"
    assert teacher.ok("GET", "/api/me")["identity"]["username"] == "teacher1"
    assert teacher.call("PATCH", "/api/timewarp/me", {"display_name": "Somebody else"}).status in (
        400,
        403,
        409,
    )
    color = about["limits"] and teacher.ok("PATCH", "/api/timewarp/me", {})
    assert color is not None


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
        while await socket.read_message() is not None:
            pass
        assert socket.close_code == 4401
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
