"""The events socket of a room: what is said there is limited, understood or refused, and kept for nobody."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from support.raw_socket import RawSocket, frame

from timewarp_jupyter.handlers.frames import BINARY, CONTINUATION, PING, TEXT

from .bystanders import undisturbed
from .target import Target
from .test_attack_doors import events_path
from .test_attack_for_good import deaf

_PER_SECOND, _AT_ONCE = 20, 200
"""Messages of one user to all events sockets."""


def said(text: str | bytes, opcode: int = TEXT) -> bytes:
    """A frame with a message."""
    return frame(opcode, text if isinstance(text, bytes) else text.encode())


HOSTILE = {
    "nothing": (said(""), None),
    "no JSON": (said("{"), None),
    "no object": (said("[1]"), None),
    "no type": (said("{}"), None),
    "a type that is none": (said('{"type":{"x":1}}'), None),
    "an event of the server": (said('{"type":"room.deleted","room":"x"}'), None),
    "a field too many": (said('{"type":"ping","username":"olga"}'), None),
    "no number": (said('{"type":"presence.set","line":NaN}'), None),
    "a number without end": (said('{"type":"presence.set","line":' + "9" * 5000 + "}"), None),
    "a line before the first": (said('{"type":"presence.set","line":-1}'), None),
    "a program of nowhere": (said('{"type":"presence.set","document":"../../etc/passwd"}'), None),
    "half a character": (said('{"type":"\\ud83d"}'), None),
    "very deep": (said('{"type":' + "[" * 7000 + "]" * 7000 + "}"), None),
    "the same key twice": (said('{"type":"ping","type":"chat.typing"}'), None),
    "binary": (said(b'{"type":"ping"}', BINARY), None),
    "too long": (said('{"type":"' + "x" * 20_000 + '"}'), 4413),
    "above every limit": (said("x" * 2**22), 1009),
    "text that is none": (said(b"\xff\xfe"), 1007),
    "pieces without end": (
        frame(TEXT, b"{", final=False) + frame(CONTINUATION, b"", final=False) * 12_000, 1009
    ),
    "pings without end": (frame(PING, b"x") * 5000, 4529),
}  # fmt: skip


async def opened(target: Target, room: Any, user: str) -> RawSocket:
    """A socket that has been greeted."""
    socket = await target.dial(events_path(room), user)
    assert (await hear(socket))["type"] == "hello"
    return socket


async def hear(socket: RawSocket) -> dict[str, Any]:
    """The next event."""
    event: dict[str, Any] = json.loads(await socket.until(TEXT))
    return event


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_hostile_is_refused_and_nobody_hears_of_it(target: Target, name: str) -> None:
    data, code = HOSTILE[name]
    room = target.room()
    async with undisturbed(target, room):
        olga = await opened(target, room, "olga")
        mallory = await opened(target, room, f"mallory{target.rooms}")
        with target.bounded(0.6):
            mallory.send(data)
            if code is None:
                while (event := await hear(mallory))["type"] not in ("error", "pong"):
                    pass
                assert event["type"] == "error" or name == "the same key twice", event
            else:
                assert await asyncio.wait_for(mallory.end(), 10.0) == code
        mallory.hang_up()
        olga.send(said('{"type":"ping"}'))
        heard = [await hear(olga)]
        while heard[-1]["type"] != "pong":
            heard.append(await hear(olga))
        usual = {"presence", "pong", "activity", "member.updated", "chat.typing"}
        assert {event["type"] for event in heard} <= usual
        olga.hang_up()


FLOODS = {
    "pings": '{"type":"ping"}',
    "typing": '{"type":"chat.typing"}',
    "presence": '{"type":"presence.set","line":%d}',
    "rubbish": "rubbish",
}


@pytest.mark.parametrize("sockets", [1, 40])
@pytest.mark.parametrize("name", FLOODS)
async def test_floods_are_limited(target: Target, name: str, sockets: int) -> None:
    """Whatever one user says on however many sockets."""
    await target.at_rest()
    room = target.room()
    one = FLOODS[name]
    data = b"".join(said(one % (at + 1) if "%d" in one else one) for at in range(2000))
    async with undisturbed(target, room) as scene:
        before, began = await asyncio.to_thread(target.dealt_with) - scene.sent, time.monotonic()
        with target.bounded(1.0, mebibytes=96.0):
            flooding = [await opened(target, room, f"mallory{target.rooms}") for _ in range(sockets)]
            for socket in flooding:
                socket.send(data)
            ends = [asyncio.create_task(socket.end()) for socket in flooding]
            await asyncio.wait(ends, timeout=1.0)
            codes = [await end for end in ends if end.done()]
            dealt_with = await asyncio.to_thread(target.dealt_with) - scene.sent - before
            rate = _AT_ONCE + _PER_SECOND * (time.monotonic() - began)
            for socket in flooding:
                socket.hang_up()
            await asyncio.gather(*ends)
    assert set(codes) <= {4529}
    # What is under way is dealt with on credit: one message of each socket, and up to 5 s of the rate.
    assert dealt_with <= rate + 5 * _PER_SECOND + sockets


async def test_who_says_and_never_reads_is_no_burden(target: Target) -> None:
    await target.at_rest()
    room = target.room()
    async with undisturbed(target, room):
        with target.bounded(3.0, mebibytes=48.0):
            sockets = [await opened(target, room, f"deaf{target.rooms}-{number}") for number in range(10)]
            for socket in sockets:
                deaf(socket)
                socket.send(said('{"type":"ping"}') * 150 + frame(PING, b"x" * 125) * 150)
            for number in range(15):
                body = {"body": "x" * 3000, "client_id": f"{number}"}
                path = f"api/timewarp/rooms/{room['id']}/messages"
                await asyncio.to_thread(target.ok, "olga", "POST", path, body)
    for socket in sockets:
        socket.hang_up()
    await target.at_rest()
