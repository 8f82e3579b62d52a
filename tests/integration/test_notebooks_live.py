"""Notebooks in a room's folder stay with jupyter-collaboration, and the room's roles hold there."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

import nbformat
import pytest
from conftest import BASE, School
from pycrdt import Doc, Text
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from timewarp_jupyter.documents.protocol import STEP_1, STEP_2, UPDATE, read_sync, sync_message

PATH = "maze-club/book.ipynb"
EMPTY = b"\0"


@pytest.fixture
def connect(school: School, jp_http_port: int):
    """Opens the notebook as JupyterLab does: a session first, then the socket of its room."""

    async def connect(user: str) -> WebSocketClientConnection:
        body = {"format": "json", "type": "notebook"}
        session = await school.ok(user, "PUT", f"api/collaboration/session/{PATH}", body)
        query = urlencode({"sessionId": session["sessionId"]})
        path = f"api/collaboration/room/json:notebook:{session['fileId']}?{query}"
        return await websocket_connect(
            HTTPRequest(f"ws://localhost:{jp_http_port}{BASE}{path}", headers={"X-User": user})
        )

    return connect


async def with_notebook(school: School) -> Any:
    """A room with a notebook in its folder."""
    room = await school.full_room()
    book = {"type": "notebook", "format": "json", "content": nbformat.v4.new_notebook()}
    await school.ok("edda", "PUT", f"api/contents/{PATH}", book)
    return room


async def state(socket: WebSocketClientConnection) -> Doc[Any]:
    """The notebook as the server has it, after all that this socket has said before."""
    await socket.write_message(sync_message(STEP_1, EMPTY), binary=True)
    while True:
        message = await asyncio.wait_for(socket.read_message(), 10.0)
        assert isinstance(message, bytes), (socket.close_code, socket.close_reason)
        if message[:2] == bytes((0, STEP_2)):
            doc: Doc[Any] = Doc()
            doc.apply_update(read_sync(message)[1])
            return doc


async def change(socket: WebSocketClientConnection, text: str, step: int = UPDATE) -> None:
    """Write something of one's own into the notebook."""
    doc: Doc[Any] = Doc()
    doc.get(text, type=Text).insert(0, text)
    await socket.write_message(sync_message(step, doc.get_update()), binary=True)


def has(doc: Doc[Any], text: str) -> bool:
    return str(doc.get(text, type=Text)) == text


async def test_a_viewer_follows_and_changes_nothing(school: School, connect):
    await with_notebook(school)
    edda, viv = await connect("edda"), await connect("viv")
    await change(viv, "evil")
    await change(viv, "worse", STEP_2)
    await change(edda, "good")
    assert has(await state(edda), "good")
    seen = await state(viv)
    assert (has(seen, "good"), has(seen, "evil"), has(seen, "worse")) == (True, False, False)
    edda.close()
    viv.close()


async def test_roles_hold_in_notebooks_that_are_open(school: School, connect):
    room = await with_notebook(school)
    edda = await connect("edda")
    await change(edda, "before")
    assert has(await state(edda), "before")
    members = f"api/timewarp/rooms/{room['id']}/members/edda"
    await school.ok("olga", "PUT", members, {"role": "viewer"})
    await change(edda, "after")
    assert not has(await state(edda), "after")
    await school.ok("olga", "DELETE", members)
    await edda.write_message(sync_message(STEP_1, EMPTY), binary=True)
    while await asyncio.wait_for(edda.read_message(), 10.0) is not None:
        pass
    assert edda.close_code == 4403
