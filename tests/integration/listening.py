"""A tab that listens to a room: its events socket, for tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from conftest import BASE
from support.conformance import check_event
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

DEADLINE = 10.0


class Listener:
    """All events that a tab has heard, in order; ``hello`` is the newest greeting."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self.socket = socket
        self.heard: list[dict[str, Any]] = []

    @property
    def hello(self) -> dict[str, Any]:
        """The newest greeting."""
        return next(event for event in reversed(self.heard) if event["type"] == "hello")

    def of(self, *kinds: str) -> list[dict[str, Any]]:
        """What was heard of these types."""
        return [event for event in self.heard if event["type"] in kinds]

    async def next(self) -> dict[str, Any] | None:
        """The next event, None at the end of the socket. Fails at the deadline."""
        message = await asyncio.wait_for(self.socket.read_message(), DEADLINE)
        if message is None:
            return None
        self.heard.append(json.loads(message))
        check_event(self.heard[-1])
        return self.heard[-1]

    async def until(self, kind: str, condition: Callable[[dict[str, Any]], bool] = bool) -> dict[str, Any]:
        """The next event of a type for which the condition holds."""
        while True:
            event = await self.next()
            assert event is not None, f"closed {self.socket.close_code}, waiting for {kind}: {self.heard}"
            if event["type"] == kind and condition(event):
                return event

    async def end(self) -> int:
        """The close code, once all that came before it was heard."""
        while await self.next() is not None:
            pass
        return self.socket.close_code or 0

    async def say(self, kind: str, **values: Any) -> None:
        """Send a message."""
        await self.socket.write_message(json.dumps({"type": kind, **values}))

    async def settled(self) -> list[dict[str, Any]]:
        """Everything that the server had to say up to now: it answers a ping after it."""
        await self.say("ping")
        await self.until("pong")
        return self.heard

    def close(self) -> None:
        """Close the tab."""
        self.socket.close()


async def listen(port: int, room: Any, user: str, after: int | None = None) -> Listener:
    """Open a tab of a room, up to its greeting (or its end)."""
    query = "" if after is None else f"?after={after}"
    path = f"api/timewarp/rooms/{room['id']}/events{query}"
    request = HTTPRequest(f"ws://localhost:{port}{BASE}{path}", headers={"X-User": user})
    listener = Listener(await websocket_connect(request))
    await listener.next()
    return listener


async def join_document(port: int, room: Any, user: str, document: Any = None) -> WebSocketClientConnection:
    """Open the sync socket of a program, up to the server's first message."""
    name = (document or room["document"])["id"]
    path = f"api/timewarp/rooms/{room['id']}/documents/{name}/sync"
    request = HTTPRequest(f"ws://localhost:{port}{BASE}{path}", headers={"X-User": user})
    socket = await websocket_connect(request)
    await socket.read_message()
    return socket
