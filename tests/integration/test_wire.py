"""Our own end of a WebSocket: upgrades, ends, rubbish, floods and those who do not read."""

from __future__ import annotations

import asyncio
import logging
import socket as socket_module
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import School
from pycrdt import Doc, Text
from raw_socket import RawSocket, dial, frame, sync_path
from support.raw_socket import DEADLINE
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from traitlets.config import Config

from timewarp_jupyter.documents.protocol import STEP_1, STEP_2, UPDATE, read_sync, sync_message
from timewarp_jupyter.handlers.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, TOO_BIG
from timewarp_jupyter.handlers.stream_peer import StreamPeer

STEP_1_OF_SERVER, STEP_2_OF_SERVER, UPDATE_OF_SERVER = b"\x00\x00", b"\x00\x01", b"\x00\x02"
HELLO = frame(BINARY, sync_message(STEP_1, b"\x00"))


@pytest.fixture
def pings() -> dict[str, float]:
    """Limits; override in a test by parametrizing."""
    return {}


@pytest.fixture
def jp_server_config(jp_server_config: Config, pings: dict[str, float]) -> Config:
    jp_server_config.Limits.update(pings)
    return jp_server_config


@pytest.fixture
def call(school: School, jp_http_port: int) -> Callable[..., Any]:
    """Dial the sync socket of a room."""

    async def call(room: Any, user: str | None = "edda", query: str = "", **more: Any) -> RawSocket:
        return await dial(jp_http_port, sync_path(room, query), user, **more)

    return call


def insertion(text: str, of: Doc[Any] | None = None) -> bytes:
    """A frame with an update that inserts at the beginning."""
    doc = of or Doc()
    before = doc.get_state()
    doc.get("source", type=Text).insert(0, text)
    return frame(BINARY, sync_message(UPDATE, doc.get_update(before)))


async def text_is(school: School, room: Any, wanted: Callable[[str], bool]) -> str:
    """The program's text as soon as it is right. Fails after 10 s."""
    for _ in range(200):
        text = await school.text(room, room["document"])
        if wanted(text):
            return text
        await asyncio.sleep(0.05)
    raise AssertionError(text)


async def test_an_upgrade_and_what_came_in_the_same_packet(school: School, call):
    room = await school.full_room()
    socket = await call(room, early=HELLO)
    assert socket.status == 101
    step, update = read_sync(await socket.message(STEP_2_OF_SERVER))
    doc: Doc[Any] = Doc()
    doc.apply_update(update)
    assert (step, str(doc.get("source", type=Text))) == (STEP_2, "TO MAZE\nEND\n")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_WebSocket_Key": None}, 400),
        ({"Sec_WebSocket_Version": "8"}, 426),
        ({"Upgrade": None}, 400),
        ({"Connection": "keep-alive"}, 400),
        ({"Origin": "https://elsewhere.example", "Cookie": "user=edda", "X_User": None}, 403),
    ],
)
async def test_what_is_no_upgrade_is_refused_before_it(school: School, call, headers, status: int):
    assert (await call(await school.full_room(), **headers)).status == status


async def test_nobody_is_upgraded_without_a_sign_in(school: School, call):
    assert (await call(await school.full_room(), user=None)).status == 403


async def test_a_close_of_the_client_is_answered_with_its_code(school: School, call):
    socket = await call(await school.full_room())
    socket.send(frame(CLOSE, (1001).to_bytes(2, "big") + b"bye"))
    assert await socket.end() == 1001


async def test_who_sends_far_too_much_hears_why_though_most_of_it_is_still_coming(school: School, call):
    socket = await call(await school.full_room())
    socket.send(frame(BINARY, bytes(16 * 2**20)))
    assert await socket.end() == TOO_BIG


async def test_who_goes_on_for_ever_after_the_end_is_cut_off(school: School, call):
    socket = await call(await school.full_room())
    socket.send(frame(0x3, b"no opcode"))
    with pytest.raises(ConnectionError):
        for _ in range(1000):
            socket.send(bytes(2**20))
            await asyncio.wait_for(socket.writer.drain(), DEADLINE)


async def test_edits_right_before_a_close_and_a_broken_connection_count(school: School, call):
    room = await school.full_room()
    polite, rude = await call(room), await call(room)
    for socket, text in ((polite, "polite "), (rude, "rude ")):
        socket.send(HELLO)
        await socket.message(STEP_2_OF_SERVER)
        socket.send(insertion(text) + (frame(CLOSE, b"\x03\xe8") if socket is polite else b""))
    await rude.writer.drain()
    rude.writer.close()
    text = await text_is(school, room, lambda text: "rude " in text and "polite " in text)
    assert text.count("rude ") == text.count("polite ") == 1


@pytest.mark.parametrize(
    ("rubbish", "code"),
    [
        (b"\x82\x01x", 1002),
        (frame(BINARY | 0x40, b"x"), 1002),
        (frame(0x3, b"x"), 1002),
        (frame(CONTINUATION, b"x"), 1002),
        (frame(PING, b"x", final=False), 1002),
        (frame(TEXT, b"\xff\xfe"), 1007),
        (frame(TEXT, b"hello"), 4400),
        (frame(BINARY, b""), 4400),
        (frame(BINARY, b"\x7f"), 4400),
        (b"\x82\xff" + (2**40).to_bytes(8, "big") + b"mask", 1009),
        (frame(BINARY, bytes(2**20 + 1)), 4413),
        (frame(BINARY, bytes(2**20), final=False) + frame(CONTINUATION, b"x"), 4413),
    ],
)
async def test_rubbish_ends_in_its_code_and_nobody_else_notices(
    school: School, call, rubbish: bytes, code: int
):
    room = await school.full_room()
    quiet, loud = await call(room, "olga"), await call(room)
    for socket in (quiet, loud):
        socket.send(HELLO)
        await socket.message(STEP_2_OF_SERVER)
    loud.send(rubbish)
    assert await loud.end() == code
    quiet.send(insertion("still here "))
    await quiet.message(UPDATE_OF_SERVER)
    await text_is(school, room, lambda text: text.count("still here ") == 1)


