"""Nobody writes, says, points or is anywhere in another's name, where the hub says who everyone is."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from attack.test_attack_identity import CLAIMS
from attack.weapons import MINE
from pycrdt import Doc, Text
from support.hub import Hub
from support.pupil import Pupil
from support.waiting import until
from visiting import (
    invite,
    join,
    listen,
    new_room,
    sync,
    until_closed,
    until_event,
    until_step_2,
    user_of,
    write_first,
)

from timewarp_jupyter.documents.lib0 import var_bytes, varuint
from timewarp_jupyter.documents.protocol import (
    QUERY_AWARENESS,
    STEP_1,
    SYNC,
    UPDATE,
    awareness_message,
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


async def test_a_cursor_of_another_stays_theirs(teacher: Pupil, pupil: Pupil, room: Any) -> None:
    """Neither moved nor ended, at any clock: asked for all cursors, the server tells of hers."""
    theirs, hers = await sync(pupil, room), await sync(teacher, room)
    for socket in (theirs, hers):
        await socket.write_message(sync_message(STEP_1, b"\0"), binary=True)
        await until_step_2(socket)
    await hers.write_message(cursor(77, 1, b'{"cursors":[]}'), binary=True)
    assert (await user_of(theirs, 77))["username"] == teacher.name
    await theirs.write_message(cursor(77, 2**40, b'{"cursors":[{"mine":1}]}'), binary=True)
    await theirs.write_message(cursor(77, 2**40 + 1, b"null"), binary=True)
    await theirs.write_message(cursor(MINE, 1, b"{}"), binary=True)
    assert (await user_of(hers, MINE))["username"] == pupil.name
    await theirs.write_message(bytes([QUERY_AWARENESS]), binary=True)
    assert (await user_of(theirs, 77))["username"] == teacher.name
    theirs.close()
    hers.close()


def cursor(client: int, clock: int, state: bytes) -> bytes:
    """A cursor as a client announces it."""
    return awareness_message(b"\x01" + varuint(client) + varuint(clock) + var_bytes(state))


async def test_presence_and_typing_are_whose_socket_it_is(teacher: Pupil, pupil: Pupil, room: Any) -> None:
    theirs, hers = await listen(pupil, room), await listen(teacher, room)
    for forged, code in (
        ({"type": "presence.set", "hand": True, "username": teacher.name}, "unknown_field"),
        ({"type": "chat.typing", "username": teacher.name}, "unknown_field"),
        ({"type": "presence", "username": teacher.name, "tabs": 0}, "unknown_event"),
        ({"type": "chat.posted", "author": teacher.name, "body": "I am a fool"}, "unknown_event"),
        ({"type": "activity", "actor": teacher.name}, "unknown_event"),
    ):
        await theirs.write_message(json.dumps(forged))
        assert (await until_event(theirs, "error"))["code"] == code
    await theirs.write_message(json.dumps({"type": "chat.typing"}))
    assert (await until_event(hers, "chat.typing"))["username"] == pupil.name
    await theirs.write_message(json.dumps({"type": "presence.set", "hand": True}))
    while (moved := await until_event(hers, "presence"))["hand_raised_at"] is None:
        assert moved["username"] == pupil.name
    assert moved["username"] == pupil.name
    here = teacher.ok("GET", f"/api/timewarp/rooms/{room['id']}/presence")["items"]
    raised = {each["username"]: each["hand_raised_at"] is not None for each in here}
    assert raised == {pupil.name: True, teacher.name: False}
    theirs.close()
    hers.close()


async def test_what_another_said_stays_as_it_is(teacher: Pupil, pupil: Pupil, room: Any) -> None:
    path = f"/api/timewarp/rooms/{room['id']}/messages"
    said = teacher.ok("POST", path, {"body": "Homework", "client_id": "1"})
    assert pupil.call("PATCH", f"{path}/{said['id']}", {"body": "No homework"}).status == 403
    assert pupil.call("DELETE", f"{path}/{said['id']}").status == 403
    # Their own message may have the id that hers has from her client.
    assert pupil.ok("POST", path, {"body": "No homework", "client_id": "1"})["author"] == pupil.name
    told = [(each["author"], each["body"]) for each in teacher.ok("GET", path)["items"]]
    assert told == [(teacher.name, "Homework"), (pupil.name, "No homework")]


async def test_history_names_who_the_hub_says(teacher: Pupil, pupil: Pupil, room: Any) -> None:
    """Revisions, authorship of every character, and what has happened."""
    theirs = await sync(pupil, room)
    written = await write_first(theirs, "pu ")
    path = f"/api/timewarp/rooms/{room['id']}/documents/{room['program']['id']}"
    await asyncio.to_thread(
        until, lambda: teacher.ok("GET", path)["content"] == written, "the edit to be committed"
    )
    revisions = teacher.ok("GET", f"{path}/revisions")["items"]
    assert [each["author"] for each in revisions] == [pupil.name, teacher.name]  # the newest first
    spans = teacher.ok("GET", f"{path}/authors")["spans"]
    assert [(each["author"], each["length"]) for each in spans] == [(pupil.name, 3), (teacher.name, 6)]
    assert teacher.ok("GET", path)["updated_by"] == pupil.name
    actors = {
        each["actor"] for each in teacher.ok("GET", f"/api/timewarp/rooms/{room['id']}/activity")["items"]
    }
    assert actors == {teacher.name, pupil.name}
    theirs.close()
