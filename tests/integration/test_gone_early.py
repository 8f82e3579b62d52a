"""Upgrades that come to nothing leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from conftest import BASE, School
from support.raw_socket import dial

from timewarp_jupyter.handlers.reauthentication import Reauthentication


def asking() -> int:
    """How many sockets' sign-ins are looked at now and then."""
    gc.collect()
    return sum(type(each) is Reauthentication and each._interval > 0 for each in gc.get_objects())


async def until_nobody_asks() -> None:
    for _ in range(400):
        if not asking():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{asking()} sign-ins are still looked at")


@pytest.fixture
def path(school: School, jp_asyncio_loop: Any) -> str:
    """The events socket of a room."""
    room = jp_asyncio_loop.run_until_complete(school.full_room())
    return f"api/timewarp/rooms/{room['id']}/events"


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Origin", "http://elsewhere.example", 403),
        ("Sec-WebSocket-Version", "8", 426),
        ("Sec-WebSocket-Key", None, 400),
    ],
)
async def test_a_refused_upgrade(
    school: School, path: str, jp_http_port: int, header: str, value: str | None, status: int
) -> None:
    # By a cookie, for a token is let in from anywhere.
    socket = await dial(jp_http_port, path, None, base=BASE, **{"Cookie": "user=olga", header: value})
    assert socket.status == status
    socket.hang_up()
    await until_nobody_asks()


async def test_whoever_hangs_up_before_the_request_is_read(
    school: School, path: str, jp_http_port: int
) -> None:
    request = (
        f"GET {BASE}{path} HTTP/1.1\r\nHost: localhost:{jp_http_port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "X-User: olga\r\n\r\n"
    )
    for _ in range(30):
        _, writer = await asyncio.open_connection("localhost", jp_http_port)
        writer.write(request.encode())
        await writer.drain()
        writer.transport.abort()
    # One who stays is answered after all of them.
    socket = await dial(jp_http_port, path, "olga", base=BASE)
    assert socket.status == 101
    socket.hang_up()
    await until_nobody_asks()