async def test_a_ping_is_answered_while_a_message_waits(school: School, call):
    room = await school.full_room()
    socket = await call(room)
    socket.send(HELLO)
    await socket.message(STEP_2_OF_SERVER)
    library = school.services.registry.get(room["id"]).shelf.library
    gate = library.live[room["document"]["id"]].gate
    gate.whole.clear()
    socket.send(insertion("waits ") + frame(PING, b"there?"))
    assert await socket.until(PONG) == b"there?"
    assert "waits" not in library.live[room["document"]["id"]].text
    gate.whole.set()
    await text_is(school, room, lambda text: text.count("waits ") == 1)


async def test_a_flood_of_pings_is_ended(school: School, call):
    socket = await call(await school.full_room())
    socket.send(frame(PING, b"x") * 20_000)
    assert await socket.end() == 4529


@pytest.mark.parametrize("pings", [{"ping_interval": 0.1, "ping_timeout": 0.1}])
async def test_one_who_answers_no_ping_is_ended_and_one_who_does_stays(school: School, call, pings):
    room = await school.full_room()
    silent, alive = await call(room), await call(room, "olga")
    assert await silent.until(PING) == b""

    async def answer() -> None:
        for _ in range(5):
            await alive.until(PING)
            alive.send(frame(PONG))

    answering = asyncio.create_task(answer())
    assert await silent.end() is None
    await answering


@pytest.mark.parametrize("pings", [{"outbox_bytes": 1024}])
async def test_one_who_does_not_read_gets_a_difference_when_they_do(school: School, call, pings):
    """The kernel's buffers are made small: else megabytes would have to be written before they are full."""
    room = await school.full_room()
    slow, busy = await call(room, "olga"), await call(room)
    for socket in (slow, busy):
        socket.send(HELLO)
    mirror: Doc[Any] = Doc()
    mirror.apply_update(read_sync(await slow.message(STEP_2_OF_SERVER))[1])
    slow.reader._transport.pause_reading()  # type: ignore[attr-defined]
    doc: Doc[Any] = Doc()
    live = school.services.registry.get(room["id"]).shelf.library.live[room["document"]["id"]]
    for connection in live.connections:
        server_side = connection._peer._transport.get_extra_info("socket")
        server_side.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_SNDBUF, 4096)
    slow_side = slow.writer.get_extra_info("socket")
    slow_side.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_RCVBUF, 4096)
    behind = False
    for number in range(30):
        busy.send(insertion(f"{number} " + "x" * 4_000 + "\n", doc))
        await busy.message(UPDATE_OF_SERVER)
        behind = behind or any(connection._behind is not None for connection in live.connections)
    assert behind
    slow.reader._transport.resume_reading()  # type: ignore[attr-defined]
    while str(mirror.get("source", type=Text)) != live.text:
        step, update = read_sync(await slow.message(b"\x00"))
        if step != STEP_1:
            mirror.apply_update(update)


async def test_sockets_end_once_and_leave_nothing_behind(
    school: School, call, caplog: pytest.LogCaptureFixture
):
    room = await school.full_room()
    caplog.set_level(logging.ERROR)
    before = len(asyncio.all_tasks())
    sockets = [await call(room) for _ in range(30)]
    for number, socket in enumerate(sockets):
        socket.send(HELLO)
        if number % 3 == 0:
            socket.hang_up()
        elif number % 3 == 1:
            socket.send(frame(CLOSE, b"\x03\xe8"))
        else:
            socket.send(b"\x82\x01x")
    live = school.services.registry.get(room["id"]).shelf.library.live[room["document"]["id"]]
    for _ in range(200):
        if not live.connections and len(asyncio.all_tasks()) <= before:
            break
        await asyncio.sleep(0.05)
    assert not live.connections
    assert len(asyncio.all_tasks()) <= before
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_over_tls_it_is_tornados_and_does_the_same(school: School):
    """The certificate is of this repository, for localhost, and of no worth elsewhere."""
    folder = Path(__file__).parents[1] / "support" / "tls"
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(folder / "localhost.pem", folder / "localhost.key")
    server = HTTPServer(school.serverapp.web_app, ssl_options=server_side)
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    try:
        room = await school.full_room()
        client_side = ssl.create_default_context(cafile=str(folder / "localhost.pem"))
        port = sockets[0].getsockname()[1]
        one, two = [await dial(port, sync_path(room), user, tls=client_side) for user in ("olga", "edda")]
        for socket in (one, two):
            socket.send(HELLO)
            await socket.message(STEP_2_OF_SERVER)
        live = school.services.registry.get(room["id"]).shelf.library.live[room["document"]["id"]]
        assert {type(connection._peer) for connection in live.connections} == {StreamPeer}
        one.send(insertion("over TLS "))
        await two.message(UPDATE_OF_SERVER)
        two.send(frame(BINARY, b"\x7f"))
        assert await two.end() == 4400
        await text_is(school, room, lambda text: text.count("over TLS ") == 1)
    finally:
        server.stop()
