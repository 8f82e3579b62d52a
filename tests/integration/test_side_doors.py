"""Jupyter's own routes and jupyter-collaboration's keep the roles of rooms."""

from __future__ import annotations

import base64
import json

import nbformat
import pytest
from conftest import School
from stock import Stock, change, ended
from tornado.httpclient import HTTPClientError

TEXT = "TO MAZE\nEND\n"
FILE = "maze-club/maze.logo"


def saving(content: str, **more) -> dict:
    return {"type": "file", "format": "text", "content": content, **more}


def notebook() -> dict:
    return {"type": "notebook", "format": "json", "content": nbformat.v4.new_notebook()}


# --- reading


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (f"api/contents/{FILE}", {}),
        (f"api/contents/{FILE}", {"content": "0"}),
        ("api/contents/maze-club", {}),
        (f"api/contents/{FILE}/checkpoints", {}),
        (f"files/{FILE}", {}),
        ("api/contents/alias/maze.logo", {}),
        ("files/alias/maze.logo", {}),
        ("files/./maze-club/./maze.logo", {}),
        ("api/contents/maze-club/photo.png", {}),
        ("files/maze-club/photo.png", {}),
        ("view/maze-club/page.html", {}),
        ("nbconvert/html/maze-club/book.ipynb", {}),
    ],
)
async def test_only_members_read(school: School, path, query):
    await school.full_room()
    school.file("alias").symlink_to(school.file("maze-club"))
    school.file("maze-club/photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    school.file("maze-club/page.html").write_text("<p>hi</p>")
    school.file("maze-club/book.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    assert (await school.call(None, "GET", path, **query)).status in (302, 403)
    refused = await school.call("sam", "GET", path, **query)
    assert refused.status == 403, refused.text
    assert "MAZE" not in refused.text and "Maze Club" not in refused.text
    allowed = await school.call("viv", "GET", path, **query)
    if "nbconvert" in path:  # whether nbconvert is installed is not ours: it was let through
        assert allowed.status in (200, 500)
    else:
        assert allowed.status == 200, allowed.text


async def test_files_outside_rooms_are_nobodys_business(school: School):
    await school.full_room()
    path = "api/contents/mine.bas"
    assert (await school.call("sam", "PUT", path, saving("10 END\n"))).status == 201
    assert (await school.ok("sam", "GET", path))["content"] == "10 END\n"
    renamed = await school.ok("sam", "PATCH", path, {"path": "yours.bas"})
    assert renamed["path"] == "yours.bas"
    assert (await school.ok("sam", "POST", "api/contents", {"ext": ".bas"}))["name"] == "untitled.bas"
    copied = await school.ok("sam", "POST", "api/contents", {"copy_from": "yours.bas"})
    assert copied["path"].startswith("yours-Copy1")
    assert (await school.call("sam", "DELETE", "api/contents/yours.bas")).status == 204
    assert (await school.call("sam", "GET", "files/none.bas")).status == 404


async def test_refusals_are_read_by_jupyters_clients_and_ours(school: School):
    await school.full_room()
    answer = await school.call("sam", "GET", f"api/contents/{FILE}")
    assert answer.json["message"] == answer.json["error"]["message"]
    assert answer.code == "not_a_member"


# --- writing


async def test_saving_is_an_edit_of_who_saves(school: School):
    room = await school.full_room()
    path = f"api/contents/{FILE}"
    for user, code in (("sam", "not_a_member"), ("viv", "forbidden")):
        answer = await school.call(user, "PUT", path, saving("STOLEN"))
        assert (answer.status, answer.code) == (403, code)
    await school.ok("olga", "PATCH", f"api/timewarp/rooms/{room['id']}", {"locked": True})
    answer = await school.call("edda", "PUT", path, saving("LOCKED"))
    assert (answer.status, answer.code) == (403, "locked")
    assert await school.text(room, room["document"]) == TEXT
    assert school.file(FILE).read_text() == TEXT
    await school.ok("olga", "PATCH", f"api/timewarp/rooms/{room['id']}", {"locked": False})
    model = await school.ok("edda", "PUT", path, saving(TEXT + "MAZE\n"))
    assert (model["path"], model["type"], model["content"]) == (FILE, "file", None)
    assert await school.text(room, room["document"]) == TEXT + "MAZE\n"
    assert school.file(FILE).read_text() == TEXT + "MAZE\n"
    journal = await school.services.store.journal(room["document"]["id"])
    authors = [row.author for row in journal.updates if row.author != ":server"]
    assert authors == ["olga", "edda"]


async def test_base64_is_text_as_well_and_binary_never_replaces_a_program(school: School):
    room = await school.full_room()
    path = f"api/contents/{FILE}"

    def encoded(data: bytes) -> dict:
        content = base64.b64encode(data).decode()
        return {"type": "file", "format": "base64", "content": content}

    await school.ok("edda", "PUT", path, encoded(b"NEW\n"))
    assert await school.text(room, room["document"]) == "NEW\n"
    answer = await school.call("edda", "PUT", path, encoded(b"\xff\xfe\x00"))
    assert (answer.status, answer.code) == (400, "not_text")
    chunk = {**saving("A"), "chunk": 1}
    assert (await school.call("edda", "PUT", path, chunk)).code == "not_text"
    assert school.file(FILE).read_text() == "NEW\n"
    image = "api/contents/maze-club/photo.png"
    assert (await school.call("viv", "PUT", image, encoded(b"\x89PNG\xff"))).status == 403
    assert (await school.call("edda", "PUT", image, encoded(b"\x89PNG\xff"))).status == 201
    assert school.file("maze-club/photo.png").read_bytes() == b"\x89PNG\xff"
    assert (await school.call("viv", "PUT", image, encoded(b"x"))).status == 403


async def test_new_files_are_made_by_those_who_may(school: School):
    room = await school.full_room()
    path = "api/contents/maze-club/new.bas"
    assert (await school.call("viv", "PUT", path, saving("X"))).status == 403
    assert not school.file("maze-club/new.bas").exists()
    made = await school.call("edda", "PUT", path, saving("10 END\n"))
    assert (made.status, made.json["name"]) == (201, "new.bas")
    assert (await school.call("viv", "POST", "api/contents/maze-club", {"ext": ".bas"})).status == 403
    untitled = await school.call("edda", "POST", "api/contents/maze-club", {"ext": ".bas"})
    assert (untitled.status, untitled.json["path"]) == (201, "maze-club/untitled.bas")
    rows = {row.path: row.updated_by for row in await school.services.store.documents(room["id"])}
    assert rows == {"maze.logo": "olga", "new.bas": "edda", "untitled.bas": "edda"}


async def test_copying_out_of_a_room_is_reading_it(school: School):
    await school.full_room()
    for body in ({"copy_from": FILE}, {"copy_from": f"/{FILE}"}, {"copy_from": "maze-club"}):
        assert (await school.call("sam", "POST", "api/contents", body)).status == 403, body
    assert [path.name for path in school.root.glob("*.logo")] == []
    copied = await school.call("viv", "POST", "api/contents", {"copy_from": FILE})
    assert copied.status == 201
    into = {"copy_from": copied.json["path"]}
    assert (await school.call("viv", "POST", "api/contents/maze-club", into)).status == 403


async def test_renaming_keeps_the_document(school: School):
    room = await school.full_room()
    path = f"api/contents/{FILE}"
    for user in ("sam", "viv"):
        assert (await school.call(user, "PATCH", path, {"path": "maze-club/b.logo"})).status == 403
    model = await school.ok("edda", "PATCH", path, {"path": "maze-club/sub/b.logo"})
    assert model["path"] == "maze-club/sub/b.logo"
    document = f"api/timewarp/rooms/{room['id']}/documents/{room['document']['id']}"
    seen = await school.ok("viv", "GET", document)
    assert (seen["path"], seen["content"]) == ("sub/b.logo", TEXT)


async def test_a_folder_in_a_room_is_renamed_with_its_programs(school: School):
    room = await school.full_room()
    inner = await school.make_document(room, "sub/deep/a.bas", "10 END\n")
    school.file("maze-club/sub/photo.png").write_bytes(b"\x89PNG\xff")
    path = "api/contents/maze-club/sub"
    assert (await school.call("viv", "PATCH", path, {"path": "maze-club/other"})).status == 403
    await school.ok("edda", "PATCH", path, {"path": "maze-club/other"})
    document = f"api/timewarp/rooms/{room['id']}/documents/{inner['id']}"
    assert (await school.ok("viv", "GET", document))["path"] == "other/deep/a.bas"
    assert school.file("maze-club/other/deep/a.bas").read_text() == "10 END\n"
    assert school.file("maze-club/other/photo.png").exists()
    assert not school.file("maze-club/sub").exists()


async def test_moving_out_of_a_room_is_deleting_and_into_it_making(school: School):
    room = await school.full_room()
    assert (await school.call("viv", "PATCH", f"api/contents/{FILE}", {"path": "x.logo"})).status == 403
    assert school.file(FILE).exists()
    await school.ok("edda", "PATCH", f"api/contents/{FILE}", {"path": "x.logo"})
    assert school.file("x.logo").read_text() == TEXT
    documents = f"api/timewarp/rooms/{room['id']}/documents"
    assert (await school.ok("viv", "GET", documents))["items"] == []
    assert (await school.call("viv", "PATCH", "api/contents/x.logo", {"path": FILE})).status == 403
    await school.ok("edda", "PATCH", "api/contents/x.logo", {"path": "maze-club/y.logo"})
    items = (await school.ok("viv", "GET", documents))["items"]
    assert [item["path"] for item in items] == ["y.logo"]


async def test_deleting_keeps_the_journal(school: School):
    room = await school.full_room()
    path = f"api/contents/{FILE}"
    for user in ("sam", "viv"):
        assert (await school.call(user, "DELETE", path)).status == 403
    assert school.file(FILE).exists()
    assert (await school.call("edda", "DELETE", path)).status == 204
    assert not school.file(FILE).exists()
    one = f"api/timewarp/rooms/{room['id']}/documents/{room['document']['id']}"
    assert (await school.ok("edda", "PATCH", one, {"deleted": False}))["content"] == TEXT


async def test_the_folder_of_a_room_is_its_owners(school: School):
    room = await school.full_room("Inner", folder="outer/inner")
    for path in ("api/contents/outer/inner", "api/contents/outer"):
        for user in ("sam", "viv", "edda"):
            assert (await school.call(user, "PATCH", path, {"path": "taken"})).status == 403
            assert (await school.call(user, "DELETE", path)).status == 403
    await school.ok("olga", "PATCH", "api/contents/outer", {"path": "moved"})
    seen = await school.ok("viv", "GET", f"api/timewarp/rooms/{room['id']}")
    assert seen["folder"] == "moved/inner"
    assert await school.text(room, room["document"]) == TEXT
    hidden = await school.call("olga", "PATCH", "api/contents/moved", {"path": ".moved"})
    assert (hidden.status, hidden.code) == (400, "hidden_folder")
    await school.make_room("Other", folder="other")
    inside = await school.call("olga", "PATCH", "api/contents/moved", {"path": "other/moved"})
    assert (inside.status, inside.code) == (409, "inside_room")
    assert (await school.call("olga", "DELETE", "api/contents/moved")).status == 204
    assert (await school.ok("olga", "GET", f"api/timewarp/rooms/{room['id']}"))["deleted"] is True
    await school.ok("olga", "PATCH", f"api/timewarp/rooms/{room['id']}", {"deleted": False})
    assert await school.text(room, room["document"], "viv") == TEXT


async def test_checkpoints(school: School):
    room = await school.full_room()
    path = f"api/contents/{FILE}/checkpoints"
    assert (await school.call("viv", "POST", path)).status == 403
    made = (await school.call("edda", "POST", path)).json
    await school.ok("edda", "PUT", f"api/contents/{FILE}", saving("OTHER\n"))
    for user, status in (("sam", 403), ("viv", 403), ("edda", 204)):
        answer = await school.call(user, "POST", f"{path}/{made['id']}")
        assert answer.status == status
    assert await school.text(room, room["document"]) == TEXT
    assert (await school.call("viv", "DELETE", f"{path}/{made['id']}")).status == 403
    assert (await school.call("edda", "DELETE", f"{path}/{made['id']}")).status == 204


async def test_notebooks_are_decided_and_left_to_jupyter(school: School):
    await school.full_room()
    path = "api/contents/maze-club/book.ipynb"
    assert (await school.call("viv", "PUT", path, notebook())).status == 403
    assert (await school.call("edda", "PUT", path, notebook())).status == 201
    assert (await school.ok("viv", "GET", path))["type"] == "notebook"
    assert (await school.call("viv", "POST", f"{path}/trust")).status == 403
    assert (await school.call("edda", "POST", f"{path}/trust")).status == 201
    assert (await school.call("viv", "DELETE", path)).status == 403
    assert (await school.call("edda", "DELETE", path)).status == 204


# --- jupyter-collaboration

SESSION = {"format": "text", "type": "file"}


async def test_programs_of_rooms_have_no_other_live_copy(school: School):
    await school.full_room()
    school.file("maze-club/fresh.bas").write_text("10 END\n")
    ids = school.serverapp.web_app.settings["file_id_manager"]
    for path in (FILE, "maze-club/fresh.bas"):
        file_id = ids.index(path)
        for method, kind in (("PUT", "fork"), ("GET", "fork"), ("PUT", "undo_redo")):
            name = f"api/collaboration/{kind}/text:file:{file_id}"
            answer = await school.call("olga", method, name, {} if method == "PUT" else None)
            assert (answer.status, answer.code) == (409, "in_room"), name
        timeline = await school.call("olga", "GET", f"api/collaboration/timeline/{path}", **SESSION)
        assert (timeline.status, timeline.code) == (409, "in_room")
        stranger = await school.call("sam", "PUT", f"api/collaboration/session/{path}", SESSION)
        assert stranger.status == 403


async def test_a_page_that_opens_a_program_elsewhere_is_told_why(school: School, jp_http_port: int):
    await school.full_room()
    stock = Stock(school, jp_http_port)
    room, session = await stock.session("viv", FILE)
    viv = await stock.join("viv", room, session)
    await change(viv, "STOLEN", root="source")
    assert await ended(viv) == 1003
    assert json.loads(viv.close_reason or "") == {
        "reason": "initialization_error",
        "reloadable": False,
        "errorReason": "This program is live in a room of Time Warp now.",
    }
    with pytest.raises(HTTPClientError) as again:  # it comes back at once, and would be told for ever
        await stock.join("viv", room, session)
    assert again.value.code == 409
    assert (school.file(FILE).read_text(), stock.rooms) == (TEXT, {})


async def test_the_room_socket_is_refused_before_anything_is_loaded(school: School, jp_ws_fetch):
    await school.full_room()
    file_id = school.serverapp.web_app.settings["file_id_manager"].index(FILE)
    for user, status in (("olga", 409), ("sam", 403), (None, 403)):
        headers = {"X-User": user} if user else {"X-Nobody": "1"}
        with pytest.raises(HTTPClientError) as caught:
            await jp_ws_fetch(f"api/collaboration/room/text:file:{file_id}", headers=headers)
        assert caught.value.code == status
    extension = school.serverapp.extension_manager.extension_apps["jupyter_server_ydoc"]
    (collaboration,) = extension
    assert list(collaboration.ywebsocket_server.rooms) == []


async def test_notebooks_are_opened_by_readers(school: School):
    await school.full_room()
    await school.ok("edda", "PUT", "api/contents/maze-club/book.ipynb", notebook())
    path = "api/collaboration/session/maze-club/book.ipynb"
    body = {"format": "json", "type": "notebook"}
    assert (await school.call("sam", "PUT", path, body)).status == 403
    assert (await school.call("viv", "PUT", path, body)).status in (200, 201)
    assert (await school.call("edda", "PUT", path, body)).status in (200, 201)
    book = school.serverapp.web_app.settings["file_id_manager"].index("maze-club/book.ipynb")
    fork = f"api/collaboration/fork/json:notebook:{book}"
    assert (await school.call("viv", "PUT", fork, {})).status == 403
    assert (await school.call("edda", "PUT", fork, {})).status != 403
    school.file("alone.bas").write_text("10 END\n")
    alone = "api/collaboration/session/alone.bas"
    assert (await school.call("sam", "PUT", alone, SESSION)).status in (200, 201)


async def test_what_is_sent_to_be_converted_brings_nothing_else(school: School):
    """``POST nbconvert`` makes a page of what is in the request; it names a file, but reads none."""
    await school.full_room()
    await school.ok("edda", "PUT", "api/contents/maze-club/book.ipynb", notebook())
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("'mine'")])
    body = {"name": "maze-club/book.ipynb", "path": "maze-club/book.ipynb", "content": book}
    answer = await school.call("sam", "POST", "nbconvert/python", body)
    assert answer.status == 200
    assert "'mine'" in answer.text and "MAZE" not in answer.text
    assert (await school.call(None, "POST", "nbconvert/python", body)).status in (302, 403)


