"""Several things at the same moment: none may break what a room promises."""

from __future__ import annotations

import asyncio

from conftest import School


async def test_two_owners_cannot_both_leave(school: School):
    room = await school.full_room()
    await school.set_role(room, "edda", "owner")
    path = f"api/timewarp/rooms/{room['id']}/members"
    answers = await asyncio.gather(
        school.call("olga", "DELETE", f"{path}/olga"), school.call("edda", "DELETE", f"{path}/edda")
    )
    assert sorted(answer.status for answer in answers) == [204, 409]
    live = school.services.registry.get(room["id"])
    assert [row.role for row in live.members.values() if row.role == "owner"] == ["owner"]


async def test_the_last_use_of_an_invitation_is_one_persons(school: School):
    room = await school.full_room()
    path = f"api/timewarp/rooms/{room['id']}/invitations"
    made = await school.ok("olga", "POST", path, {"role": "editor", "max_uses": 2})
    token = made["url"].rsplit("/", 1)[1]
    answers = await asyncio.gather(
        *(school.call(f"user{n}", "POST", f"api/timewarp/invitations/{token}") for n in range(6))
    )
    assert sorted(answer.status for answer in answers) == [200, 200, 409, 409, 409, 409]
    live = school.services.registry.get(room["id"])
    assert len(live.members) == 5


async def test_a_folder_becomes_one_room(school: School):
    body = {"name": "Same", "folder": "same"}
    answers = await asyncio.gather(
        *(school.call(f"user{n}", "POST", "api/timewarp/rooms", body) for n in range(5))
    )
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409, 409]


async def test_a_class_joins_an_open_room_at_once(school: School):
    room = await school.full_room("Open", visibility="open")
    live = school.services.registry.get(room["id"])
    await live.unload()
    opened = await asyncio.gather(
        *(
            school.ok(f"user{n % 10}", "POST", "api/timewarp/lookup", {"path": "open/maze.logo"})
            for n in range(30)
        )
    )
    assert {answer["document"] for answer in opened} == {room["document"]["id"]}
    assert sum(answer["joined"] for answer in opened) == 10
    assert len(live.members) == 13
    assert sum(member.room == room["id"] for member in await school.services.store.members()) == 13


async def test_requests_and_unloading_do_not_meet(school: School):
    room = await school.full_room()
    live = school.services.registry.get(room["id"])
    done = asyncio.Event()

    async def unload() -> None:
        while not done.is_set():
            await live.shelf.unload(0)
            await asyncio.sleep(0)

    task = asyncio.create_task(unload())
    texts = await asyncio.gather(
        *(school.text(room, room["document"], user) for user in ("olga", "edda", "viv") * 10)
    )
    done.set()
    await task
    assert set(texts) == {"TO MAZE\nEND\n"}


async def test_a_member_is_seen_and_counted(school: School):
    room = await school.full_room()
    live = school.services.registry.get(room["id"])
    await live.open_document(room["document"]["id"], "viv")
    listing = await school.ok("olga", "GET", f"api/timewarp/rooms/{room['id']}/members")
    seen = {item["username"]: item["last_seen"] for item in listing["items"]}
    assert seen["viv"] is not None and seen["edda"] is None
    stored = {row.username: row.last_seen for row in await school.services.store.members()}
    assert stored["viv"] is not None and stored["edda"] is None
