"""Jupyter's own ways to make and save files put nothing where the caller may not, or in nobody's name."""

from __future__ import annotations

import nbformat
import pytest
from conftest import School
from jupyter_server.services.contents import filecheckpoints

TEXT = "TO MAZE\nEND\n"
FILE = "maze-club/maze.logo"


def files(school: School) -> list[str]:
    """Everything in the workspace, the store's folder too."""
    return sorted(str(path.relative_to(school.root)) for path in school.root.rglob("*"))


@pytest.mark.parametrize("kind", ["file", "notebook", "directory", ""])
@pytest.mark.parametrize(
    "ending",
    ["/../maze-club/evil.logo", "/../.timewarp/evil", "/../../evil.logo", "\\evil.logo", ".\0", 5, ["x"]],
)
async def test_the_ending_of_a_new_name_leads_nowhere_else(school: School, kind: str, ending: object):
    """Jupyter puts what it is told behind ``untitled``: a stranger made files in rooms, and in the store's
    folder."""
    await school.full_room()
    school.serverapp.contents_manager.allow_hidden = True
    school.file("own").mkdir()
    before = files(school)
    for folder in ("api/contents", "api/contents/own"):
        answer = await school.call("sam", "POST", folder, {"type": kind, "ext": ending})
        assert (answer.status, answer.code) == (400, "bad_field"), answer.text
    answer = await school.call("edda", "POST", "api/contents/maze-club", {"type": kind, "ext": ending})
    assert (answer.status, answer.code) == (400, "bad_field"), answer.text
    assert files(school) == before


AS_NOTEBOOK = {"type": "notebook", "format": "json", "content": nbformat.v4.new_notebook()}
WRITES = {
    "as a notebook": AS_NOTEBOOK,
    "as JSON": {"type": "file", "format": "json", "content": "10 END\n"},
    "of a kind that is none": {"type": "weird", "format": "text", "content": "10 END\n"},
}


async def authors(school: School, room: dict, path: str) -> set[str]:
    """Everybody in whose name something is written in a program."""
    (row,) = [row for row in await school.services.store.documents(room["id"]) if row.path == path]
    journal = await school.services.store.journal(row.id)
    return {update.author for update in journal.updates} - {":server"}


@pytest.mark.parametrize("how", ["as JSON", "of a kind that is none"])
async def test_however_a_program_is_saved_it_is_the_edit_of_who_saves(school: School, how: str):
    room = await school.full_room()
    await school.ok("edda", "PUT", f"api/contents/{FILE}", WRITES[how])
    assert school.file(FILE).read_text() == await school.text(room, room["document"]) == "10 END\n"
    assert await authors(school, room, "maze.logo") == {"olga", "edda"}


@pytest.mark.parametrize("body", [AS_NOTEBOOK, {"type": "directory"}], ids=["notebook", "folder"])
async def test_no_program_is_replaced_by_what_is_none(school: School, body: dict):
    """Saved as a notebook it was a change on disk: the work of nobody."""
    room = await school.full_room()
    answer = await school.call("edda", "PUT", f"api/contents/{FILE}", body)
    assert (answer.status, answer.code) == (400, "not_text")
    assert school.file(FILE).read_text() == await school.text(room, room["document"]) == TEXT


@pytest.mark.parametrize("how", WRITES)
async def test_however_a_program_is_made_it_is_the_work_of_who_makes_it(school: School, how: str):
    room = await school.full_room()
    made = await school.call("edda", "PUT", "api/contents/maze-club/new.logo", WRITES[how])
    assert (made.status, made.json["path"]) == (201, "maze-club/new.logo")
    assert await authors(school, room, "new.logo") == {"edda"}


@pytest.mark.parametrize("kept", ["AsyncFileCheckpoints", "AsyncGenericFileCheckpoints"])
async def test_going_back_to_a_checkpoint_is_the_edit_of_who_does_it(school: School, kept: str):
    """However checkpoints are kept. Jupyter writes the file, and that was a change on disk."""
    contents = school.serverapp.contents_manager
    contents.checkpoints = getattr(filecheckpoints, kept)(**contents.checkpoints_kwargs)
    room = await school.full_room()
    path = f"api/contents/{FILE}/checkpoints"
    await school.ok("olga", "POST", path)
    await school.ok("olga", "PUT", f"api/contents/{FILE}", WRITES["as JSON"])
    assert (await school.call("edda", "POST", f"{path}/checkpoint")).status == 204
    assert school.file(FILE).read_text() == await school.text(room, room["document"]) == TEXT
    assert await authors(school, room, "maze.logo") == {"olga", "edda"}


async def test_text_in_place_of_an_image_is_the_work_of_who_saves_it(school: School):
    room = await school.full_room()
    school.file("maze-club/photo.bas").write_bytes(b"\x89PNG\xff")
    body = {"type": "file", "format": "text", "content": "10 END\n"}
    await school.ok("edda", "PUT", "api/contents/maze-club/photo.bas", body)
    assert await authors(school, room, "photo.bas") == {"edda"}


async def test_a_file_that_is_made_without_a_body_is_the_work_of_who_makes_it(school: School):
    room = await school.full_room()
    made = await school.call("edda", "PUT", "api/contents/maze-club")
    assert (made.status, made.json["path"]) == (201, "maze-club/untitled")
    assert await authors(school, room, "untitled") == {"edda"}


@pytest.mark.parametrize("source", ["/", ".", "./", "//", "/."])
async def test_nobody_copies_the_whole_workspace(school: School, source: str):
    """With the store in it, and each time twice as large: where all rooms are open anybody could."""
    await school.make_room("Open", visibility="open")
    school.file("own").mkdir()
    before = files(school)
    for folder in ("api/contents", "api/contents/own"):
        answer = await school.call("sam", "POST", folder, {"copy_from": source})
        assert (answer.status, answer.code) == (400, "workspace_root"), answer.text
    assert files(school) == before


@pytest.mark.parametrize(("method", "body"), [("DELETE", None), ("PATCH", {"path": "elsewhere"})])
async def test_the_whole_workspace_is_neither_deleted_nor_moved(school: School, method: str, body: object):
    """Jupyter refuses it, and whoever owns all rooms had deleted them by then."""
    room = await school.full_room()
    assert (await school.call("olga", method, "api/contents/", body)).status == 400
    assert (await school.ok("viv", "GET", f"api/timewarp/rooms/{room['id']}"))["deleted"] is False
    assert await school.text(room, room["document"]) == TEXT


@pytest.mark.parametrize("name", ["evil.html", "evil.svg", "evil.xhtml"])
async def test_a_page_in_a_room_is_nobodys_page(school: School, name: str):
    """Opened from ``/files`` it has no origin: it can ask nothing in the name of who looks at it."""
    await school.full_room()
    school.file(f"maze-club/{name}").write_text("<script>alert(1)</script>")
    for path in (f"files/maze-club/{name}", "files/maze-club/%3Cscript%3E", "files/%00%3Cscript%3E"):
        answer = await school.raw("viv", "GET", path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = answer.headers["Content-Security-Policy"]
        assert "sandbox" in policy and "allow-same-origin" not in policy, policy
        if not path.endswith(name):
            assert (
                answer.status == 404 and "<script>alert" not in answer.text and "<script>." not in answer.text
            )
