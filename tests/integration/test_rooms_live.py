"""What happens in a room reaches the sockets that are open: at once, with the right close code."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import BASE, School
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

REFUSED = b"\x02\x00"
"""The beginning of the auth message of y-protocols: permission denied."""


@pytest.fixture
def connect(school: School, jp_http_port: int):
    """Opens the sync socket of the room's program, up to the server's first message."""

    async def connect(room: Any, user: str) -> WebSocketClientConnection:
        path = f"api/timewarp/rooms/{room['id']}/documents/{room['document']['id']}/sync"
        request = HTTPRequest(f"ws://localhost:{jp_http_port}{BASE}{path}", headers={"X-User": user})
        socket = await websocket_connect(request)
        await socket.read_message()
        return socket

    return connect


async def closing(socket: WebSocketClientConnection) -> int:
    """The code with which the server ends the socket."""
    while socket.close_code is None and await socket.read_message() is not None:
        pass
    assert socket.close_code is not None
    return socket.close_code


async def test_a_removed_member_is_out(school: School, connect):
    room = await school.full_room()
    viv, edda = await connect(room, "viv"), await connect(room, "edda")
    await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}/members/viv")
    assert await closing(viv) == 4403
    assert edda.close_code is None
    edda.close()


async def test_a_deleted_room_and_a_deleted_document_are_gone(school: School, connect):
    room = await school.full_room()
    document = f"api/timewarp/rooms/{room['id']}/documents/{room['document']['id']}"
    first = await connect(room, "viv")
    await school.ok("edda", "DELETE", document)
    assert await closing(first) == 4404
    await school.ok("edda", "PATCH", document, {"deleted": False})
    second = await connect(room, "viv")
    await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}")
    assert await closing(second) == 4404


async def test_opening_a_program_of_an_open_room_joins(school: School, connect):
    room = await school.full_room("Open", visibility="open", default_role="viewer")
    socket = await connect(room, "sam")
    members = await school.ok("olga", "GET", f"api/timewarp/rooms/{room['id']}/members")
    sam = members["items"][-1]
    assert (sam["username"], sam["role"], sam["online"]) == ("sam", "viewer", True)
    assert (await school.ok("sam", "GET", f"api/timewarp/rooms/{room['id']}"))["online"] == 1
    socket.close()


async def test_a_lock_is_told_to_editors(school: School, connect):
    room = await school.full_room()
    socket = await connect(room, "edda")
    await school.ok("olga", "PATCH", f"api/timewarp/rooms/{room['id']}", {"locked": True})
    while True:
        message = await socket.read_message()
        assert message is not None
        if message.startswith(REFUSED):
            break
    assert b"locked" in message
    socket.close()


@pytest.mark.parametrize("limit", ["max_connections", "max_connections_per_room", "max_connections_per_user"])
async def test_full_is_said_with_a_time_to_come_back(school: School, connect, limit: str):
    room = await school.full_room()
    setattr(school.services.limits, limit, 2)
    open_ones = [await connect(room, "viv") for _ in range(2)]
    third = await connect(room, "viv")
    assert await closing(third) == 4529
    assert '"retry_after"' in (third.close_reason or "")
    for socket in open_ones:
        assert socket.close_code is None
        socket.close()


async def test_a_room_with_connections_is_not_idle(school: School, connect):
    room = await school.full_room()
    live = school.services.registry.get(room["id"])
    socket = await connect(room, "viv")
    assert not live.shelf.is_idle(0)
    assert not await live.shelf.unload(0)
    assert live.is_loaded
    socket.close()
