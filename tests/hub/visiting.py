"""What people do in a class on a hub: invite, join by a link, write in a program."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from pycrdt import Doc, Text
from support.cursors import states_in
from support.pupil import Pupil
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from timewarp_jupyter.documents.protocol import (
    AWARENESS,
    STEP_1,
    STEP_2,
    SYNC,
    UPDATE,
    read_awareness,
    read_sync,
    sync_message,
)


def new_room(owner: Pupil, name: str, content: str = "fd 10\n") -> Any:
    """A room with one program, ``maze.logo``."""
    room = owner.ok("POST", "/api/timewarp/rooms", {"name": name})
    path = f"/api/timewarp/rooms/{room['id']}/documents"
    return {**room, "program": owner.ok("POST", path, {"path": "maze.logo", "content": content})}


def invite(teacher: Pupil, room: Any, role: str) -> str:
    """The path of a new invitation's page."""
    made = teacher.ok("POST", f"/api/timewarp/rooms/{room['id']}/invitations", {"role": role})
    assert made["url"].startswith(("/services/classroom/", teacher.hub.service + "/")), made["url"]
    return "/timewarp/join/" + made["url"].rsplit("/", 1)[1]


def join(pupil: Pupil, path: str) -> str:
    """Follow an invitation link from nothing: sign in, see the page, accept. The address that opens."""
    url, text = pupil.enter(path)
    assert url == pupil.hub.service + path, "after the login the link goes on"
    assert "invites you." in text
    return pupil.page(url, {"_xsrf": pupil.xsrf()})[0]


async def sync(pupil: Pupil, room: Any, **headers: str) -> WebSocketClientConnection:
    """A sync socket of the room's program, through the proxy."""
    return await _socket(pupil, room, f"documents/{room['program']['id']}/sync", **headers)


async def listen(pupil: Pupil, room: Any) -> WebSocketClientConnection:
    """An events socket of the room, through the proxy, that has been greeted."""
    socket = await _socket(pupil, room, "events")
    await until_event(socket, "hello")
    return socket


async def _socket(pupil: Pupil, room: Any, path: str, **headers: str) -> WebSocketClientConnection:
    url = f"{pupil.hub.service.replace('http:', 'ws:')}/api/timewarp/rooms/{room['id']}/{path}"
    sent = {"Cookie": pupil.cookie_header(), "Origin": pupil.hub.url, **headers}
    return await websocket_connect(HTTPRequest(url, headers=sent, request_timeout=20))


async def until_event(socket: WebSocketClientConnection, kind: str) -> dict[str, Any]:
    """The next event of a type. Fails after 20 s."""

    async def wait() -> dict[str, Any]:
        while True:
            message = await socket.read_message()
            assert isinstance(message, str), f"closed: {socket.close_code} {socket.close_reason}"
            event: dict[str, Any] = json.loads(message)
            if event["type"] == kind:
                return event

    return await asyncio.wait_for(wait(), 20)


async def until_step_2(socket: WebSocketClientConnection) -> bytes:
    """The program's state, as the answer to step 1."""
    while (message := await socket.read_message()) is not None:
        assert isinstance(message, bytes)
        if message[0] == SYNC and read_sync(message)[0] == STEP_2:
            return read_sync(message)[1]
    raise AssertionError(f"the socket was closed: {socket.close_code} {socket.close_reason}")


async def user_of(socket: WebSocketClientConnection, client: int) -> dict[str, Any]:
    """The ``user`` of the next cursor that a socket is told of a client id."""
    while (message := await socket.read_message()) is not None:
        assert isinstance(message, bytes)
        if message[0] != AWARENESS:
            continue
        states = states_in(read_awareness(message))
        if client in states:
            return dict(states[client]["user"])
    raise AssertionError("the socket was closed")


async def until_closed(socket: WebSocketClientConnection) -> int | None:
    """Read until the server closes a socket: the close code. Fails after 20 s."""

    async def drain() -> None:
        while await socket.read_message() is not None:
            pass

    await asyncio.wait_for(drain(), 20)
    return socket.close_code


async def until_text(socket: WebSocketClientConnection, doc: Doc[Any], text: str) -> None:
    """Read the sync protocol until the program has a text."""
    while str(doc.get("source", type=Text)) != text:
        message = await socket.read_message()
        assert isinstance(message, bytes), f"the socket was closed: {socket.close_code} {socket.close_reason}"
        if message[0] == SYNC:
            step, payload = read_sync(message)
            if step in (STEP_2, UPDATE):
                doc.apply_update(payload)


async def write_first(socket: WebSocketClientConnection, text: str) -> str:
    """Sync, and write a text at the beginning of the program: the whole text then."""
    doc = Doc[Any]()
    await socket.write_message(sync_message(STEP_1, doc.get_state()), binary=True)
    while True:
        message = await socket.read_message()
        assert isinstance(message, bytes), f"the socket was closed: {socket.close_code} {socket.close_reason}"
        if message[0] == SYNC and read_sync(message)[0] == STEP_2:
            break
    doc.apply_update(read_sync(message)[1])
    before = doc.get_state()
    source = doc.get("source", type=Text)
    source.insert(0, text)
    await socket.write_message(sync_message(UPDATE, doc.get_update(before)), binary=True)
    return str(source)