# --- the store's folder

HIDDEN = [
    "api/contents/.timewarp",
    "api/contents/.timewarp/timewarp.sqlite",
    "api/contents/%2etimewarp/timewarp.sqlite",
    "api/contents/x/%2e%2e/.timewarp/timewarp.sqlite",
    "api/contents/%252etimewarp/timewarp.sqlite",
    "api/contents/.TimeWarp/timewarp.sqlite",
    "api/contents/link/timewarp.sqlite",
    "api/contents/.timewarp/timewarp.sqlite/checkpoints",
    "files/.timewarp/timewarp.sqlite",
    "files/%2Etimewarp%2Ftimewarp.sqlite",
    "files/./.timewarp/timewarp.sqlite",
    "files//.timewarp//timewarp.sqlite",
    "files/link/timewarp.sqlite",
    "view/.timewarp/timewarp.sqlite",
    "nbconvert/html/.timewarp/timewarp.sqlite",
    "tree/.timewarp",
    "lab/tree/.timewarp/timewarp.sqlite",
    "edit/.timewarp/timewarp.sqlite",
    "api/collaboration/timeline/.timewarp/timewarp.sqlite",
    "api/fileid/id?path=.timewarp/timewarp.sqlite",
    "api/contents/room/.timewarp/x",
]


