"""Notebooks in a room's folder stay with jupyter-collaboration, and the room's roles hold there."""

from __future__ import annotations

import asyncio
from typing import Any

import nbformat
import pytest
from conftest import School
from stock import EMPTY, NOTEBOOK, Stock, change, ended, has, state
from tornado.httpclient import HTTPClientError

from timewarp_jupyter.documents.protocol import STEP_1, STEP_2, sync_message

PATH = "maze-club/book.ipynb"


@pytest.fixture
def stock(school: School, jp_http_port: int) -> Stock:
    return Stock(school, jp_http_port)


async def with_notebook(school: School) -> Any:
    """A room with a notebook in its folder."""
    room = await school.full_room()
    book = {"type": "notebook", "format": "json", "content": nbformat.v4.new_notebook()}
    await school.ok("edda", "PUT", f"api/contents/{PATH}", book)
    return room


async def test_a_viewer_follows_and_changes_nothing(school: School, stock: Stock):
    await with_notebook(school)
    edda, viv = await stock.open("edda", PATH, NOTEBOOK), await stock.open("viv", PATH, NOTEBOOK)
    await change(viv, "evil")
    await change(viv, "worse", STEP_2)
    await change(edda, "good")
    assert has(await state(edda), "good")
    seen = await state(viv)
    assert (has(seen, "good"), has(seen, "evil"), has(seen, "worse")) == (True, False, False)
    edda.close()
    viv.close()


async def test_roles_hold_in_notebooks_that_are_open(school: School, stock: Stock):
    room = await with_notebook(school)
    edda = await stock.open("edda", PATH, NOTEBOOK)
    await change(edda, "before")
    assert has(await state(edda), "before")
    members = f"api/timewarp/rooms/{room['id']}/members/edda"
    await school.ok("olga", "PUT", members, {"role": "viewer"})
    await change(edda, "after")
    assert not has(await state(edda), "after")
    await school.ok("olga", "DELETE", members)
    await edda.write_message(sync_message(STEP_1, EMPTY), binary=True)
    assert await ended(edda) == 4403


async def test_who_is_no_member_any_longer_hears_nothing_more(school: School, stock: Stock):
    room = await with_notebook(school)
    edda, viv = await stock.open("edda", PATH, NOTEBOOK), await stock.open("viv", PATH, NOTEBOOK)
    await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}/members/viv")
    await change(edda, "secret")
    assert has(await state(edda), "secret")
    heard = []
    while (message := await asyncio.wait_for(viv.read_message(), 10.0)) is not None:
        heard.append(message)
    assert viv.close_code == 4403
    assert not any(b"secret" in message for message in heard)
    edda.close()


# --- forks, which have ids of their own


async def fork_of(school: School, room: str) -> str:
    """A fork that edda makes of a live notebook."""
    made = await school.ok("edda", "PUT", f"api/collaboration/fork/{room}", {"title": "Idea"})
    return str(made["fork_roomid"])


async def test_a_fork_by_its_id_has_the_roles_of_the_notebook(school: School, stock: Stock):
    await with_notebook(school)
    edda = await stock.open("edda", PATH, NOTEBOOK)
    root, session = await stock.session("edda", PATH, NOTEBOOK)
    fork = await fork_of(school, root)
    with pytest.raises(HTTPClientError) as refused:
        await stock.join("sam", fork, session)
    assert refused.value.code == 403
    viv = await stock.join("viv", fork, session)
    await change(viv, "evil")
    assert not has(await state(viv), "evil")
    theirs = await stock.join("edda", fork, session)
    await change(theirs, "idea")
    assert has(await state(theirs), "idea")
    for user, query in (("sam", {"merge": "true"}), ("viv", {"merge": "true"}), ("viv", {"merge": "false"})):
        answer = await school.call(user, "DELETE", f"api/collaboration/fork/{fork}", **query)
        assert answer.status == 403, (user, query)
    assert not has(await state(edda), "idea")
    answer = await school.call("edda", "DELETE", f"api/collaboration/fork/{fork}", merge="true")
    assert answer.status == 200
    assert has(await state(edda), "idea")
    for socket in (edda, viv, theirs):
        socket.close()


async def test_a_timeline_is_for_readers_and_going_back_in_it_for_editors(school: School, stock: Stock):
    await with_notebook(school)
    edda = await stock.open("edda", PATH, NOTEBOOK)
    await change(edda, "good")
    await state(edda)
    timeline = f"api/collaboration/timeline/{PATH}"
    query = {"format": "json", "type": "notebook"}
    assert (await school.call("sam", "GET", timeline, **query)).status == 403
    line = await school.ok("edda", "GET", timeline, **query)
    fork, session = line["forkRoom"], line["sessionId"]
    with pytest.raises(HTTPClientError) as refused:
        await stock.join("sam", fork, session)
    assert refused.value.code == 403
    # A room of one's own in the address does not open the fork of another.
    school.file("own.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    own, _ = await stock.session("sam", "own.ipynb", NOTEBOOK)
    undo = {"action": "undo", "steps": "1", "forkRoom": fork}
    for user, status in (("sam", 403), ("viv", 403)):
        answer = await school.call(user, "PUT", f"api/collaboration/undo_redo/{own}", None, **undo)
        assert answer.status == status, user
    edda.close()


async def test_what_is_no_id_is_not_read_as_one(school: School, stock: Stock):
    await with_notebook(school)
    school.file("own.bas").write_text("10 END\n")
    own = school.serverapp.web_app.settings["file_id_manager"].index("own.bas")
    name = f"a:b:{own}"
    school.file(f"maze-club/{name}").write_text("SECRET\n")
    kind = {"format": "text", "type": "file"}
    session = f"api/collaboration/session/maze-club/{name}"
    assert (await school.call("sam", "PUT", session, kind)).status == 403
    for user, status in (("sam", 403), ("olga", 409)):
        answer = await school.call(user, "GET", f"api/collaboration/timeline/maze-club/{name}", **kind)
        assert answer.status == status, user
