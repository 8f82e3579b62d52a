"""Sockets of jupyter-collaboration, as JupyterLab without us opens them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from conftest import BASE, School
from pycrdt import Doc, Text
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from timewarp_jupyter.documents.protocol import STEP_1, STEP_2, UPDATE, read_sync, sync_message

TEXT, NOTEBOOK = ("text", "file"), ("json", "notebook")
EMPTY = b"\0"


@dataclass
class Stock:
    """Opens files at a server's jupyter-collaboration: a session first, then the socket of its room."""

    school: School
    port: int

    async def session(self, user: str, path: str, kind: tuple[str, str] = TEXT) -> tuple[str, str]:
        """The ids of the room and of the session."""
        body = {"format": kind[0], "type": kind[1]}
        session = await self.school.ok(user, "PUT", f"api/collaboration/session/{path}", body)
        return f"{kind[0]}:{kind[1]}:{session['fileId']}", session["sessionId"]

    async def open(self, user: str, path: str, kind: tuple[str, str] = TEXT) -> WebSocketClientConnection:
        """A socket of a file, once the server holds its document."""
        room, session = await self.session(user, path, kind)
        socket = await self.join(user, room, session)
        await state(socket)
        return socket

    async def join(self, user: str, room: str, session: str) -> WebSocketClientConnection:
        """A socket of a room or a fork by its id."""
        path = f"{BASE}api/collaboration/room/{room}?{urlencode({'sessionId': session})}"
        request = HTTPRequest(f"ws://localhost:{self.port}{path}", headers={"X-User": user})
        return await websocket_connect(request)

    @property
    def rooms(self) -> dict[str, Any]:
        """The rooms that jupyter-collaboration holds now, by id."""
        (extension,) = self.school.serverapp.extension_manager.extension_apps["jupyter_server_ydoc"]
        rooms: dict[str, Any] = extension.ywebsocket_server.rooms
        return rooms


async def state(socket: WebSocketClientConnection) -> Doc[Any]:
    """The document as the server has it, after all that this socket has said before."""
    await socket.write_message(sync_message(STEP_1, EMPTY), binary=True)
    while True:
        message = await asyncio.wait_for(socket.read_message(), 10.0)
        assert isinstance(message, bytes), (socket.close_code, socket.close_reason)
        if message[:2] == bytes((0, STEP_2)):
            doc: Doc[Any] = Doc()
            doc.apply_update(read_sync(message)[1])
            return doc


async def change(socket: WebSocketClientConnection, text: str, step: int = UPDATE, *, root: str = "") -> None:
    """Write something of one's own into the document: a root of its name, or into one that is there."""
    doc: Doc[Any] = Doc()
    doc.get(root or text, type=Text).insert(0, text)
    await socket.write_message(sync_message(step, doc.get_update()), binary=True)


def has(doc: Doc[Any], text: str) -> bool:
    """Whether ``change`` with this text has come in."""
    return str(doc.get(text, type=Text)) == text


async def ended(socket: WebSocketClientConnection) -> int | None:
    """Wait for the end: the close code."""
    while await asyncio.wait_for(socket.read_message(), 10.0) is not None:
        pass
    return socket.close_code
