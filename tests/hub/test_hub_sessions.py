"""Sign-outs, a server that is killed and started again, and activity, on a real hub."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from support.hub import Hub
from support.pupil import Pupil
from support.waiting import until
from visiting import invite, join, new_room, sync, until_closed, write_first


def text_of(person: Pupil, room: Any) -> str:
    """The committed text of a room's program."""
    path = f"/api/timewarp/rooms/{room['id']}/documents/{room['program']['id']}"
    return str(person.ok("GET", path)["content"])


async def test_who_signs_out_loses_open_programs_and_comes_back_by_signing_in(hub: Hub, teacher: Pupil):
    room, pupil = new_room(teacher, "Evening"), Pupil(hub, "student1")
    join(pupil, invite(teacher, room, "editor"))
    staying, leaving = await sync(teacher, room), await sync(pupil, room)
    pupil.sign_out()
    assert await until_closed(leaving) == 4401
    assert pupil.call("GET", f"/api/timewarp/rooms/{room['id']}").status == 403
    assert await write_first(staying, "st ") == "st fd 10\n", "others are not concerned"
    staying.close()
    again = Pupil(hub, "student1")
    again.enter()
    assert again.ok("GET", f"/api/timewarp/rooms/{room['id']}")["role"] == "editor"


async def test_typing_counts_as_activity_of_the_server(hub: Hub, teacher: Pupil):
    def last() -> datetime:
        told = teacher.ok("GET", "/api/status")["last_activity"]
        return datetime.fromisoformat(told.replace("Z", "+00:00"))

    room = new_room(teacher, "Awake")
    socket = await sync(teacher, room)
    before = last()
    assert last() == before, "to look is no activity"
    await write_first(socket, "pd ")
    until(lambda: last() > before, "the edit to count")
    socket.close()


async def test_what_others_have_seen_is_there_once_after_the_server_was_killed(hub: Hub, teacher: Pupil):
    room, pupil = new_room(teacher, "Thunder"), Pupil(hub, "student2")
    join(pupil, invite(teacher, room, "editor"))
    socket = await sync(pupil, room)
    written = await write_first(socket, "rt 90 ")
    until(lambda: text_of(teacher, room) == written, "the edit to be committed")
    hub.kill_classroom()
    await until_closed(socket)
    hub.until_classroom()
    # Nobody signs in again: cookies and roles outlive the server.
    until(lambda: teacher.call("GET", "/api/timewarp").json["ready"], "the rooms to be open")
    assert text_of(pupil, room) == written == "rt 90 fd 10\n"
    assert pupil.ok("GET", f"/api/timewarp/rooms/{room['id']}")["role"] == "editor"
    socket = await sync(pupil, room)
    assert await write_first(socket, "lt 90 ") == "lt 90 rt 90 fd 10\n"
    until(lambda: text_of(teacher, room) == "lt 90 rt 90 fd 10\n", "the edit after the restart")
    socket.close()
