"""The events socket: greeting, chat as it happens, what was missed, and who is sent away."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from conftest import School
from listening import listen
from test_chat import chat, say


@pytest.fixture
def hear(jp_http_port: int):
    """Opens tabs."""

    async def hear(room: Any, user: str, after: int | None = None):
        return await listen(jp_http_port, room, user, after)

    return hear


async def test_a_greeting_says_where_one_is(school: School, hear):
    room = await school.full_room()
    message = await say(school, room, "edda", "Hi")
    viv = await hear(room, "viv")
    hello = viv.heard[0]
    assert hello["type"] == "hello"
    assert (hello["username"], hello["role"], hello["unread"]) == ("viv", "viewer", 1)
    assert hello["room"]["id"] == room["id"]
    assert hello["seq"] >= message["seq"]
    assert [person["username"] for person in hello["presence"]] == ["viv"]
    assert hello["resumed"] is None
    viv.close()


async def test_everyone_hears_the_same_bytes(school: School, hear):
    room = await school.full_room()
    viv, edda = await hear(room, "viv"), await hear(room, "edda")
    said = await say(school, room, "edda", "<b>Hi</b> @viv")
    await school.ok("edda", "PATCH", chat(room, f"/{said['id']}"), {"body": "Hello"})
    await school.ok("olga", "DELETE", chat(room, f"/{said['id']}"))
    await school.ok("viv", "PUT", f"api/timewarp/rooms/{room['id']}/read", {"seq": said["seq"]})
    for tab in (viv, edda):
        await tab.until("chat.read")
        posted, edited, deleted = tab.of("chat.posted", "chat.edited", "chat.deleted")
        assert (posted["body"], posted["mentions"], posted["id"]) == ("<b>Hi</b> @viv", ["viv"], said["id"])
        assert (posted["seq"], posted["message_seq"]) == (said["seq"], said["seq"])
        assert (edited["type"], edited["body"]) == ("chat.edited", "Hello")
        assert (deleted["type"], deleted["deleted"], deleted["body"]) == ("chat.deleted", True, "")
        assert posted["seq"] < edited["seq"] < deleted["seq"]
        assert tab.heard[-1]["username"] == "viv"
        tab.close()


async def test_typing_is_told_at_most_every_second(school: School, hear):
    room = await school.full_room()
    viv, edda = await hear(room, "viv"), await hear(room, "edda")
    for _ in range(5):
        await viv.say("chat.typing")
    await viv.settled()
    await edda.settled()
    assert [event["username"] for event in edda.of("chat.typing")] == ["viv"]
    viv.close()
    edda.close()


async def test_what_was_missed_comes_once_and_in_order(school: School, hear):
    room = await school.full_room()
    first = await say(school, room, "edda", "before")
    viv = await hear(room, "viv")
    after = viv.hello["seq"]
    viv.close()
    posted = await say(school, room, "edda", "missed")
    await school.ok("edda", "PATCH", chat(room, f"/{posted['id']}"), {"body": "missed!"})
    await school.ok("edda", "DELETE", chat(room, f"/{first['id']}"))
    again = await hear(room, "viv", after)
    await say(school, room, "edda", "live")
    await again.until("chat.posted", lambda event: event["body"] == "live")
    told = again.of("chat.posted", "chat.edited", "chat.deleted")
    assert [(event["type"], event["body"]) for event in told] == [
        ("chat.posted", "missed!"),
        ("chat.deleted", ""),
        ("chat.posted", "live"),
    ]
    seqs = [event["seq"] for event in again.heard if event["seq"] is not None and event["type"] != "hello"]
    assert seqs == sorted(seqs)
    assert again.hello["resumed"] is True
    again.close()


async def test_nothing_falls_between_the_missed_and_the_live(school: School, hear):
    """Tabs come back while others talk: each hears every message once."""
    school.services.limits.max_messages_burst = 1000
    school.services.limits.max_room_messages_burst = 1000
    room = await school.full_room()
    start = (await hear(room, "olga")).hello["seq"]

    async def talk() -> None:
        for number in range(60):
            await say(school, room, "edda", f"{number}", number)

    async def come_back() -> list[str]:
        tab = await hear(room, "viv", start)
        await tab.until("chat.posted", lambda event: event["body"] == "59")
        tab.close()
        return [event["body"] for event in tab.of("chat.posted")]

    talking = asyncio.ensure_future(talk())
    heard = await asyncio.gather(*(come_back() for _ in range(8)))
    await talking
    for bodies in heard:
        assert bodies == [f"{number}" for number in range(60)]


async def test_too_much_missed_is_said(school: School, hear, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("timewarp_jupyter.rooms.subscription.MOST_MISSED", 3)
    room = await school.full_room()
    after = (await hear(room, "olga")).hello["seq"]
    for number in range(4):
        await say(school, room, "edda", f"{number}")
    viv = await hear(room, "viv", after)
    assert viv.hello["resumed"] is False
    await viv.settled()
    assert viv.of("chat.posted") == []
    # Also one who comes from a store that a backup has replaced.
    assert (await hear(room, "viv", 10**9)).hello["resumed"] is False


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("nonsense", "not_json"),
        ("[1]", "not_json"),
        (b"\x00\x01", "not_json"),
        ("{}", "unknown_event"),
        ('{"type": "\\ud800"}', "unknown_event"),
        ('{"type": "chat.posted", "body": "forged"}', "unknown_event"),
        ('{"type": "presence.set", "line": -1}', "bad_field"),
        ('{"type": "presence.set", "status": "flying"}', "bad_field"),
        ('{"type": "presence.set", "username": "olga"}', "unknown_field"),
        ('{"type": "presence.set", "document": "0"}', "no_such_document"),
        ('{"type": "chat.typing", "x": 1}', "unknown_field"),
    ],
)
async def test_rubbish_is_answered_and_nobody_else_hears_of_it(school: School, hear, sent, code):
    room = await school.full_room()
    viv, edda = await hear(room, "viv"), await hear(room, "edda")
    await viv.socket.write_message(sent, binary=isinstance(sent, bytes))
    error = await viv.until("error")
    assert error["code"] == code
    assert error["message"]
    await viv.settled()
    await edda.settled()
    assert {event["type"] for event in edda.heard} <= {"hello", "presence", "pong"}
    viv.close()
    edda.close()


async def test_a_flood_is_sent_away(school: School, hear):
    school.services.limits.max_events_burst = 10
    school.services.limits.max_events_per_second = 1.0
    room = await school.full_room()
    viv, edda = await hear(room, "viv"), await hear(room, "edda")
    for _ in range(40):
        await viv.say("rubbish")
    assert await viv.end() == 4529
    assert viv.of("error")[-1]["code"] == "too_much"
    assert json.loads(viv.socket.close_reason or "{}")["retry_after"] > 5
    await edda.settled()
    edda.close()


async def test_too_large_a_message(school: School, hear):
    room = await school.full_room()
    viv = await hear(room, "viv")
    await viv.say("presence.set", document="x" * 20_000)
    assert await viv.end() == 4413


async def test_who_may_not_listen_is_told_why(school: School, hear):
    room = await school.full_room()
    for user, code, number in (("sam", "no_such_room", 4404),):
        stranger = await hear(room, user)
        assert stranger.heard[0]["code"] == code
        assert await stranger.end() == number
    wrong = await hear(room, "viv", -1)
    assert wrong.heard[0]["code"] == "bad_field"
    assert await wrong.end() == 4400


async def test_a_removed_member_is_sent_away(school: School, hear):
    room = await school.full_room()
    viv, edda = await hear(room, "viv"), await hear(room, "edda")
    await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}/members/viv")
    assert await viv.end() == 4403
    assert viv.of("error")[-1]["code"] == "not_a_member"
    left = await edda.until("presence", lambda event: event["username"] == "viv")
    assert left["tabs"] == 0
    edda.close()


async def test_a_deleted_room_ends_for_all(school: School, hear):
    room = await school.full_room()
    viv = await hear(room, "viv")
    await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}")
    assert await viv.end() == 4404
    assert viv.of("error")[-1]["code"] == "room_deleted"


async def test_idle_tabs_are_closed_but_pings_alone_do_not_count(school: School, hear):
    school.services.limits.session_timeout = 0.3
    room = await school.full_room()
    viv = await hear(room, "viv")
    await viv.settled()
    assert await viv.end() == 4508
    assert viv.of("error")[-1]["code"] == "idle"


async def test_a_full_room_says_so(school: School, hear):
    room = await school.full_room()
    school.services.limits.max_connections_per_room = 1
    viv, edda = await hear(room, "viv"), await hear(room, "edda")
    assert await edda.end() == 4529
    assert edda.heard[0]["message"] == "The room is full."
    viv.close()


async def test_one_who_does_not_read_is_caught_up(school: School, hear):
    """Nothing is queued for them beyond the outbox; once they read on they hear all that is stored."""
    limits = school.services.limits
    limits.outbox_bytes = 1024
    limits.max_messages_burst = limits.max_room_messages_burst = 10_000
    limits.max_message_chars = 400_000
    room = await school.full_room()
    viv = await hear(room, "viv")
    # The client takes nothing from its socket until it is asked for the next message.
    bodies = [f"{number} {'x' * 390_000}" for number in range(30)]
    for number, body in enumerate(bodies):
        await say(school, room, "edda", body, number)
    await viv.until("chat.posted", lambda event: event["body"] == bodies[-1])
    assert [event["body"] for event in viv.of("chat.posted")] == bodies
    assert len(viv.of("hello")) > 1
    viv.close()
