"""Files that were open with jupyter-collaboration before they came into a room: no role is passed by."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from conftest import School
from pycrdt import Text
from stock import Stock, change, ended, has, state
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClientConnection

TYPED = "REM typed\n"


@pytest.fixture
def stock(school: School, jp_http_port: int) -> Stock:
    return Stock(school, jp_http_port)


async def opened(school: School, stock: Stock, path: str = "club/x.logo") -> WebSocketClientConnection:
    """Sam has a file open that is in no room."""
    school.file(path).parent.mkdir(exist_ok=True)
    school.file(path).write_text("FD 10\n")
    return await stock.open("sam", path)


async def types(socket: WebSocketClientConnection) -> None:
    """Type on top of the file: the server has it."""
    await change(socket, TYPED, root="source")
    assert str((await state(socket)).get("source", type=Text)) in (TYPED + "FD 10\n", "FD 10\n" + TYPED)


async def texts(school: School, room: Any) -> dict[str, str]:
    """The programs of a room with their texts."""
    documents = f"api/timewarp/rooms/{room['id']}/documents"
    items = (await school.ok("olga", "GET", documents))["items"]
    return {item["path"]: await school.text(room, item) for item in items}


async def is_out(stock: Stock, socket: WebSocketClientConnection) -> None:
    """The socket has been ended with a reason that JupyterLab shows, and the document with it."""
    assert await ended(socket) == 1003
    reason = json.loads(socket.close_reason or "")
    assert reason["errorReason"].startswith("This program is live in a room")
    assert [room for room in stock.rooms if room.startswith("text:")] == []


async def test_a_room_is_made_on_the_folder(school: School, stock: Stock):
    sam = await opened(school, stock)
    await types(sam)
    room = await school.make_room("Club", folder="club")
    await is_out(stock, sam)
    assert (await texts(school, room))["x.logo"].splitlines().count("REM typed") == 1
    assert "FD 10" in school.file("club/x.logo").read_text()
    answer = await school.call("sam", "PUT", "api/collaboration/session/club/x.logo", {})
    assert answer.status == 403


async def test_nothing_is_typed_after_that(school: School, stock: Stock):
    sam = await opened(school, stock)
    # As if the room had been made between the request and the upgrade of a socket.
    school.services.registry._context.on_arrival = None
    room = await school.make_room("Club", folder="club", visibility="open")
    await change(sam, TYPED, root="source")
    await is_out(stock, sam)
    assert await texts(school, room) == {"x.logo": "FD 10\n"}


async def test_a_deleted_room_is_brought_back(school: School, stock: Stock):
    room = await school.full_room(folder="club")
    await school.ok("olga", "DELETE", f"api/timewarp/rooms/{room['id']}")
    sam = await stock.open("sam", "club/maze.logo")
    await change(sam, TYPED, root="source")
    await state(sam)
    await school.ok("olga", "PATCH", f"api/timewarp/rooms/{room['id']}", {"deleted": False})
    await is_out(stock, sam)
    text = await school.text(room, room["document"])
    assert sorted(text.splitlines()) == sorted(["TO MAZE", "END", "REM typed"])


async def test_a_file_is_moved_into_a_room(school: School, stock: Stock):
    room = await school.full_room()
    sam = await opened(school, stock, "x.logo")
    await types(sam)
    await school.ok("edda", "PATCH", "api/contents/x.logo", {"path": "maze-club/x.logo"})
    await is_out(stock, sam)
    assert sorted((await texts(school, room))["x.logo"].splitlines()) == ["FD 10", "REM typed"]


async def test_a_folder_is_moved_into_a_room(school: School, stock: Stock):
    room = await school.full_room()
    sam = await opened(school, stock, "mine/x.logo")
    await types(sam)
    await school.ok("edda", "PATCH", "api/contents/mine", {"path": "maze-club/mine"})
    await is_out(stock, sam)
    assert sorted((await texts(school, room))["mine/x.logo"].splitlines()) == ["FD 10", "REM typed"]


async def test_a_fork_of_what_is_a_program_by_now_is_closed(school: School, stock: Stock):
    sam = await opened(school, stock)
    root, session = await stock.session("sam", "club/x.logo")
    fork = (await school.ok("sam", "PUT", f"api/collaboration/fork/{root}", {}))["fork_roomid"]
    forked = await stock.join("sam", fork, session)
    await change(forked, "idea")
    assert has(await state(forked), "idea")
    room = await school.make_room("Club", folder="club", visibility="open", default_role="viewer")
    await is_out(stock, sam)
    await change(forked, "more")
    assert await ended(forked) == 1003
    with pytest.raises(HTTPClientError) as refused:
        await stock.join("sam", fork, session)
    assert refused.value.code == 409
    merge = await school.call("sam", "DELETE", f"api/collaboration/fork/{fork}", merge="true")
    assert (merge.status, merge.code) == (409, "in_room")
    assert await texts(school, room) == {"x.logo": "FD 10\n"}


async def test_notebooks_stay_open_with_the_roles_of_the_room(school: School, stock: Stock):
    school.file("club").mkdir()
    school.file("club/book.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    sam = await stock.open("sam", "club/book.ipynb", ("json", "notebook"))
    room = await school.make_room("Club", folder="club", visibility="open", default_role="viewer")
    await school.set_role(room, "sam", "viewer")
    await change(sam, "evil")
    assert not has(await state(sam), "evil")
    sam.close()
