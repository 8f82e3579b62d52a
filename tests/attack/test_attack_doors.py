"""Who may open a socket, and those who open one and say nothing."""

from __future__ import annotations

import asyncio
import zlib
from typing import Any
from urllib.parse import urlencode

import pytest
from support.descriptors import many_files
from support.raw_socket import RawSocket, dial, frame, sync_path

from timewarp_jupyter.handlers.frames import BINARY

from .bystanders import undisturbed
from .target import Target

_SILENT = 10_000
"""Connections. A server that can open fewer files gets fewer."""
_UPGRADED, _TRIES, _AT_ONCE = 6000, 60, 20
"""Sockets that are upgraded, of each person, and at the same moment: 40 of a person may stay."""
_PLACES = 2000
"""Sockets that a server lets in."""
_OURS = 1000
"""Descriptors that a server and the tests need for themselves."""


def events_path(room: Any) -> str:
    """The events socket of a room."""
    return f"api/timewarp/rooms/{room['id']}/events"


@pytest.mark.parametrize("path", [sync_path, events_path])
@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://elsewhere.example", 403),
        ("http://localhost.elsewhere.example", 403),
        ("null", 403),
        ("http://localhost:1", 403),
        ("", 403),
        (None, 101),
        ("itself", 101),
    ],
)
async def test_a_page_of_another_origin_opens_no_socket(
    target: Target, path: Any, origin: str | None, status: int
) -> None:
    """With the cookie of somebody who is signed in. No browser leaves ``Origin`` out; programs do."""
    room = target.room()
    origin = f"http://localhost:{target.port}" if origin == "itself" else origin
    socket = await dial(target.port, path(room), None, Cookie="user=olga", Origin=origin)
    assert socket.status == status
    socket.hang_up()


@pytest.mark.parametrize("path", [sync_path, events_path])
async def test_a_stolen_address_opens_nothing(target: Target, path: Any) -> None:
    """A stranger is told what is told of rooms that do not exist."""
    room = target.room(visibility="invite")
    stolen = await dial(target.port, path(room), "mallory")
    invented = await dial(target.port, path({**room, "id": "0" * 32}), "mallory")
    assert await stolen.end() == await invented.end() == 4404
    assert stolen.reason == invented.reason
    other = target.room()
    mixed = await dial(target.port, path({**other, "document": room["document"]}), "mallory")
    if path is sync_path:
        assert await mixed.end() == 4404
    mixed.hang_up()
    assert (await dial(target.port, path(room), None)).status == 403


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_a_page_of_another_origin_changes_nothing(target: Target, method: str) -> None:
    """A form or a script elsewhere sends the cookie along, and neither token nor XSRF field."""
    room = target.room()
    paths = {
        "POST": f"api/timewarp/rooms/{room['id']}/messages",
        "PATCH": f"api/timewarp/rooms/{room['id']}",
        "PUT": f"api/timewarp/rooms/{room['id']}/members/mallory",
        "DELETE": f"api/timewarp/rooms/{room['id']}",
    }
    body = {"POST": {"body": "hi", "client_id": "x"}, "PATCH": {"locked": True}, "PUT": {"role": "owner"}}
    sent = {"Cookie": "user=olga", "Content-Type": "text/plain"}
    for origin in ({}, {"Origin": "https://elsewhere.example"}):
        answer = target.call(None, method, paths[method], body.get(method), **sent, **origin)
        assert answer.status in (403, 404), answer.body
        assert "Access-Control-Allow-Origin" not in answer.headers
    now = target.ok("olga", "GET", f"api/timewarp/rooms/{room['id']}")
    assert (now["locked"], now["deleted"]) == (False, False)


@pytest.mark.parametrize("token", [None, "forged"])
def test_a_page_of_another_origin_joins_nobody(target: Target, token: str | None) -> None:
    """Its form sends the browser's cookies along, and cannot know what the page of the invitation holds."""
    room = target.room(visibility="invite")
    at = f"api/timewarp/rooms/{room['id']}"
    made = target.ok("olga", "POST", f"{at}/invitations", {"role": "editor"})
    page = "timewarp/join/" + made["url"].rsplit("/", 1)[1]
    form = {"person": "", **({"_xsrf": token} if token else {})}
    sent = {"Cookie": "user=sam", "Content-Type": "application/x-www-form-urlencoded"}
    api = f"api/timewarp/invitations/{page.rsplit('/', 1)[1]}"
    for origin in ({}, {"Origin": "https://elsewhere.example"}):
        for path in (page, api):
            answer = target.call(None, "POST", path, urlencode(form).encode(), **sent, **origin)
            assert answer.status in (403, 404), answer.body
    members = target.ok("olga", "GET", f"{at}/members")["items"]
    assert "sam" not in [member["username"] for member in members]