@pytest.mark.parametrize("path", HIDDEN)
async def test_the_store_is_served_by_no_door(school: School, path):
    school.serverapp.contents_manager.allow_hidden = True
    school.file("link").symlink_to(school.file(".timewarp"))
    assert school.file(".timewarp/timewarp.sqlite").exists()
    answer = await school.raw("olga", "GET", path)
    assert answer.status == 404, answer.text
    assert b"SQLite" not in answer.body
    if path.startswith("api/contents"):
        for method in ("PUT", "PATCH", "DELETE", "POST"):
            body = json.dumps({"path": "x", **saving("x")}) if method != "DELETE" else None
            changed = await school.raw("olga", method, path, body)
            assert changed.status in (404, 405), method
    assert school.file(".timewarp/timewarp.sqlite").exists()


async def test_no_link_leads_to_the_store_while_it_cannot_be_opened(school: School):
    school.serverapp.contents_manager.allow_hidden = True
    school.file("link").symlink_to(school.file(".timewarp"))
    services = school.services
    parts, services.parts = services.parts, None
    try:
        for path in ("files/link/timewarp.sqlite", "api/contents/link/timewarp.sqlite", "api/contents/link"):
            answer = await school.raw("olga", "GET", path)
            assert answer.status == 404, path
            assert b"SQLite" not in answer.body
    finally:
        services.parts = parts


