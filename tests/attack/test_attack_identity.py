"""Nobody writes, says, points or is anywhere in another's name; by the token, and by a password."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from support.cursors import states_in
from support.raw_socket import RawSocket, dial, frame, sync_path

from timewarp_jupyter.documents.protocol import read_awareness
from timewarp_jupyter.handlers.frames import BINARY, TEXT

from .logins import Visitor, Way
from .weapons import HELLO, MINE, cursors, typed, update


@pytest.fixture(scope="module", params=["token", "password"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    """A server with one way in."""
    made = Way(tmp_path_factory.mktemp(request.param), request.param)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def people(server: Way) -> tuple[Visitor, Visitor]:
    """Ana, and mallory, who would like to be her."""
    ana, mallory = Visitor(server), Visitor(server)
    ana.ok("PATCH", "api/timewarp/me", {"display_name": "Ana"})
    assert ana.username != mallory.username
    return ana, mallory


@pytest.fixture
def room(people: tuple[Visitor, Visitor]) -> Any:
    """Both may write in it."""
    fields = {"name": "Club", "visibility": "open", "default_role": "editor"}
    made = people[0].ok("POST", "api/timewarp/rooms", fields)
    path = f"api/timewarp/rooms/{made['id']}/documents"
    made["document"] = people[0].ok("POST", path, {"path": "maze.logo", "content": "FD 50\n"})
    members = f"api/timewarp/rooms/{made['id']}/members"
    people[0].ok("PUT", f"{members}/{people[1].username}", {"role": "editor"})
    return made


async def socket_of(visitor: Visitor, path: str) -> RawSocket:
    """A socket with the cookies of a visitor, as their browser opens it."""
    url = visitor.server.url
    more = {"Host": url.removeprefix("http://"), "Origin": url, "Cookie": visitor.cookie_header()}
    socket = await dial(visitor.server.port, path, None, **more)
    assert socket.status == 101
    return socket


CLAIMS = ("author", "username", "user", "created_by", "actor", "identity")


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_request_says_who_asks(people: tuple[Visitor, Visitor], room: Any, claim: str) -> None:
    ana, mallory = people
    at = f"api/timewarp/rooms/{room['id']}"
    forged = {claim: ana.username}
    for method, path, body in (
        ("POST", f"{at}/messages", {"body": "I am a fool", "client_id": claim}),
        ("POST", f"{at}/documents", {"path": f"{claim}.bas"}),
        ("PATCH", f"{at}/documents/{room['document']['id']}", {"path": "b.logo"}),
        ("PATCH", "api/timewarp/me", {"color": "#336699"}),
        ("PUT", f"{at}/read", {"seq": 1}),
        ("POST", "api/timewarp/rooms", {"name": claim}),
    ):
        answer = mallory.call(method, path, {**body, **forged})
        assert (answer.status, answer.json["error"]["code"]) == (400, "unknown_field"), path
    assert ana.ok("GET", f"{at}/messages")["items"] == []
    said = mallory.ok("POST", f"{at}/messages", {"body": "I am mallory", "client_id": claim})
    assert said["author"] == mallory.username


def test_nobody_takes_a_name_that_somebody_has(people: tuple[Visitor, Visitor], room: Any) -> None:
    """Nor one that reads the same: letter case, width, spaces and what is not seen."""
    ana, mallory = people
    at = f"api/timewarp/rooms/{room['id']}"
    for name in ("Ana", "ANA", "\uff21\uff4e\uff41", " Ana ", "A\u200bna", "Ana\u202e"):
        answer = mallory.call("PATCH", "api/timewarp/me", {"display_name": name})
        assert answer.status in (200, 400), name
        mallory.call("POST", f"{at}/messages", {"body": "x", "client_id": name})
        names = {each["username"]: each["display_name"] for each in ana.ok("GET", f"{at}/members")["items"]}
        assert names[ana.username] == "Ana"
        assert names[mallory.username].casefold().strip() != "ana", name


def test_a_made_up_cookie_signs_nobody_in(people: tuple[Visitor, Visitor], room: Any) -> None:
    ana, _ = people
    cookie = next(each for each in ana.cookies if each.name.startswith("username"))
    fake = f"{cookie.name}={ana.username}", f"{cookie.name}={str(cookie.value)[:-8]}00000000"
    for header in fake:
        stranger = Visitor.__new__(Visitor)
        stranger.__dict__.update(ana.__dict__)
        stranger._opener = urllib.request.build_opener()
        answer = stranger.call("GET", "api/timewarp", Cookie=header)
        assert answer.status == 403, header


async def test_an_edit_and_a_cursor_are_whose_connection_it_is(people: Any, room: Any) -> None:
    ana, mallory = people
    mine, hers = [await socket_of(each, sync_path(room)) for each in (mallory, ana)]
    for socket in (mine, hers):
        socket.send(HELLO)
        await socket.message(b"\x00\x01")
    claim = {"username": ana.username, "name": "Ana", "display_name": "Ana", "color": "#000000"}
    mine.send(cursors((MINE, 1, json.dumps({"user": claim, "cursors": []}).encode())))
    seen = await user_of(hers, MINE)
    assert seen["username"] == mallory.username
    assert "Ana" not in (seen["name"], seen["display_name"])
    mine.send(update(typed(MINE, 0, "mine ", None)))
    await hers.message(b"\x00\x02")
    path = f"api/timewarp/rooms/{room['id']}/documents/{room['document']['id']}/authors"
    totals = {each["author"]: each["typed"] for each in ana.ok("GET", path)["totals"]}
    assert totals == {ana.username: 6, mallory.username: 5}
    mine.hang_up()
    hers.hang_up()


async def user_of(socket: RawSocket, client: int) -> dict[str, Any]:
    """The ``user`` of the next cursor that a socket is told of a client id."""
    while True:
        states = states_in(read_awareness(await socket.until(BINARY, b"\x01")))
        if client in states:
            return dict(states[client]["user"])


async def test_presence_and_typing_are_whose_socket_it_is(people: Any, room: Any) -> None:
    ana, mallory = people
    path = f"api/timewarp/rooms/{room['id']}/events"
    mine, hers = [await socket_of(each, path) for each in (mallory, ana)]
    for socket in (mine, hers):
        await until_event(socket, "hello")
    forged = {"type": "presence.set", "hand": True, "username": ana.username}
    mine.send(frame(TEXT, json.dumps(forged).encode()))
    assert (await until_event(mine, "error"))["code"] == "unknown_field"
    mine.send(frame(TEXT, json.dumps({"type": "chat.typing", "author": ana.username}).encode()))
    assert (await until_event(mine, "error"))["code"] == "unknown_field"
    for kind in ("chat.posted", "member.updated", "activity", "room.deleted"):
        mine.send(frame(TEXT, json.dumps({"type": kind}).encode()))
        assert (await until_event(mine, "error"))["code"] == "unknown_event"
    here = ana.ok("GET", f"api/timewarp/rooms/{room['id']}/presence")["items"]
    assert {each["username"]: each["hand_raised_at"] for each in here} == {
        ana.username: None, mallory.username: None,
    }  # fmt: skip
    mine.hang_up()
    hers.hang_up()


async def until_event(socket: RawSocket, kind: str) -> dict[str, Any]:
    """The next event of a type."""
    while True:
        event: dict[str, Any] = json.loads(await socket.until(TEXT))
        if event["type"] == kind:
            return event