async def test_one_person_has_so_many_sockets_and_no_more(target: Target) -> None:
    room = target.room()
    async with undisturbed(target, room):
        sockets = [await dial(target.port, sync_path(room), "mallory") for _ in range(60)]
        ends = [socket.end() for socket in sockets[40:]]
        assert await asyncio.wait_for(asyncio.gather(*ends), 10) == [4529] * 20
    for socket in sockets:
        socket.hang_up()


@pytest.mark.parametrize("path", [sync_path, events_path])
@pytest.mark.parametrize("server", ["target", "tls_target"])
async def test_an_offer_to_compress_is_not_taken(
    request: pytest.FixtureRequest, server: str, path: Any
) -> None:
    """What is compressed all the same is no WebSocket: a few bytes would become many."""
    attacked: Target = request.getfixturevalue(server)
    offer = "permessage-deflate; client_max_window_bits; server_no_context_takeover"
    more = {"Sec_WebSocket_Extensions": offer}
    address = path(attacked.room())
    socket = await dial(attacked.port, address, "mallory", tls=attacked.tls, **more)
    assert socket.status == 101
    assert "sec-websocket-extensions" not in socket.answer.lower()
    squeeze = zlib.compressobj(wbits=-15)
    squeezed = squeeze.compress(bytes(2**20)) + squeeze.flush(zlib.Z_SYNC_FLUSH)
    socket.send(frame(BINARY | 0x40, squeezed[:-4]))
    assert await socket.end() == (1002 if attacked.tls is None else None)


async def test_sockets_that_never_speak_take_nobodys_place(target: Target) -> None:
    """Connections without a word, and with half a request."""
    room = target.room()
    most = min(_SILENT, many_files() - _OURS)
    files = target.process.num_fds()
    async with undisturbed(target, room):
        with target.bounded(seconds=10.0, mebibytes=256.0):
            silent = [await asyncio.open_connection("127.0.0.1", target.port) for _ in range(most)]
            for _, writer in silent[::2]:
                writer.write(b"GET /api/timewarp HTTP/1.1\r\nHost: x\r\n")
            assert target.text(room).endswith("END\n")
    for _, writer in silent:
        writer.transport.abort()
    await all_given_back(target, files)


async def test_upgraded_sockets_that_never_speak_take_their_own_places(target: Target) -> None:
    """Thousands of a whole school, each upgraded and silent from then on, also when the server pings.

    What bounds them is the server: 40 of a person and 2,000 of all are let in, and the others told to come
    back (4529). How many are tried is bounded by the time that upgrades take, and by descriptors.
    """
    room = target.room()
    most = min(_UPGRADED, many_files() - _OURS)
    files = target.process.num_fds()
    places, seen, over = asyncio.Semaphore(_AT_ONCE), [], asyncio.Event()

    async def count() -> None:
        while not over.is_set():
            seen.append(await asyncio.to_thread(target.connections))
            await asyncio.sleep(0.2)

    async def knock(number: int) -> tuple[RawSocket, bool]:
        async with places:
            socket = await target.dial(sync_path(room), f"quiet{number % (most // _TRIES)}")
            assert socket.status == 101
            return socket, await is_let_in(socket)

    async with undisturbed(target, room):
        with target.bounded(seconds=30.0, mebibytes=256.0):
            counting = asyncio.create_task(count())
            came = await asyncio.gather(*(knock(number) for number in range(most)))
            over.set()
            await counting
    refused = [socket for socket, is_in in came if not is_in]
    assert {socket.closed for socket in refused} == {4529}
    assert len(refused) > most // 4
    assert _PLACES - 100 < max(seen) <= _PLACES
    for socket, _ in came:
        socket.hang_up()
    await all_given_back(target, files)
    late = await target.dial(sync_path(room), "quiet0")
    assert await is_let_in(late)
    late.hang_up()


async def is_let_in(socket: RawSocket) -> bool:
    """Whether the server begins to tell of the program, or closes."""
    while not socket.closed:
        came = await socket.next()
        assert came is not None, "the connection ended without a word"
        if came[0] == BINARY and came[1].startswith(b"\x00\x00"):
            return True
    return False


async def all_given_back(target: Target, files: int) -> None:
    """Until the server has as few descriptors as before."""
    for _ in range(200):
        if target.process.num_fds() <= files + 5:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{target.process.num_fds() - files} descriptors are left behind")