async def test_nothing_leads_into_or_out_of_the_store(school: School):
    school.serverapp.contents_manager.allow_hidden = True
    school.file("a.bas").write_text("x")
    into = {"path": ".timewarp/a.bas"}
    assert (await school.call("olga", "PATCH", "api/contents/a.bas", into)).status == 404
    out = {"copy_from": ".timewarp/timewarp.sqlite"}
    assert (await school.call("olga", "POST", "api/contents", out)).status == 404
    session = "api/collaboration/session/.timewarp/timewarp.sqlite"
    assert (await school.call("olga", "PUT", session, SESSION)).status == 404
    listing = await school.ok("olga", "GET", "api/contents")
    assert ".timewarp" not in [entry["name"] for entry in listing["content"]]


# --- every door, for everybody

NEW, PHOTO, FOLDER = "maze-club/new.bas", "maze-club/photo.png", "maze-club"
PIECE = {"type": "file", "format": "base64", "content": base64.b64encode(b"\x89PNG\xff").decode()}
_OUT = (403, 403, 403, 403)
DOORS: dict[str, tuple[str, str, dict | None, tuple[int, ...]]] = {
    "read": ("GET", f"api/contents/{FILE}", None, (403, 403, 200, 200, 200, 200)),
    "list": ("GET", f"api/contents/{FOLDER}", None, (403, 403, 200, 200, 200, 200)),
    "download": ("GET", f"files/{FILE}", None, (302, 403, 200, 200, 200, 200)),
    "ask": ("HEAD", f"files/{FILE}", None, (302, 403, 200, 200, 200, 200)),
    "save": ("PUT", f"api/contents/{FILE}", saving("X"), (*_OUT, 200, 200)),
    "make": ("PUT", f"api/contents/{NEW}", saving("X"), (*_OUT, 201, 201)),
    "make a folder": ("PUT", f"api/contents/{FOLDER}/sub", {"type": "directory"}, (*_OUT, 201, 201)),
    "make without a name": ("POST", f"api/contents/{FOLDER}", {"ext": ".bas"}, (*_OUT, 201, 201)),
    "upload": ("PUT", f"api/contents/{PHOTO}", PIECE, (*_OUT, 200, 200)),
    "upload a piece": ("PUT", f"api/contents/{PHOTO}", {**PIECE, "chunk": 1}, (*_OUT, 200, 200)),
    "upload the last": ("PUT", f"api/contents/{PHOTO}", {**PIECE, "chunk": -1}, (*_OUT, 200, 200)),
    "copy out": ("POST", "api/contents", {"copy_from": FILE}, (403, 403, 201, 201, 201, 201)),
    "copy in": ("POST", f"api/contents/{FOLDER}", {"copy_from": "mine.bas"}, (*_OUT, 201, 201)),
    "rename": ("PATCH", f"api/contents/{FILE}", {"path": NEW}, (*_OUT, 200, 200)),
    "rename an image": ("PATCH", f"api/contents/{PHOTO}", {"path": f"{FOLDER}/b"}, (*_OUT, 200, 200)),
    "move out": ("PATCH", f"api/contents/{FILE}", {"path": "maze-club-out.bas"}, (*_OUT, 200, 200)),
    "move in": ("PATCH", "api/contents/mine.bas", {"path": NEW}, (*_OUT, 200, 200)),
    "delete": ("DELETE", f"api/contents/{FILE}", None, (*_OUT, 204, 204)),
    "delete an image": ("DELETE", f"api/contents/{PHOTO}", None, (*_OUT, 204, 204)),
    "delete the room's folder": ("DELETE", f"api/contents/{FOLDER}", None, (*_OUT, 403, 204)),
    "list checkpoints": ("GET", f"api/contents/{FILE}/checkpoints", None, (403, 403, 200, 200, 200, 200)),
    "checkpoint": ("POST", f"api/contents/{FILE}/checkpoints", None, (*_OUT, 201, 201)),
    "go back to one": ("POST", f"api/contents/{FILE}/checkpoints/checkpoint", None, (*_OUT, 204, 204)),
    "delete one": ("DELETE", f"api/contents/{FILE}/checkpoints/checkpoint", None, (*_OUT, 204, 204)),
    "upload text in pieces": ("PUT", f"api/contents/{NEW}", {**saving("X"), "chunk": 1}, (*_OUT, 201, 201)),
    "copy the folder out": ("POST", "api/contents", {"copy_from": FOLDER}, (403, 403, 201, 201, 201, 201)),
    "copy a folder in": ("POST", f"api/contents/{FOLDER}", {"copy_from": "own"}, (*_OUT, 201, 201)),
    "move a folder in": ("PATCH", "api/contents/own", {"path": f"{FOLDER}/own"}, (*_OUT, 200, 200)),
    "trust": ("POST", f"api/contents/{FOLDER}/book.ipynb/trust", None, (*_OUT, 201, 201)),
    "convert": ("GET", f"nbconvert/python/{FOLDER}/book.ipynb", None, (302, 403, 200, 200, 200, 200)),
    "view": ("GET", f"view/{FILE}", None, (302, 403, 200, 200, 200, 200)),
    "ask for the id": ("GET", f"api/fileid/id?path={FILE}", None, (403, 403, 200, 200, 200, 200)),
    "open elsewhere": ("PUT", f"api/collaboration/session/{FILE}", SESSION, (403, 403, 200, 200, 200, 200)),
    "undo elsewhere": ("GET", f"api/collaboration/timeline/{FILE}", None, (403, 403, 409, 409, 409, 409)),
}  # fmt: skip
"""What is asked; what nobody gets, a stranger, a viewer, an editor in a locked room, an editor, an owner."""


