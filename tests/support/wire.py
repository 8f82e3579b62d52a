"""Our own end of a WebSocket on one end of a socket pair, without a server around it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable
from typing import Any, cast

from tornado.websocket import WebSocketHandler

from timewarp_jupyter.handlers.wire import Wire

MIB = 2**20


class Handler:
    """What a socket tells: its messages, and its end. Each takes ``takes`` seconds."""

    def __init__(self) -> None:
        self.messages: list[str | bytes] = []
        self.takes = 0.0
        self.ended = asyncio.Event()
        self.code: int | None = None

    @property
    def taken(self) -> int:
        """How many messages have come."""
        return len(self.messages)

    def on_message(self, message: str | bytes) -> Awaitable[None] | None:
        """Each takes its time, where one is set."""
        self.messages.append(message)
        return asyncio.sleep(self.takes) if self.takes else None

    def on_ws_connection_close(self, code: int | None = None, reason: str | None = None) -> None:
        """It has ended."""
        self.code = code
        self.ended.set()


async def connected(**more: Any) -> tuple[Wire, socket.socket, Handler]:
    """A wire, and the other end of its socket."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    handler = Handler()
    options: dict[str, Any] = {"ping_interval": 0.0, "ping_timeout": 0.0, **more}
    made = Wire(cast(WebSocketHandler, handler), lambda error: None, most=MIB, **options)
    await asyncio.get_running_loop().connect_accepted_socket(lambda: made, ours)
    return made, theirs, handler
