"""Documents, people, invitations and bad input over HTTP."""

from __future__ import annotations

import asyncio
import json

import pytest
from conftest import ANON, School

from timewarp_jupyter import turnstile
from timewarp_jupyter.rooms.colors import PALETTE

API = "api/timewarp"
ROOMS = f"{API}/rooms"


async def test_the_root_tells_version_limits_and_the_caller(school: School):
    root = await school.ok("olga", "GET", API)
    assert root["version"] and root["enabled"] and root["ready"]
    assert root["limits"]["max_file_bytes"] == 1024 * 1024
    assert root["me"]["username"] == "olga"
    assert root["colors"] == list(PALETTE)


async def test_a_person_takes_a_name_and_a_colour(school: School):
    values = {"display_name": " Ana <b> ", "color": PALETTE[4]}
    me = await school.ok(ANON, "PATCH", f"{API}/me", values)
    assert (me["display_name"], me["color"], me["name_fixed"]) == ("Ana <b>", PALETTE[4], False)
    assert await school.ok(ANON, "GET", f"{API}/me") == me
    answer = await school.call("olga", "PATCH", f"{API}/me", {"display_name": "Boss"})
    assert (answer.status, answer.code) == (403, "name_fixed")
    answer = await school.call(ANON, "PATCH", f"{API}/me", {"color": "#ffffff"})
    assert (answer.status, answer.code) == (400, "bad_color")
    answer = await school.call(ANON, "PATCH", f"{API}/me", {"display_name": "\u200b"})
    assert (answer.status, answer.code) == (400, "bad_name")


async def test_a_document_lives_through_its_life(school: School):
    room = await school.full_room()
    documents = f"{ROOMS}/{room['id']}/documents"
    made = await school.call("edda", "POST", documents, {"path": "sub/a.bas", "content": "10 END\n"})
    assert made.status == 201
    document = made.json
    assert (document["path"], document["language"], document["size"]) == ("sub/a.bas", "basic", 7)
    assert (document["updated_by"], document["content"]) == ("edda", "10 END\n")
    assert school.file("maze-club/sub/a.bas").read_text() == "10 END\n"
    one = f"{documents}/{document['id']}"
    renamed = await school.ok("edda", "PATCH", one, {"path": "b.bas"})
    assert (renamed["id"], renamed["path"]) == (document["id"], "b.bas")
    assert school.file("maze-club/b.bas").read_text() == "10 END\n"
    assert not school.file("maze-club/sub/a.bas").exists()
    await school.ok("edda", "DELETE", one)
    assert not school.file("maze-club/b.bas").exists()
    assert (await school.call("edda", "GET", one)).code == "no_such_document"
    gone = await school.ok("edda", "GET", documents, deleted="true")
    assert [item["id"] for item in gone["items"]] == [document["id"]]
    back = await school.ok("edda", "PATCH", one, {"deleted": False})
    assert (back["content"], back["deleted"]) == ("10 END\n", False)
    saved = await school.ok("edda", "POST", f"{one}/save")
    assert saved["content"] == "10 END\n"
    assert school.file("maze-club/b.bas").read_text() == "10 END\n"


