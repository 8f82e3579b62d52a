"""A sign-in that ends while sockets are open: 4401 for both kinds, and for nobody else."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import pytest
from conftest import BASE, HeaderIdentity, School
from tornado.httpclient import HTTPRequest
from tornado.web import HTTPError
from tornado.websocket import WebSocketClientConnection, websocket_connect
from traitlets.config import Config


class Revoking(HeaderIdentity):
    """Stops to accept whoever is in ``revoked``, and remembers users on handlers as a hub's does."""

    revoked: ClassVar[set[str]] = set()
    unreachable = False
    asked = 0

    async def get_user(self, handler: Any) -> Any:
        if not hasattr(handler, "_remembered"):
            type(self).asked += 1
            if self.unreachable:
                raise HTTPError(502, "the hub is being restarted")
            user = super().get_user(handler)
            handler._remembered = None if user is None or user.username in self.revoked else user
        return handler._remembered


@pytest.fixture
def jp_server_config(jp_server_config: Config) -> Config:
    Revoking.revoked, Revoking.unreachable, Revoking.asked = set(), False, 0
    jp_server_config.ServerApp.identity_provider_class = Revoking
    jp_server_config.Limits.reauthenticate_interval = 0.1
    return jp_server_config


@pytest.fixture
def connect(school: School, jp_http_port: int):
    async def connect(path: str, user: str) -> WebSocketClientConnection:
        request = HTTPRequest(f"ws://localhost:{jp_http_port}{BASE}{path}", headers={"X-User": user})
        socket = await websocket_connect(request)
        await socket.read_message()
        return socket

    return connect


async def closing(socket: WebSocketClientConnection) -> tuple[int | None, str | None]:
    while await asyncio.wait_for(socket.read_message(), 10.0) is not None:
        pass
    return socket.close_code, socket.close_reason


async def test_whose_sign_in_ends_is_closed_with_4401(school: School, connect):
    room = await school.full_room()
    sync = f"api/timewarp/rooms/{room['id']}/documents/{room['document']['id']}/sync"
    events = f"api/timewarp/rooms/{room['id']}/events"
    gone = [await connect(path, "edda") for path in (sync, events)]
    stays = [await connect(path, "viv") for path in (sync, events)]
    Revoking.revoked.add("edda")
    for socket in gone:
        assert await closing(socket) == (4401, '{"code":"signed_out"}')
    await asked_again()
    assert [socket.close_code for socket in stays] == [None, None]
    for socket in stays:
        socket.close()


async def test_a_provider_that_cannot_tell_signs_nobody_out(school: School, connect):
    room = await school.full_room()
    socket = await connect(f"api/timewarp/rooms/{room['id']}/events", "edda")
    Revoking.unreachable = True
    await asked_again()
    Revoking.unreachable = False
    await asked_again()
    assert socket.close_code is None
    Revoking.revoked.add("edda")
    assert (await closing(socket))[0] == 4401


async def asked_again() -> None:
    """Until the provider has been asked some more times."""
    enough = Revoking.asked + 6
    for _ in range(1000):
        if Revoking.asked >= enough:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody asked for 10 s")
