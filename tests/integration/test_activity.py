"""What has happened in a room: every kind of it, in the journal and at the sockets."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import School
from listening import join_document, listen
from test_chat import say


def path_of(room: Any, rest: str = "") -> str:
    """An address below a room."""
    return f"api/timewarp/rooms/{room['id']}{rest}"


async def happened(school: School, room: Any, **query: Any) -> list[tuple[str, str]]:
    """Who has done what."""
    items = (await school.ok("olga", "GET", path_of(room, "/activity"), **query))["items"]
    return [(item["actor"], item["verb"]) for item in items]


async def test_members_and_the_room(school: School):
    room = await school.make_room("Club")
    await school.set_role(room, "viv", "viewer")
    await school.set_role(room, "viv", "editor")
    await school.set_role(room, "viv", "editor")
    await school.ok("viv", "DELETE", path_of(room, "/members/viv"))
    await school.set_role(room, "edda", "editor")
    await school.ok("olga", "DELETE", path_of(room, "/members/edda"))
    made = await school.ok("olga", "POST", path_of(room, "/invitations"), {"role": "viewer"})
    token = made["url"].rsplit("/", 1)[1]
    await school.ok("sam", "POST", f"api/timewarp/invitations/{token}")
    await school.ok("olga", "DELETE", path_of(room, f"/invitations/{made['id']}"))
    await school.ok("olga", "PATCH", path_of(room), {"locked": True})
    await school.ok("olga", "PATCH", path_of(room), {"locked": False, "name": "Club 2"})
    await school.ok("olga", "DELETE", path_of(room))
    await school.ok("olga", "PATCH", path_of(room), {"deleted": False})
    assert await happened(school, room) == [
        ("olga", "member.added"),
        ("olga", "member.role_changed"),
        ("viv", "member.left"),
        ("olga", "member.added"),
        ("olga", "member.removed"),
        ("olga", "invitation.created"),
        ("sam", "member.joined"),
        ("olga", "invitation.revoked"),
        ("olga", "room.locked"),
        ("olga", "room.unlocked"),
        ("olga", "room.changed"),
        ("olga", "room.deleted"),
        ("olga", "room.restored"),
    ]
    items = (await school.ok("olga", "GET", path_of(room, "/activity")))["items"]
    assert items[1]["detail"] == {"username": "viv", "role": "editor", "before": "viewer"}
    assert items[10]["detail"] == {"name": "Club 2"}
    assert token not in str(items)


async def test_programs(school: School, jp_http_port: int):
    room = await school.full_room()
    listener = await listen(jp_http_port, room, "viv")
    document = await school.make_document(room, "a.bas", "10 PRINT\n")
    one = path_of(room, f"/documents/{document['id']}")
    await school.ok("edda", "PATCH", one, {"path": "b.bas"})
    await school.ok("edda", "DELETE", one)
    await school.ok("olga", "PATCH", one, {"deleted": False})
    await listener.until("document.restored")
    kinds = ("document.created", "document.renamed", "document.deleted", "document.restored")
    events = listener.of(*kinds)
    assert [(event["type"], event["id"], event["path"], event["deleted"]) for event in events] == [
        (kind, document["id"], path, deleted)
        for kind, path, deleted in zip(
            kinds, ("a.bas", "b.bas", "b.bas", "b.bas"), (False, False, True, False), strict=True
        )
    ]
    await listener.until("activity", lambda event: event["verb"] == "document.restored")
    told = listener.of("activity")
    assert [(event["actor"], event["verb"], event["document"]) for event in told] == [
        ("olga", kinds[0], document["id"]),
        ("edda", kinds[1], document["id"]),
        ("edda", kinds[2], document["id"]),
        ("olga", kinds[3], document["id"]),
    ]
    assert told[1]["detail"] == {"path": "b.bas", "before": "a.bas"}
    # An event and the line of activity that it is of have one seq.
    assert [event["seq"] for event in events] == [event["seq"] for event in told]
    again = await listen(jp_http_port, room, "viv", listener.heard[0]["seq"])
    await again.settled()
    assert [event["seq"] for event in again.of("activity")] == [event["seq"] for event in told]
    listener.close()
    again.close()


async def test_a_failed_creation_is_no_activity(school: School):
    room = await school.full_room()
    before = await happened(school, room)
    taken = {"path": "maze.logo", "content": ""}
    assert (await school.call("edda", "POST", path_of(room, "/documents"), taken)).status == 409
    assert await happened(school, room) == before


async def test_a_change_on_disk(school: School, jp_http_port: int):
    room = await school.full_room()
    listener = await listen(jp_http_port, room, "viv")
    socket = await join_document(jp_http_port, room, "edda")
    school.file("maze-club/maze.logo").write_text("TO MAZE\n  FD 10\nEND\n")
    event = await listener.until("activity", lambda each: each["verb"] == "document.changed_on_disk")
    assert (event["actor"], event["document"]) == (":disk", room["document"]["id"])
    assert event["detail"] == {"path": "maze.logo", "added": 8, "removed": 0}
    socket.close()
    listener.close()


async def test_a_file_from_elsewhere_is_made_by_the_disk(school: School, jp_http_port: int):
    room = await school.full_room()
    listener = await listen(jp_http_port, room, "viv")
    school.file("maze-club/new.bas").write_text("10 END\n")
    await school.ok("viv", "GET", path_of(room, "/documents"))
    event = await listener.until("document.created")
    assert event["path"] == "new.bas"
    assert (":disk", "document.created") in await happened(school, room)
    listener.close()


async def test_edits_are_told_by_window_and_author(school: School, jp_http_port: int):
    school.services.limits.activity_window = 0.2
    room = await school.full_room()
    listener = await listen(jp_http_port, room, "viv")
    document = school.services.registry.get(room["id"])
    async with document.use() as library:
        await library.write(room["document"]["id"], "TO MAZE\n  FD 10\n  RT 90\nEND\n", "edda")
        await library.write(room["document"]["id"], "TO MAZE\n  FD 10\n  RT 90\n", "olga")
    told: dict[str, Any] = {}
    while len(told) < 2:
        event = await listener.until("activity", lambda each: each["verb"] == "document.edited")
        told[event["actor"]] = event["detail"]
    edda, olga = told["edda"], told["olga"]
    assert (edda["line"], olga["line"]) == (2, 4)
    assert (edda["lines"], edda["added"], edda["removed"]) == (2, 16, 0)
    assert (olga["lines"], olga["added"], olga["removed"]) == (1, 0, 4)
    assert edda["to_seq"] < olga["from_seq"]
    listener.close()


async def test_filters_and_pages(school: School):
    room = await school.full_room()
    document = room["document"]["id"]
    everything = await happened(school, room)
    assert ("olga", "document.created") in everything
    assert await happened(school, room, verb="member.added") == [("olga", "member.added")] * 2
    assert await happened(school, room, document=document) == [("olga", "document.created")]
    assert await happened(school, room, actor="edda") == []
    page = await school.ok("olga", "GET", path_of(room, "/activity"), limit=2)
    assert [(item["actor"], item["verb"]) for item in page["items"]] == everything[-2:]
    older = await school.ok("olga", "GET", path_of(room, "/activity"), limit=2, before=page["next"])
    assert [(item["actor"], item["verb"]) for item in older["items"]] == everything[-4:-2]


async def test_the_export_holds_everything_and_no_formulas(school: School, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("timewarp_jupyter.handlers.activity._AT_ONCE", 2)
    room = await school.full_room()
    evil = ["=1+1.bas", "+x.bas", "-x.bas", "@sum.bas", 'a,"b.bas']
    for name in evil:
        await school.make_document(room, name)
    items = (await school.ok("viv", "GET", path_of(room, "/activity")))["items"]
    exported = await school.ok("viv", "GET", path_of(room, "/activity"), format="json")
    assert exported == items
    answer = await school.call("viv", "GET", path_of(room, "/activity"), format="csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert lines[0] == ["seq", "at", "actor", "name", "verb", "document", "path", "detail"]
    assert [line[0] for line in lines[1:]] == [str(item["seq"]) for item in items]
    assert [line[6] for line in lines[-5:]] == ["'=1+1.bas", "'+x.bas", "'-x.bas", "'@sum.bas", 'a,"b.bas']
    assert not any(cell[:1] in "=+-@" for line in lines for cell in line if cell)
    between = {"format": "json", "after": exported[0]["seq"], "before": exported[-1]["seq"], "limit": 1}
    assert await school.ok("viv", "GET", path_of(room, "/activity"), **between) == exported[1:-1]
    wrong = await school.call("viv", "GET", path_of(room, "/activity"), format="csv", before="yesterday")
    assert wrong.code == "bad_field"
    bad = await school.call("viv", "GET", path_of(room, "/activity"), format="xml")
    assert (bad.status, bad.code) == (400, "bad_field")
    nothing = await school.ok("viv", "GET", path_of(room, "/activity"), format="json", actor="nobody")
    assert nothing == []


async def test_members_and_rooms_are_told_at_once(school: School, jp_http_port: int):
    room = await school.full_room()
    listener = await listen(jp_http_port, room, "viv")
    await school.set_role(room, "viv", "editor")
    await school.ok("olga", "PATCH", path_of(room), {"locked": True})
    await school.ok("olga", "DELETE", path_of(room, "/members/edda"))
    await say(school, room, "olga", "Done")
    await listener.until("chat.posted")
    (member,) = listener.of("member.updated")
    (updated,) = listener.of("room.updated")
    (removed,) = listener.of("member.removed")
    assert (member["username"], member["role"]) == ("viv", "editor")
    assert (updated["id"], updated["locked"]) == (room["id"], True)
    assert "role" not in updated
    assert removed["username"] == "edda"
    await school.ok("olga", "DELETE", path_of(room))
    assert await listener.end() == 4404
    assert [event["id"] for event in listener.of("room.deleted")] == [room["id"]]


@pytest.mark.parametrize("name", ["Τάξη μας", "教室", 'Ana\'s "room"'])
async def test_an_export_of_a_room_with_any_name(school: School, name: str):
    room = await school.full_room(name)
    answer = await school.call("olga", "GET", path_of(room, "/activity"), format="json")
    assert answer.status == 200
    told = answer.headers["Content-Disposition"]
    assert told.isascii() and unquote(told).endswith(f"activity-{room['slug']}.json")
    assert "member.added" in [line["verb"] for line in answer.json]