async def test_the_listing_adopts_programs_and_names_other_files(school: School):
    room = await school.full_room()
    school.file("maze-club/new.pilot").write_text("T:Hello\n")
    school.file("maze-club/photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    school.file("maze-club/.secret").write_text("x")
    documents = f"{ROOMS}/{room['id']}/documents"
    items = (await school.ok("viv", "GET", documents))["items"]
    assert {item["path"]: item["kind"] for item in items} == {
        "maze.logo": "document",
        "new.pilot": "document",
        "photo.png": "file",
    }
    pilot = next(item for item in items if item["path"] == "new.pilot")
    assert (pilot["language"], pilot["updated_by"]) == ("pilot", ":disk")
    assert await school.text(room, pilot, "viv") == "T:Hello\n"


async def test_listings_page(school: School):
    room = await school.full_room()
    for name in ("a.bas", "b.bas", "c.bas"):
        await school.make_document(room, name)
    documents = f"{ROOMS}/{room['id']}/documents"
    seen, after = [], 0
    while after is not None:
        page = await school.ok("viv", "GET", documents, after=after, limit=2)
        seen.append([item["path"] for item in page["items"]])
        after = page["next"]
    assert seen == [["a.bas", "b.bas"], ["c.bas", "maze.logo"]]
    page = await school.ok("viv", "GET", documents, before=3, limit=1)
    assert ([item["path"] for item in page["items"]], page["next"]) == (["b.bas"], 2)
    for query in ({"limit": "0"}, {"limit": "x"}, {"after": "-1"}, {"before": "9" * 30}):
        answer = await school.call("viv", "GET", documents, **query)
        assert (answer.status, answer.code) == (400, "bad_field")


async def test_a_path_can_be_made_once(school: School):
    room = await school.full_room()
    documents = f"{ROOMS}/{room['id']}/documents"
    for path in ("maze.logo", "./maze.logo", "../maze.logo", "a\\b", "/etc/passwd", "x.ipynb"):
        answer = await school.call("edda", "POST", documents, {"path": path, "content": "X"})
        assert answer.status == (409 if path == "maze.logo" else 400), path
        assert answer.code == ("path_taken" if path == "maze.logo" else "bad_path")
    assert await school.text(room, room["document"]) == "TO MAZE\nEND\n"


async def test_lookup(school: School):
    room = await school.full_room()
    school.file("maze-club/photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    school.file("alone.bas").write_text("10 END\n")
    school.file("alias").symlink_to(school.file("maze-club"))
    found = await school.ok("viv", "GET", f"{API}/lookup", path="maze-club/maze.logo")
    assert (found["document"], found["role"]) == (room["document"]["id"], "viewer")
    assert found["room"]["id"] == room["id"]
    same = await school.ok("viv", "GET", f"{API}/lookup", path="/alias/maze.logo")
    assert same["document"] == room["document"]["id"]
    folder = await school.ok("viv", "GET", f"{API}/lookup", path="maze-club")
    assert (folder["document"], folder["room"]["id"]) == (None, room["id"])
    for path in ("alone.bas", "maze-club/photo.png", "maze-club/none.bas", "", "../x", "maze-clubs"):
        answer = await school.call("viv", "GET", f"{API}/lookup", path=path)
        assert (answer.status, answer.code) == (404, "not_in_a_room"), path
    refused = await school.call("sam", "POST", f"{API}/lookup", {"path": "maze-club/maze.logo"})
    assert (refused.status, refused.code) == (403, "not_a_member")
    assert refused.json["error"]["reason"] == "Maze Club"


@pytest.mark.parametrize("path", ["a\0b", "maze-club/a\0b.logo", "\0", "a" * 4096, "../../etc/passwd"])
async def test_what_can_be_no_path_is_in_no_room(school: School, path):
    await school.full_room()
    assert (await school.call("olga", "POST", f"{API}/lookup", {"path": path})).code == "not_in_a_room"


@pytest.mark.parametrize("path", ["a\0b.logo", "a\ud800.logo"])
async def test_jupyters_own_doors_refuse_what_can_be_no_path(school: School, path):
    await school.full_room()
    file, folder = "api/contents/maze-club/maze.logo", "api/contents/maze-club"
    # What no client of Jupyter sends is refused in Jupyter's own words, before any room is asked.
    assert (await school.call("olga", "PATCH", file, {"path": path})).status == 404
    assert 400 <= (await school.call("olga", "POST", folder, {"copy_from": path})).status < 500


async def test_invitations_are_used_up_and_never_lower_a_role(school: School):
    room = await school.full_room()
    path = f"{ROOMS}/{room['id']}/invitations"
    made = await school.call("olga", "POST", path, {"role": "editor", "max_uses": 1, "expires_in": 60})
    assert made.status == 201
    token = made.json["url"].rsplit("/", 1)[1]
    assert made.json["url"].startswith("http") and "/a%40b/timewarp/join/" in made.json["url"]
    looked = await school.ok("sam", "GET", f"{API}/invitations/{token}")
    assert looked["room"]["name"] == "Maze Club"
    assert (looked["role"], looked["invited_by"], looked["already"]) == ("editor", "olga", False)
    for member in ("olga", "edda"):
        kept = await school.ok(member, "POST", f"{API}/invitations/{token}")
        assert kept["role"] == {"olga": "owner", "edda": "editor"}[member]
    assert (await school.ok("viv", "POST", f"{API}/invitations/{token}"))["role"] == "editor"
    assert (await school.ok("viv", "POST", f"{API}/invitations/{token}"))["role"] == "editor"
    answer = await school.call("sam", "POST", f"{API}/invitations/{token}")
    assert (answer.status, answer.code) == (409, "invitation_used_up")
    listing = (await school.ok("olga", "GET", path))["items"]
    assert [(item["uses"], item["max_uses"], "url" in item) for item in listing] == [(1, 1, False)]
    stored = school.file(".timewarp/timewarp.sqlite").read_bytes()
    wal = school.file(".timewarp/timewarp.sqlite-wal")
    assert token.encode() not in stored + (wal.read_bytes() if wal.exists() else b"")


async def test_invitations_are_revoked(school: School):
    room = await school.full_room()
    path = f"{ROOMS}/{room['id']}/invitations"
    made = await school.ok("olga", "POST", path, {})
    token = made["url"].rsplit("/", 1)[1]
    await school.ok("olga", "DELETE", f"{path}/{made['id']}")
    assert (await school.ok("olga", "GET", path))["items"] == []
    for method in ("GET", "POST"):
        answer = await school.call("sam", method, f"{API}/invitations/{token}")
        assert (answer.status, answer.code) == (409, "invitation_revoked")
        assert "Maze" not in answer.text
    assert (await school.call("sam", "GET", f"{API}/invitations/wrong")).status == 404


async def test_an_owner_link_works_once(school: School):
    room = await school.make_room("Mine")
    live = school.services.registry.get(room["id"])
    made = await school.services.invitations.owner_link(live, "olga")
    assert (await school.ok("sam", "POST", f"{API}/invitations/{made.token}"))["role"] == "owner"
    assert (await school.call("tim", "POST", f"{API}/invitations/{made.token}")).status == 409


BAD_BODIES = [
    ("{", "not_json"),
    ("[]", "not_json"),
    ('"x"', "not_json"),
    (b"\xff\xfe", "not_json"),
    ("[" * 100_000, "not_json"),
    ('{"name": 5}', "bad_field"),
    ('{"name": null}', "bad_field"),
    ('{"name": "\\ud800"}', "bad_field"),
    ('{"name": "x", "visibility": "secret"}', "bad_field"),
    ('{"name": "x", "default_role": "owner"}', "bad_field"),
    ('{"name": "x", "folder": ["a"]}', "bad_field"),
    ('{"name": "x", "colour": "red"}', "unknown_field"),
    ('{"name": "x", "\\ud800": "red"}', "unknown_field"),
    ("{}", "missing_field"),
    ("", "missing_field"),
    ('{"name": "  "}', "bad_name"),
    (json.dumps({"name": "x" * 101}), "bad_name"),
]


@pytest.mark.parametrize(("body", "code"), BAD_BODIES)
async def test_bad_bodies(school: School, body, code):
    answer = await school.raw("olga", "POST", ROOMS, body)
    assert (answer.status, answer.code) == (400, code)
    assert set(answer.json["error"]) == {"code", "message", "reason"}
    assert (await school.ok("olga", "GET", ROOMS))["items"] == []
    assert [path.name for path in school.root.iterdir() if not path.name.startswith(".")] == []


async def test_errors_have_one_shape(school: School, monkeypatch):
    cases = [
        (None, "GET", API, 403, "not_signed_in"),
        (None, "GET", f"{API}/nothing", 403, "not_signed_in"),
        ("olga", "GET", f"{API}/nothing/here", 404, "no_such_route"),
        ("olga", "POST", f"{API}/nothing", 404, "no_such_route"),
        ("olga", "DELETE", ROOMS, 405, "method_not_allowed"),
        ("olga", "GET", f"{ROOMS}/x", 404, "no_such_room"),
    ]
    for user, method, path, status, code in cases:
        answer = await school.call(user, method, path)
        assert (answer.status, answer.code) == (status, code), path
        assert set(answer.json["error"]) == {"code", "message", "reason"}
        assert answer.headers["Content-Type"].startswith("application/json")

    def broken(_username):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(school.services.registry, "visible_to", broken)
    answer = await school.call("olga", "GET", ROOMS)
    assert (answer.status, answer.code) == (500, "internal")
    assert "secret" not in answer.text and "Traceback" not in answer.text


async def test_writes_from_other_sites_are_refused(school: School):
    cookie = {"Cookie": "user=olga"}
    answer = await school.raw(None, "POST", ROOMS, '{"name": "X"}', headers=cookie)
    assert (answer.status, answer.code) == (403, "forbidden")
    assert (await school.ok("olga", "GET", ROOMS))["items"] == []


async def test_too_large_bodies(school: School):
    room = await school.full_room()
    school.services.limits.max_file_bytes = 100
    documents = f"{ROOMS}/{room['id']}/documents"
    for size in (101, 100_000):
        answer = await school.call("edda", "POST", documents, {"path": "x.bas", "content": "x" * size})
        assert (answer.status, answer.code) == (413, "too_large")
    assert not school.file("maze-club/x.bas").exists()


async def test_who_is_not_signed_in_takes_nobodys_turn(school: School, monkeypatch: pytest.MonkeyPatch):
    """A flood of such requests held up everyone's."""
    monkeypatch.setattr(turnstile, "LONGEST", 60.0)
    gate = school.services.turnstile
    turn = await gate.enter("olga")
    stranger = await asyncio.wait_for(school.call(None, "GET", "api/timewarp"), 10.0)
    assert stranger.status == 403
    waits = asyncio.create_task(school.ok("edda", "GET", "api/timewarp"))
    await asyncio.wait_for(school.call(None, "GET", "api/timewarp/rooms"), 10.0)
    assert not waits.done()
    gate.leave(turn)
    assert (await asyncio.wait_for(waits, 10.0))["me"]["username"] == "edda"
