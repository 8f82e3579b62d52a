"""Who is in a room: from events sockets and open programs, several tabs as one person."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from conftest import School
from listening import join_document, listen


@pytest.fixture
def hear(jp_http_port: int):
    """Opens tabs."""

    async def hear(room: Any, user: str):
        return await listen(jp_http_port, room, user)

    return hear


async def here(school: School, room: Any) -> dict[str, Any]:
    """Everyone who is here, over HTTP."""
    items = (await school.ok("olga", "GET", f"api/timewarp/rooms/{room['id']}/presence"))["items"]
    assert len({item["username"] for item in items}) == len(items)
    return {item["username"]: item for item in items}


def about(user: str, **values: Any):
    """Whether an event of presence says this of a user."""
    return lambda event: (
        event["username"] == user and all(event[name] == value for name, value in values.items())
    )


async def test_where_somebody_is(school: School, hear):
    room = await school.full_room()
    document = room["document"]["id"]
    viv, edda = await hear(room, "viv"), await hear(room, "edda")
    await edda.say("presence.set", document=document, line=2, column=5)
    seen = await viv.until("presence", about("edda", line=2))
    assert (seen["document"], seen["column"], seen["status"], seen["tabs"]) == (document, 5, "active", 1)
    assert (seen["seq"], seen["display_name"]) == (None, "edda")
    await edda.say("presence.set", status="idle")
    seen = await viv.until("presence", about("edda", status="idle"))
    assert (seen["document"], seen["line"]) == (document, 2)
    assert (await here(school, room))["edda"] == {
        name: value for name, value in seen.items() if name not in ("type", "seq")
    }
    viv.close()
    edda.close()


async def test_a_hand_is_up_since_it_was_raised(school: School, hear):
    room = await school.full_room()
    viv, edda = await hear(room, "viv"), await hear(room, "edda")
    second = await hear(room, "edda")
    await edda.say("presence.set", hand=True)
    up = await viv.until("presence", lambda event: event["hand_raised_at"] is not None)
    assert up["username"] == "edda"
    await second.say("presence.set", hand=True, line=7)
    again = await viv.until("presence", about("edda", line=7))
    assert again["hand_raised_at"] == up["hand_raised_at"]
    await second.say("presence.set", hand=False)
    assert (await viv.until("presence", about("edda", hand_raised_at=None)))["line"] == 7
    for tab in (viv, edda, second):
        tab.close()


async def test_tabs_are_one_person_as_attentive_as_the_most_attentive(school: School, hear):
    room = await school.full_room()
    viv, first, second = await hear(room, "viv"), await hear(room, "edda"), await hear(room, "edda")
    await viv.until("presence", about("edda", tabs=2))
    await first.say("presence.set", status="away")
    await second.say("presence.set", status="away")
    await viv.until("presence", about("edda", status="away"))
    await second.say("presence.set", status="idle")
    await viv.until("presence", about("edda", status="idle"))
    assert (await here(school, room))["edda"]["tabs"] == 2
    second.close()
    seen = await viv.until("presence", about("edda", tabs=1))
    assert seen["status"] == "away"
    viv.close()
    first.close()


async def test_an_open_program_alone_is_presence(school: School, hear, jp_http_port: int):
    room = await school.full_room()
    viv = await hear(room, "viv")
    socket = await join_document(jp_http_port, room, "edda")
    seen = await viv.until("presence", about("edda", tabs=1))
    assert (seen["document"], seen["line"]) == (room["document"]["id"], None)
    socket.close()
    await viv.until("presence", about("edda", tabs=0))
    assert set(await here(school, room)) == {"viv"}
    viv.close()


async def test_a_broken_connection_is_seen_within_two_seconds(school: School, hear):
    room = await school.full_room()
    viv, edda = await hear(room, "viv"), await hear(room, "edda")
    await edda.say("presence.set", hand=True)
    await viv.until("presence", lambda event: event["hand_raised_at"] is not None)
    edda.socket.protocol.stream.socket.shutdown(2)
    left = await asyncio.wait_for(viv.until("presence", about("edda", tabs=0)), 2)
    assert left["hand_raised_at"] is None
    viv.close()


async def test_a_silent_connection_is_seen_by_its_missing_pongs(school: School, hear):
    limits = school.services.limits
    assert limits.ping_interval + limits.ping_timeout <= 20
    limits.ping_interval = limits.ping_timeout = 0.2
    room = await school.full_room()
    edda = await hear(room, "edda")
    limits.ping_interval = limits.ping_timeout = 10
    viv = await hear(room, "viv")
    # It answers no ping any longer, and does not end.
    edda.socket.protocol._write_frame = lambda *_args, **_kwargs: asyncio.get_running_loop().create_future()
    await viv.until("presence", about("edda", tabs=0))
    viv.close()


async def test_names_and_colours_are_told(school: School, hear):
    room = await school.full_room()
    viv = await hear(room, "viv")
    edda = await hear(room, "edda")
    before = await viv.until("presence", about("edda", tabs=1))
    palette = (await school.ok("edda", "GET", "api/timewarp"))["colors"]
    color = next(each for each in palette if each != before["color"])
    await school.ok("edda", "PATCH", "api/timewarp/me", {"color": color})
    await viv.until("presence", about("edda", color=color))
    viv.close()
    edda.close()


async def test_a_name_is_told_that_is_free_again(school: School, hear):
    """Who leaves takes the distinct name along: it is another's now, who did nothing."""
    room = await school.full_room()
    for username in ("ana1", "ana2"):
        await school.set_role(room, username, "editor")
        await school.raw(username, "GET", "api/timewarp/me", headers={"X-Name": "Ana"})
    viv, second = await hear(room, "viv"), await hear(room, "ana2")
    await school.raw("ana2", "GET", "api/timewarp/me", headers={"X-Name": "Ana"})
    await viv.until("presence", about("ana2", display_name="Ana 2"))
    await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}/members/ana1")
    await viv.until("presence", about("ana2", display_name="Ana"))
    viv.close()
    second.close()


@pytest.mark.parametrize("timewarp_config", [{"teachers": ["tina"]}])
async def test_a_teacher_beside_a_member_of_the_same_name_is_told_apart(school: School, hear):
    """A teacher is no member; their name gives way to one who becomes a member."""
    room = await school.full_room()
    await school.raw("tina", "GET", "api/timewarp/me", headers={"X-Name": "Ana"})
    viv, tina = await hear(room, "viv"), await hear(room, "tina")
    await school.raw("tina", "GET", "api/timewarp/me", headers={"X-Name": "Ana"})
    await viv.until("presence", about("tina", display_name="Ana"))
    await school.raw("ana", "GET", "api/timewarp/me", headers={"X-Name": "Ana"})
    await school.set_role(room, "ana", "editor")
    await viv.until("presence", about("tina", display_name="Ana 2"))
    viv.close()
    tina.close()


async def test_the_list_of_rooms_says_who_is_inside(school: School, hear):
    room = await school.full_room()

    async def inside(user: str) -> list[str]:
        items = (await school.ok(user, "GET", "api/timewarp/rooms"))["items"]
        return next((each["inside"] for each in items if each["id"] == room["id"]), [])

    viv, edda = await hear(room, "viv"), await hear(room, "edda")
    assert [each["display_name"] for each in await inside("olga")] == ["edda", "viv"]
    assert [each["username"] for each in await inside("viv")] == ["edda", "viv"]
    await school.ok("olga", "PATCH", f"api/timewarp/rooms/{room['id']}", {"visibility": "open"})
    assert await inside("stranger") == []
    viv.close()
    edda.close()
