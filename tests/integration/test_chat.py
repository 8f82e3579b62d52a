"""Chat over HTTP: what is said, by whom, once; and everything that is refused."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import School

VICTIM = "<script>alert(1)</script> **not** <img src=x onerror=y> 😀"


def chat(room: Any, rest: str = "") -> str:
    """The address of a room's messages."""
    return f"api/timewarp/rooms/{room['id']}/messages{rest}"


async def say(school: School, room: Any, user: str, body: str, number: int = 0, **more: Any) -> Any:
    """Post a message; ``number`` makes its client id."""
    said = {"body": body, "client_id": f"{user}-{number}-{body[:40]}", **more}
    return await school.ok(user, "POST", chat(room), said)


async def bodies(school: School, room: Any, **query: Any) -> list[str]:
    """What olga reads."""
    return [each["body"] for each in (await school.ok("olga", "GET", chat(room), **query))["items"]]


async def test_a_message_is_what_was_said(school: School):
    room = await school.full_room()
    anchor = {"document": room["document"]["id"], "line": 2}
    first = await say(school, room, "viv", VICTIM)
    second = await say(school, room, "edda", "Yes", reply_to=first["id"], anchor=anchor)
    assert first["body"] == VICTIM
    assert first["author"] == "viv"
    assert (second["reply_to"], second["anchor"]) == (first["id"], {**anchor, "end_line": 2})
    assert second["seq"] > first["seq"]
    listing = await school.ok("olga", "GET", chat(room))
    assert listing == {"items": [first, second], "next": None}


async def test_a_retry_is_stored_once(school: School):
    room = await school.full_room()
    said = {"body": "Hello", "client_id": "c1"}
    first = await school.call("viv", "POST", chat(room), said)
    again = await school.call("viv", "POST", chat(room), {**said, "body": "Hello again"})
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json
    assert (await school.call("edda", "POST", chat(room), said)).status == 201
    assert await bodies(school, room) == ["Hello", "Hello"]


async def test_mentions_are_members(school: School):
    room = await school.full_room()
    await school.set_role(room, "ana 2", "viewer")
    await school.set_role(room, "ana", "viewer")
    said = "@VIV and @ana 2, not me@edda.org, @edda_x or @nobody; @viv again (@olga)"
    message = await say(school, room, "edda", said)
    assert message["mentions"] == ["viv", "ana 2", "olga"]
    path = chat(room, f"/{message['id']}")
    edited = await school.ok("edda", "PATCH", path, {"body": "only @ana now"})
    assert edited["mentions"] == ["ana"]


async def test_editing_and_deleting(school: School):
    room = await school.full_room()
    anchor = {"document": room["document"]["id"], "line": 1, "end_line": 2}
    message = await say(school, room, "viv", "Secret @olga", anchor=anchor)
    path = chat(room, f"/{message['id']}")
    for user in ("edda", "olga"):
        assert (await school.call(user, "PATCH", path, {"body": "x"})).code == "not_your_message"
    assert (await school.call("edda", "DELETE", path)).code == "not_your_message"
    edited = await school.ok("viv", "PATCH", path, {"body": "Better"})
    assert (edited["body"], edited["seq"]) == ("Better", message["seq"])
    assert edited["edited_at"] >= message["created_at"]
    await school.ok("olga", "DELETE", path)
    await school.ok("viv", "DELETE", path)
    (mark,) = (await school.ok("edda", "GET", chat(room)))["items"]
    assert mark["deleted"] is True
    assert (mark["body"], mark["mentions"], mark["anchor"]) == ("", [], None)
    assert (await school.call("viv", "PATCH", path, {"body": "x"})).code == "message_deleted"
    reply = {"body": "Re", "client_id": "r", "reply_to": message["id"]}
    assert (await school.call("viv", "POST", chat(room), reply)).code == "message_deleted"
    assert await bodies(school, room, q="better") == []


