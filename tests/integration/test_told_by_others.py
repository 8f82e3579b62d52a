"""What Jupyter's events and file ids tell of invite rooms, and who may tell it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import nbformat
import pytest
from conftest import BASE, School
from stock import NOTEBOOK, Stock
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

FILE = "maze-club/maze.logo"
CONTENTS = "https://events.jupyter.org/jupyter_server/contents_service/v1"


@pytest.fixture
def stock(school: School, jp_http_port: int) -> Stock:
    return Stock(school, jp_http_port)


async def listen(stock: Stock, user: str | None) -> WebSocketClientConnection:
    headers = {} if user is None else {"X-User": user}
    url = f"ws://localhost:{stock.port}{BASE}api/events/subscribe"
    return await websocket_connect(HTTPRequest(url, headers=headers))


async def heard(socket: WebSocketClientConnection, last: str) -> list[dict[str, Any]]:
    """All events up to that of a path."""
    events: list[dict[str, Any]] = []
    while not events or events[-1].get("path") != last:
        message = await asyncio.wait_for(socket.read_message(), 10)
        assert message is not None
        events.append(json.loads(message))
    socket.close()
    return events


async def test_events_of_an_invite_room_are_heard_by_its_members(school: School, stock: Stock):
    await school.full_room()
    sam, viv = await listen(stock, "sam"), await listen(stock, "viv")
    book = {"type": "notebook", "format": "json", "content": nbformat.v4.new_notebook()}
    await school.ok("edda", "PUT", "api/contents/maze-club/book.ipynb", book)
    edda = await stock.open("edda", "maze-club/book.ipynb", NOTEBOOK)
    root, _ = await stock.session("edda", "maze-club/book.ipynb", NOTEBOOK)
    await school.ok("edda", "PUT", f"api/collaboration/fork/{root}", {"title": "Secret idea"})
    await school.ok("edda", "PATCH", f"api/contents/{FILE}", {"path": "maze-club/b.logo"})
    await school.ok("edda", "PATCH", "api/contents/maze-club/b.logo", {"path": "out.logo"})
    edda.close()
    public = {"type": "file", "format": "text", "content": "X"}
    await school.ok("edda", "PUT", "api/contents/last.bas", public)
    others, members = await heard(sam, "last.bas"), await heard(viv, "last.bas")
    told = json.dumps(others)
    assert "maze-club" not in told and "Secret idea" not in told and root not in told
    assert not any(event.get("source_path") for event in others)
    moves = [(event["source_path"], event["path"]) for event in members if event.get("action") == "rename"]
    assert moves == [(FILE, "maze-club/b.logo"), ("maze-club/b.logo", "out.logo")]
    assert "Secret idea" in json.dumps(members)
    with pytest.raises(HTTPClientError) as refused:
        await listen(stock, None)
    assert refused.value.code == 403


@pytest.mark.parametrize("user", ["sam", "viv", "olga"])
async def test_nobody_tells_what_the_server_tells(school: School, user: str):
    await school.full_room()
    ids = school.serverapp.web_app.settings["file_id_manager"]
    one = ids.index(FILE)
    lie = {"action": "rename", "path": "own.logo", "source_path": FILE}
    for schema in (CONTENTS, "https://schema.jupyter.org/jupyter_collaboration/fork/v1"):
        event = {"schema_id": schema, "version": "1", "data": lie}
        answer = await school.call(user, "POST", "api/events", event)
        assert (answer.status, answer.code) == (403, "forbidden")
    assert ids.get_path(one) == FILE
    # What is nobody's business is Jupyter's as before.
    assert (await school.call(user, "POST", "api/events", {"schema_id": "x"})).status == 400
    assert (await school.raw(user, "POST", "api/events", "[]")).status == 400


async def test_file_ids_are_told_to_members(school: School):
    await school.full_room()
    one = school.serverapp.web_app.settings["file_id_manager"].index(FILE)
    school.file("mine.bas").write_text("X")
    own = school.serverapp.web_app.settings["file_id_manager"].index("mine.bas")
    for user, status in ((None, 403), ("sam", 403), ("viv", 200), ("olga", 200)):
        for path, query in (("api/fileid/id", {"path": FILE}), ("api/fileid/path", {"id": one})):
            assert (await school.call(user, "GET", path, **query)).status == status, (user, path)
    assert (await school.ok("sam", "GET", "api/fileid/path", id=own))["path"] == "mine.bas"
    assert (await school.call("sam", "GET", "api/fileid/path", id="none")).status == 404
    assert (await school.call("sam", "GET", "api/fileid/id", path="none.bas")).status == 404
