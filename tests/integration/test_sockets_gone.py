"""What a socket leaves behind is nothing: schools come and go all day, and the collector looks rarely."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import School
from raw_socket import dial, frame, sync_path
from support.raw_socket import DEADLINE

from timewarp_jupyter.documents.connection import Connection
from timewarp_jupyter.documents.protocol import STEP_1, sync_message
from timewarp_jupyter.handlers.frames import BINARY, CLOSE, TEXT
from timewarp_jupyter.handlers.sockets import SocketHandler
from timewarp_jupyter.handlers.wire import Wire
from timewarp_jupyter.rooms.subscription import Subscription

_OF_A_SOCKET = (SocketHandler, Wire, Connection, Subscription)


def events_path(room: Any) -> str:
    """Where a room's events are."""
    return f"api/timewarp/rooms/{room['id']}/events"


def living() -> list[asyncio.Event]:
    """One for all that there is of sockets, set when it is gone."""
    gone = []
    for each in gc.get_objects():
        if isinstance(each, _OF_A_SOCKET):
            gone.append(asyncio.Event())
            weakref.finalize(each, gone[-1].set)
    return gone


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Only what nothing refers to goes."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("rudely", [True, False])
@pytest.mark.parametrize(
    ("path", "hello", "answer"),
    [
        (sync_path, frame(BINARY, sync_message(STEP_1, b"\x00")), BINARY),
        (events_path, frame(TEXT, b'{"type": "ping"}'), TEXT),
    ],
)
@pytest.mark.usefixtures("no_collector")
async def test_a_socket_that_has_ended_needs_no_collector(
    school: School,
    jp_http_port: int,
    path: Callable[[Any], str],
    hello: bytes,
    answer: int,
    rudely: bool,
) -> None:
    room = await school.full_room()
    socket = await dial(jp_http_port, path(room), "edda")
    socket.send(hello)
    await socket.until(answer)
    there = living()
    assert len(there) == 3
    if not rudely:
        socket.send(frame(CLOSE, b"\x03\xe8"))
        assert await socket.end() == 1000
    socket.hang_up()
    for gone in there:
        await asyncio.wait_for(gone.wait(), DEADLINE)