async def test_pages_go_both_ways(school: School):
    room = await school.full_room()
    said = [await say(school, room, "edda", f"say {number}") for number in range(7)]
    seqs = [message["seq"] for message in said]
    newest = await school.ok("olga", "GET", chat(room), limit=3)
    assert [each["seq"] for each in newest["items"]] == seqs[4:]
    assert newest["next"] == seqs[4]
    older = await school.ok("olga", "GET", chat(room), limit=3, before=newest["next"])
    assert [each["seq"] for each in older["items"]] == seqs[1:4]
    oldest = await school.ok("olga", "GET", chat(room), limit=3, before=older["next"])
    assert ([each["seq"] for each in oldest["items"]], oldest["next"]) == (seqs[:1], None)
    forth = await school.ok("olga", "GET", chat(room), limit=4, after=seqs[0])
    assert ([each["seq"] for each in forth["items"]], forth["next"]) == (seqs[1:5], seqs[4])
    rest = await school.ok("olga", "GET", chat(room), limit=4, after=forth["next"])
    assert ([each["seq"] for each in rest["items"]], rest["next"]) == (seqs[5:], None)


async def test_search(school: School):
    room = await school.full_room()
    for body in ("The turtle turns", "turtle soup", "GOTO 10", VICTIM):
        await say(school, room, "edda", body)
    other = await school.full_room("Other")
    await say(school, other, "edda", "turtle elsewhere")
    assert await bodies(school, room, q="TURT") == ["The turtle turns", "turtle soup"]
    assert await bodies(school, room, q="turns turtle") == ["The turtle turns"]
    assert await bodies(school, room, q="alert(1)") == [VICTIM]
    for nothing in ("", '"', "AND", "x OR turtle", "*"):
        assert await bodies(school, room, q=nothing) == []
    assert (await school.call("olga", "GET", chat(room), q="x" * 201)).code == "bad_field"


async def test_the_list_of_rooms_says_what_is_unread(school: School):
    room = await school.full_room()
    other = await school.make_room("Other", "edda", visibility="open")
    first = await say(school, room, "olga", "one", 1)
    await say(school, room, "olga", "two", 2)
    await say(school, other, "edda", "nobody else is here")

    async def unread(user: str) -> dict[str, int]:
        items = (await school.ok(user, "GET", "api/timewarp/rooms"))["items"]
        return {item["id"]: item["unread"] for item in items}

    assert await unread("viv") == {room["id"]: 2, other["id"]: 0}
    assert await unread("olga") == {room["id"]: 0, other["id"]: 0}
    await school.ok("viv", "PUT", f"api/timewarp/rooms/{room['id']}/read", {"seq": first["seq"]})
    assert (await unread("viv"))[room["id"]] == 1


async def test_the_list_of_rooms_says_how_often_one_is_mentioned(school: School):
    room = await school.full_room()
    other = await school.make_room("Other", "edda", visibility="open")
    first = await say(school, room, "olga", "@viv look", 1)
    await say(school, room, "olga", "@edda and @viv", 2)
    await say(school, room, "viv", "@viv is me", 3)
    await say(school, other, "edda", "@viv is no member", 4)

    async def mentions(user: str) -> dict[str, int]:
        items = (await school.ok(user, "GET", "api/timewarp/rooms"))["items"]
        return {item["id"]: item["unread_mentions"] for item in items}

    assert await mentions("viv") == {room["id"]: 2, other["id"]: 0}
    assert await mentions("edda") == {room["id"]: 1, other["id"]: 0}
    await school.ok("viv", "PUT", f"api/timewarp/rooms/{room['id']}/read", {"seq": first["seq"]})
    assert (await mentions("viv"))[room["id"]] == 1


