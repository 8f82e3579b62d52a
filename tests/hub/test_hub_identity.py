"""Nobody writes, says, points or is anywhere in another's name, where the hub says who everyone is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attack.test_attack_identity import CLAIMS
from attack.weapons import MINE
from pycrdt import Doc, Text
from support.cursors import states_in
from support.hub import Hub
from support.pupil import Pupil
from visiting import invite, join, new_room, sync, until_closed

from timewarp_jupyter.documents.lib0 import var_bytes, varuint
from timewarp_jupyter.documents.protocol import (
    AWARENESS,
    STEP_1,
    STEP_2,
    SYNC,
    UPDATE,
    awareness_message,
    read_awareness,
    read_sync,
    sync_message,
)


@pytest.fixture
def room(hub: Hub, teacher: Pupil) -> Any:
    """A room of its own for each test, in which the pupil may write."""
    return new_room(teacher, "Names")


@pytest.fixture
def pupil(hub: Hub, teacher: Pupil, room: Any) -> Pupil:
    """Somebody who would like to be the teacher."""
    pupil = Pupil(hub, "student1")
    join(pupil, invite(teacher, room, "editor"))
    return pupil


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_request_says_who_asks(teacher: Pupil, pupil: Pupil, room: Any, claim: str) -> None:
    at = f"/api/timewarp/rooms/{room['id']}"
    body = {"body": "I am a fool", "client_id": claim, claim: teacher.name}
    answer = pupil.call("POST", f"{at}/messages", body)
    assert (answer.status, answer.json["error"]["code"]) == (400, "unknown_field")
    said = pupil.ok("POST", f"{at}/messages", {"body": "I am I", "client_id": claim})
    assert said["author"] == pupil.name
    assert [each["author"] for each in teacher.ok("GET", f"{at}/messages")["items"]] == [pupil.name]


def test_no_name_but_the_hubs_and_no_second_person(teacher: Pupil, pupil: Pupil, room: Any) -> None:
    """The header by which a browser says which of its persons it is does nothing here."""
    refused = pupil.call("PATCH", "/api/timewarp/me", {"display_name": "teacher1"})
    assert refused.status in (400, 403, 409)
    for person in (teacher.name, "student2"):
        me = pupil.call("GET", "/api/timewarp/me", **{"X-Timewarp-Person": person})
        assert me.json["username"] == pupil.name


async def test_an_edit_and_a_cursor_are_whose_connection_it_is(
    teacher: Pupil, pupil: Pupil, room: Any
) -> None:
    theirs, hers = await sync(pupil, room), await sync(teacher, room)
    for socket in (theirs, hers):
        await socket.write_message(sync_message(STEP_1, b"\0"), binary=True)
        await until_step_2(socket)
    claim = json.dumps({"user": {"username": teacher.name, "display_name": teacher.name}}).encode()
    forged = b"\x01" + varuint(MINE) + varuint(1) + var_bytes(claim)
    await theirs.write_message(awareness_message(forged), binary=True)
    assert (await user_of(hers, MINE))["username"] == pupil.name
    theirs.close()
    hers.close()


async def test_nobody_goes_on_with_anothers_clock(teacher: Pupil, pupil: Pupil, room: Any) -> None:
    """4409, whoever the id belongs to: the text stays as it was."""
    theirs, hers = await sync(pupil, room), await sync(teacher, room)
    doc: Doc[Any] = Doc(client_id=77)
    for socket in (hers, theirs):
        await socket.write_message(sync_message(STEP_1, b"\0"), binary=True)
        doc.apply_update(await until_step_2(socket))
    for socket, text in ((hers, "mine "), (theirs, "I am a fool ")):
        before = doc.get_state()
        doc.get("source", type=Text).insert(0, text)
        await socket.write_message(sync_message(UPDATE, doc.get_update(before)), binary=True)
        if socket is hers:
            while (message := await theirs.read_message()) is not None:
                if message[0] == SYNC and read_sync(message)[0] == UPDATE:
                    break
    assert await until_closed(theirs) == 4409
    path = f"/api/timewarp/rooms/{room['id']}/documents/{room['program']['id']}"
    assert teacher.ok("GET", path)["content"] == "mine fd 10\n"
    assert {each["author"] for each in teacher.ok("GET", f"{path}/authors")["totals"]} == {teacher.name}
    hers.close()


async def until_step_2(socket: Any) -> bytes:
    """The program's state, as the answer to step 1."""
    while (message := await socket.read_message()) is not None:
        if message[0] == SYNC and read_sync(message)[0] == STEP_2:
            return read_sync(message)[1]
    raise AssertionError(f"the socket was closed: {socket.close_code} {socket.close_reason}")


async def user_of(socket: Any, client: int) -> dict[str, Any]:
    """The ``user`` of the next cursor that a socket is told of a client id."""
    while (message := await socket.read_message()) is not None:
        if message[0] != AWARENESS:
            continue
        states = states_in(read_awareness(message))
        if client in states:
            return dict(states[client]["user"])
    raise AssertionError("the socket was closed")