@pytest.mark.parametrize("door", DOORS)
async def test_every_door_for_everybody(school: School, door: str):
    method, path, body, codes = DOORS[door]
    seen = []
    for number, user in enumerate((None, "sam", "viv", "edda", "edda", "olga")):
        room = await school.full_room(folder=f"club{number}")
        school.file(f"club{number}/photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
        school.file(f"club{number}/book.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
        school.file("mine.bas").write_text("10 END\n")
        school.file("own").mkdir(exist_ok=True)
        school.file("own/mine.bas").write_text("10 END\n")
        await school.ok("olga", "POST", f"api/contents/club{number}/maze.logo/checkpoints")
        if number == 3:
            await school.ok("olga", "PATCH", f"api/timewarp/rooms/{room['id']}", {"locked": True})
        asked = json.loads(json.dumps(body).replace(FOLDER, f"club{number}"))
        there = path.replace(FOLDER, f"club{number}")
        text = json.dumps(asked) if asked is not None else ("" if method == "POST" else None)
        answer = await school.raw(user, method, there, text)
        seen.append(answer.status)
        if answer.status >= 300:
            assert await school.text(room, room["document"]) == TEXT
            assert school.file(f"club{number}/maze.logo").read_text() == TEXT
            assert not school.file(f"club{number}/new.bas").exists()
            assert not school.file(f"club{number}/own").exists()
            assert school.file(f"club{number}/photo.png").read_bytes().endswith(b"\n\xff")
    assert tuple(seen) == codes