async def test_unread(school: School):
    room = await school.full_room()
    path = f"api/timewarp/rooms/{room['id']}/read"
    first = await say(school, room, "edda", "one")
    await say(school, room, "edda", "two")
    assert (await school.ok("viv", "GET", path))["unread"] == 2
    assert await school.ok("edda", "GET", path) == {"seq": 0, "unread": 0}
    read = {"seq": first["seq"], "unread": 1}
    assert await school.ok("viv", "PUT", path, {"seq": first["seq"]}) == read
    assert await school.ok("viv", "PUT", path, {"seq": 0}) == read
    assert (await school.call("viv", "PUT", path, {"seq": 10**9})).code == "no_such_seq"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("not json", 400, "not_json"),
        ("[]", 400, "not_json"),
        ("", 400, "missing_field"),
        ('{"body": "x"}', 400, "missing_field"),
        ('{"client_id": "c"}', 400, "missing_field"),
        ('{"body": 1, "client_id": "c"}', 400, "bad_field"),
        ('{"body": "x", "client_id": ""}', 400, "bad_field"),
        ('{"body": "x", "client_id": "c", "author": "olga"}', 400, "unknown_field"),
        ('{"body": " \\n\\t", "client_id": "c"}', 400, "empty_message"),
        ('{"body": "' + "x" * 4001 + '", "client_id": "c"}', 413, "message_too_long"),
        ('{"body": "\\ud800", "client_id": "c"}', 400, "bad_field"),
        ('{"body": "x", "client_id": "c", "reply_to": "0"}', 404, "no_such_message"),
        ('{"body": "x", "client_id": "c", "reply_to": 5}', 400, "bad_field"),
        ('{"body": "x", "client_id": "c", "anchor": 5}', 400, "bad_field"),
        ('{"body": "x", "client_id": "c", "anchor": {"document": "d"}}', 400, "missing_field"),
        ('{"body": "x", "client_id": "c", "anchor": {"document": "d", "line": 0}}', 400, "bad_field"),
        ('{"body": "x", "client_id": "c", "anchor": {"document": "d", "line": 1}}', 404, "no_such_document"),
        (
            '{"body": "x", "client_id": "c", "anchor": {"document": "d", "line": 2, "end_line": 1}}',
            400,
            "bad_anchor",
        ),
        (
            '{"body": "x", "client_id": "c", "anchor": {"document": "d", "line": 1, "x": 1}}',
            400,
            "unknown_field",
        ),
    ],
)
async def test_bad_input(school: School, body: str, status: int, code: str):
    room = await school.full_room()
    answer = await school.raw("edda", "POST", chat(room), body)
    assert (answer.status, answer.code) == (status, code)
    assert len(answer.json["error"]["message"]) > 5
    assert await bodies(school, room) == []


async def test_messages_that_are_not_there(school: School):
    room, other = await school.full_room(), await school.full_room("Other")
    elsewhere = await say(school, other, "edda", "Elsewhere")
    for message in ("nothing", elsewhere["id"]):
        for method, body in (("PATCH", {"body": "x"}), ("DELETE", None)):
            answer = await school.call("edda", method, chat(room, f"/{message}"), body)
            assert (answer.status, answer.code) == (404, "no_such_message")
    assert await bodies(school, other) == ["Elsewhere"]


async def test_guests_of_an_open_room_read_and_do_not_talk(school: School):
    room = await school.full_room("Open", visibility="open")
    await say(school, room, "edda", "Welcome")
    assert len((await school.ok("sam", "GET", chat(room)))["items"]) == 1
    answer = await school.call("sam", "POST", chat(room), {"body": "x", "client_id": "c"})
    assert (answer.status, answer.code) == (403, "not_a_member")


async def test_a_removed_member_says_nothing_more(school: School):
    room = await school.full_room()
    message = await say(school, room, "viv", "Bye")
    await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}/members/viv")
    for method, path, body in (
        ("POST", chat(room), {"body": "x", "client_id": "c"}),
        ("PATCH", chat(room, f"/{message['id']}"), {"body": "x"}),
        ("DELETE", chat(room, f"/{message['id']}"), None),
    ):
        assert (await school.call("viv", method, path, body)).status == 404
    assert await bodies(school, room) == ["Bye"]


async def test_a_flood_is_refused_and_harms_nobody_else(school: School):
    room = await school.full_room()
    limits = school.services.limits
    limits.max_messages_burst = 3
    limits.max_messages_per_second = 0.01
    answers = [
        await school.call("viv", "POST", chat(room), {"body": f"{number}", "client_id": f"{number}"})
        for number in range(5)
    ]
    assert [answer.status for answer in answers] == [201, 201, 201, 429, 429]
    assert answers[-1].code == "too_many_messages"
    assert int(answers[-1].headers["Retry-After"]) > 1
    await say(school, room, "edda", "I may")
    assert await bodies(school, room) == ["0", "1", "2", "I may"]


async def test_a_room_talks_so_fast_and_no_faster(school: School):
    limits = school.services.limits
    limits.max_room_messages_burst = 2
    limits.max_room_messages_per_second = 0.01
    room = await school.full_room()
    await say(school, room, "viv", "one")
    await say(school, room, "edda", "two")
    refused = await school.call("olga", "POST", chat(room), {"body": "three", "client_id": "c"})
    assert (refused.status, refused.code) == (429, "too_many_messages")
