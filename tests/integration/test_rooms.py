"""Rooms and members over HTTP: made, found, shared, locked, deleted and brought back."""

from __future__ import annotations

import shutil

import pytest
from conftest import School

from timewarp_jupyter.clock import now_ms

ROOMS = "api/timewarp/rooms"


async def test_a_room_is_made_with_a_folder_and_an_owner(school: School):
    answer = await school.call("olga", "POST", ROOMS, {"name": " Τάξη  μας "})
    room = answer.json
    assert answer.status == 201
    assert answer.headers["Location"].endswith(f"/a%40b/api/timewarp/rooms/{room['id']}")
    assert (room["name"], room["slug"], room["folder"]) == ("Τάξη μας", "τάξη-μας", "τάξη-μας")
    assert (room["role"], room["visibility"], room["default_role"]) == ("owner", "open", "editor")
    assert school.file("τάξη-μας").is_dir()
    assert await school.ok("olga", "GET", f"{ROOMS}/{room['id']}") == room
    assert await school.ok("olga", "GET", f"{ROOMS}/{room['slug']}") == room


async def test_names_alike_get_slugs_and_folders_of_their_own(school: School):
    school.file("maze-2").mkdir()
    first = await school.make_room("Maze")
    second = await school.make_room("maze!")
    assert [first["slug"], second["slug"]] == ["maze", "maze-2"]
    assert [first["folder"], second["folder"]] == ["maze", "maze-2-2"]


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("/", "workspace_root"),
        (".", "workspace_root"),
        (".hidden", "hidden_folder"),
        ("a/.git/b", "hidden_folder"),
        (".timewarp", "hidden_folder"),
        ("../out", "bad_path"),
        ("a/../../out", "bad_path"),
        ("a\\b", "bad_path"),
        ("a\0b", "bad_path"),
        ("%2e%2e/out", "bad_path"),
        ("out/link", "bad_path"),
        ("taken", "folder_taken"),
        ("taken/inner", "inside_room"),
        ("outer", "contains_room"),
        ("a_file", "folder_is_file"),
        ("a_file/below", "folder_is_file"),
    ],
)
async def test_folders_that_cannot_be_rooms(school: School, folder: str, code: str, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    school.file("a_file").write_text("x")
    school.file("out").symlink_to(outside)
    await school.make_room("Taken", folder="taken")
    await school.make_room("Inner", folder="outer/inner")
    answer = await school.call("olga", "POST", ROOMS, {"name": "New", "folder": folder})
    assert (answer.status // 100, answer.code) == (4, code)
    assert answer.json["error"]["message"]
    assert not list(outside.iterdir())
    assert len((await school.ok("olga", "GET", ROOMS))["items"]) == 2


async def test_an_existing_folder_keeps_its_files(school: School):
    school.file("old").mkdir()
    school.file("old/a.bas").write_text('10 PRINT "A"\n')
    room = await school.make_room("Old", folder="old/")
    listing = await school.ok("olga", "GET", f"{ROOMS}/{room['id']}/documents")
    assert [item["path"] for item in listing["items"]] == ["a.bas"]


async def test_invite_rooms_are_unknown_to_strangers(school: School):
    room = await school.full_room()
    for path in (f"{ROOMS}/{room['id']}", f"{ROOMS}/{room['slug']}/members", f"{ROOMS}/nothing"):
        answer = await school.call("sam", "GET", path)
        assert (answer.status, answer.code) == (404, "no_such_room")
        assert "Maze" not in answer.text
    assert (await school.ok("sam", "GET", ROOMS))["items"] == []
    assert [item["id"] for item in (await school.ok("viv", "GET", ROOMS))["items"]] == [room["id"]]


async def test_open_rooms_are_looked_into_and_joined_by_opening(school: School):
    room = await school.full_room("Open", visibility="open", default_role="viewer")
    seen = await school.ok("sam", "GET", f"{ROOMS}/{room['id']}")
    assert seen["role"] is None
    looked = await school.ok("sam", "GET", "api/timewarp/lookup", path="open/maze.logo")
    assert (looked["role"], looked["joined"]) == ("viewer", False)
    assert "sam" not in await usernames(school, room)
    opened = await school.ok("sam", "POST", "api/timewarp/lookup", {"path": "open/maze.logo"})
    assert (opened["role"], opened["joined"]) == ("viewer", True)
    assert opened["document"] == room["document"]["id"]
    assert opened["history_id"] == room["document"]["history_id"]
    again = await school.ok("sam", "POST", "api/timewarp/lookup", {"path": "open/maze.logo"})
    assert again["joined"] is False
    assert await usernames(school, room) == ["olga", "edda", "viv", "sam"]


async def usernames(school: School, room) -> list[str]:
    listing = await school.ok("olga", "GET", f"{ROOMS}/{room['id']}/members")
    return [item["username"] for item in listing["items"]]


async def test_the_last_owner_stays(school: School):
    room = await school.full_room()
    path = f"{ROOMS}/{room['id']}/members/olga"
    for method, body in (("DELETE", None), ("PUT", {"role": "editor"})):
        answer = await school.call("olga", method, path, body)
        assert (answer.status, answer.code) == (409, "last_owner")
    await school.set_role(room, "edda", "owner")
    await school.ok("olga", "DELETE", path)
    assert (await school.call("olga", "GET", f"{ROOMS}/{room['id']}")).status == 404
    assert [item["username"] for item in
            (await school.ok("edda", "GET", f"{ROOMS}/{room['id']}/members"))["items"]] == [
        "edda", "viv",
    ]  # fmt: skip


async def test_roles_act_at_once(school: School):
    room = await school.full_room()
    documents = f"{ROOMS}/{room['id']}/documents"
    assert (await school.call("viv", "POST", documents, {"path": "v.bas"})).code == "forbidden"
    await school.set_role(room, "viv", "editor")
    assert (await school.call("viv", "POST", documents, {"path": "v.bas"})).status == 201
    await school.ok("olga", "PATCH", f"{ROOMS}/{room['id']}", {"locked": True})
    assert (await school.call("viv", "POST", documents, {"path": "w.bas"})).code == "locked"
    assert (await school.call("olga", "POST", documents, {"path": "w.bas"})).status == 201
    await school.ok("viv", "DELETE", f"{ROOMS}/{room['id']}/members/viv")
    assert (await school.call("viv", "GET", documents)).status == 404


async def test_deleting_keeps_files_and_can_be_undone(school: School):
    room = await school.full_room()
    path = f"{ROOMS}/{room['id']}"
    await school.ok("olga", "DELETE", path)
    assert school.file("maze-club/maze.logo").read_text() == "TO MAZE\nEND\n"
    assert (await school.call("edda", "GET", path)).status == 404
    assert (await school.ok("olga", "GET", path))["deleted"] is True
    assert (await school.ok("olga", "GET", ROOMS))["items"] == []
    gone = await school.ok("olga", "GET", ROOMS, deleted="true")
    assert [item["id"] for item in gone["items"]] == [room["id"]]
    answer = await school.call("olga", "PATCH", path, {"name": "Other"})
    assert (answer.status, answer.code) == (409, "room_deleted")
    assert (await school.call("olga", "GET", f"{path}/members")).code == "room_deleted"
    back = await school.ok("olga", "PATCH", path, {"deleted": False})
    assert (back["deleted"], back["name"]) == (False, "Maze Club")
    assert await school.text(room, room["document"], "edda") == "TO MAZE\nEND\n"


async def test_deleting_with_files_can_be_undone_as_well(school: School):
    room = await school.full_room()
    path = f"{ROOMS}/{room['id']}"
    await school.ok("olga", "DELETE", path, files="true")
    assert not school.file("maze-club").exists()
    await school.ok("olga", "PATCH", path, {"deleted": False})
    assert school.file("maze-club").is_dir()
    assert await school.text(room, room["document"]) == "TO MAZE\nEND\n"


async def test_a_folder_taken_meanwhile_is_not_brought_back(school: School):
    room = await school.full_room()
    await school.ok("olga", "DELETE", f"{ROOMS}/{room['id']}")
    await school.make_room("Other", folder="maze-club")
    answer = await school.call("olga", "PATCH", f"{ROOMS}/{room['id']}", {"deleted": False})
    assert (answer.status, answer.code) == (409, "folder_taken")


async def test_a_folder_renamed_in_jupyter_keeps_its_room(school: School):
    room = await school.full_room()
    await school.ok("olga", "PATCH", "api/contents/maze-club", {"path": "labyrinth"})
    assert (await school.ok("edda", "GET", f"{ROOMS}/{room['id']}"))["folder"] == "labyrinth"
    found = await school.ok("edda", "GET", "api/timewarp/lookup", path="labyrinth/maze.logo")
    assert found["document"] == room["document"]["id"]
    assert await school.text(room, room["document"]) == "TO MAZE\nEND\n"


async def test_a_vanished_folder_is_told_and_one_moved_by_ids_is_followed(school: School):
    room = await school.full_room()
    live = school.services.registry.get(room["id"])
    school.file("maze-club").rename(school.file("elsewhere"))
    keeper = school.services.registry._keeper
    await keeper.follow(live)
    assert (await school.ok("edda", "GET", f"{ROOMS}/{room['id']}"))["folder_missing"] is True
    school.serverapp.web_app.settings["file_id_manager"].move("maze-club", "elsewhere")
    await keeper.follow(live)
    seen = await school.ok("edda", "GET", f"{ROOMS}/{room['id']}")
    assert (seen["folder"], seen["folder_missing"]) == ("elsewhere", False)
    shutil.rmtree(school.file("elsewhere"))
    await keeper.follow(live)
    assert (await school.ok("edda", "GET", f"{ROOMS}/{room['id']}"))["folder_missing"] is True


async def test_rooms_outlive_the_registry(school: School):
    room = await school.full_room()
    registry = school.services.registry
    await registry.stop()
    registry._rooms.clear()
    registry._ids.clear()
    await registry.start()
    seen = await school.ok("viv", "GET", f"{ROOMS}/{room['slug']}")
    assert (seen["id"], seen["role"]) == (room["id"], "viewer")
    assert await usernames(school, room) == ["olga", "edda", "viv"]
    assert await school.text(room, room["document"]) == "TO MAZE\nEND\n"


async def test_idle_rooms_leave_memory_and_come_back(school: School):
    room = await school.full_room()
    live = school.services.registry.get(room["id"])
    assert live.is_loaded
    assert not await live.shelf.unload(3600)
    async with live.use():
        assert not live.shelf.is_idle(0)
    assert await live.shelf.unload(0)
    assert not live.is_loaded
    assert await school.text(room, room["document"]) == "TO MAZE\nEND\n"


async def test_names_are_distinct_in_a_room(school: School):
    room = await school.make_room("Names")
    for username in ("ana1", "ana2"):
        await school.set_role(room, username, "editor")
        await school.raw(username, "GET", "api/timewarp/me", headers={"X-Name": "Ana"})
    listing = await school.ok("olga", "GET", f"{ROOMS}/{room['id']}/members")
    assert [item["display_name"] for item in listing["items"]] == ["olga", "Ana", "Ana 2"]


async def test_who_was_removed_keeps_name_and_color(school: School):
    room = await school.full_room()
    members = f"{ROOMS}/{room['id']}/members"
    await school.ok("viv", "PATCH", "api/timewarp/me", {"color": "#a55730"})
    await school.raw("viv", "GET", "api/timewarp/me", headers={"X-Name": "Viv K."})
    for username in ("edda", "viv"):
        await school.ok("olga", "DELETE", f"{members}/{username}")
    await school.ok("olga", "PUT", f"{members}/sam", {"role": "viewer"})
    await school.ok("olga", "DELETE", f"{members}/sam")
    now = await school.ok("olga", "GET", members)
    assert [(item["username"], item["role"]) for item in now["items"]] == [("olga", "owner")]
    everyone = await school.ok("olga", "GET", members, former="true")
    assert everyone["items"][0] == now["items"][0]
    former = {item["username"]: item for item in everyone["items"][1:]}
    assert sorted(former) == ["edda", "sam", "viv"], "sam never came, but is told to be removed"
    assert {item["role"] for item in former.values()} == {None}
    assert (former["viv"]["display_name"], former["viv"]["color"]) == ("Viv K.", "#a55730")
    answer = await school.call("edda", "GET", members, former="true")
    assert (answer.status, answer.code) == (404, "no_such_room"), "only members read"


async def test_former_people_have_names_unlike_the_members(school: School):
    room = await school.full_room()
    members = f"{ROOMS}/{room['id']}/members"
    await school.ok("olga", "DELETE", f"{members}/edda")
    for username in ("edda", "olga"):
        await school.raw(username, "GET", "api/timewarp/me", headers={"X-Name": "Edda"})
    everyone = await school.ok("viv", "GET", members, former="true")
    names = {item["username"]: item["display_name"] for item in everyone["items"]}
    assert (names["olga"], names["edda"]) == ("Edda", "Edda 2")


@pytest.mark.parametrize("timewarp_config", [{"teachers": ["tina", "group:staff"]}])
async def test_teachers_are_owners_everywhere(school: School):
    room = await school.full_room()
    path = f"{ROOMS}/{room['id']}"
    assert (await school.ok("tina", "GET", path))["role"] == "owner"
    staff = await school.raw("tom", "GET", path, headers={"X-Groups": "staff"})
    assert staff.json.get("role") == "owner", staff.text
    no_longer = await school.raw("tom", "GET", path, headers={"X-Groups": "students"})
    assert no_longer.status == 404
    await school.ok("tina", "PATCH", path, {"locked": True})
    assert (await school.ok("tina", "DELETE", f"{path}/members/viv")) is None


@pytest.mark.parametrize("timewarp_config", [{}])
async def test_too_many_rooms(school: School):
    school.services.limits.max_rooms_per_user = 1
    await school.make_room("One")
    answer = await school.call("olga", "POST", ROOMS, {"name": "Two"})
    assert (answer.status, answer.code) == (429, "too_many_rooms")


async def test_rooms_that_were_deleted_count_for_a_day(school: School):
    school.services.limits.max_rooms_per_day = 2
    for name in ("One", "Two"):
        room = await school.make_room(name)
        await school.ok("olga", "DELETE", f"{ROOMS}/{room['id']}")
    answer = await school.call("olga", "POST", ROOMS, {"name": "Three"})
    assert (answer.status, answer.code) == (429, "too_many_rooms")
    assert 86_000 < int(answer.headers["Retry-After"]) <= 86_400
    await school.make_room("Another's", "edda")


async def test_a_room_has_no_more_members_than_is_allowed(school: School):
    school.services.limits.max_members_per_room = 2
    room = await school.make_room("Full")
    path = f"{ROOMS}/{room['id']}"
    await school.ok("olga", "PUT", f"{path}/members/edda", {"role": "editor"})
    link = (await school.ok("olga", "POST", f"{path}/invitations", {"role": "viewer"}))["url"]
    accept = f"api/timewarp/invitations/{link.rsplit('/', 1)[-1]}"
    invented = await school.call("olga", "PUT", f"{path}/members/viv", {"role": "viewer"})
    invited = await school.call("viv", "POST", accept)
    for answer in (invented, invited):
        assert (answer.status, answer.code) == (429, "too_many_members")
    await school.ok("olga", "PUT", f"{path}/members/edda", {"role": "viewer"})
    await school.ok("olga", "DELETE", f"{path}/members/edda")
    assert (await school.ok("viv", "POST", accept))["role"] == "viewer"


async def test_a_room_has_no_more_invitations_than_is_allowed_and_revoking_is_no_way_round(school: School):
    school.services.limits.max_invitations_per_room = 2
    path = f"{ROOMS}/{(await school.make_room('Full'))['id']}/invitations"
    await school.ok("olga", "POST", path, {"role": "viewer"})
    second = await school.ok("olga", "POST", path, {"role": "viewer"})
    await school.ok("olga", "DELETE", f"{path}/{second['id']}")
    answer = await school.call("olga", "POST", path, {"role": "viewer"})
    assert (answer.status, answer.code) == (429, "too_many_invitations")


async def test_what_was_deleted_too_long_ago_is_removed_and_its_files_stay(school: School):
    registry, store = school.services.registry, school.services.store
    old, recent, there = [await school.full_room(name) for name in ("Old", "Recent", "There")]
    for room, days in ((old, 31.1), (recent, 30.9)):
        await school.ok("olga", "DELETE", f"{ROOMS}/{room['id']}")
        await registry.get(room["id"]).change(deleted_at=now_ms() - round(days * 24 * 3600 * 1000))
    await registry.purging.go_round(rest=0)
    assert {row.id for row in await store.rooms()} == {recent["id"], there["id"]}
    assert set(registry.rooms) == {recent["id"], there["id"]}
    assert (await school.call("olga", "GET", f"{ROOMS}/{old['id']}")).status == 404
    assert (school.root / "old" / "maze.logo").exists()
    assert (await school.make_room("Old", folder="new"))["slug"] == "old"
    late = await school.call("olga", "PATCH", f"{ROOMS}/{recent['id']}", {"deleted": False})
    assert late.code == "too_late"
