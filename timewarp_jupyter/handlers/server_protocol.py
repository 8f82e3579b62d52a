"""What Tornado asks of a WebSocket protocol, for a server that writes ready-made frames."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import Any

from tornado.httputil import HTTPHeaders
from tornado.websocket import WebSocketClosedError, WebSocketProtocol

from ..documents.websocket import frame, text_frame
from .frames import PING, control


class ServerProtocol(WebSocketProtocol):
    """A server's end that reads by callbacks and offers no subprotocols."""

    @abstractmethod
    def write(self, frames: bytes) -> None:
        """Queue ready-made frames."""

    @property
    def selected_subprotocol(self) -> str | None:
        """None: there are none."""
        return None

    def set_nodelay(self, x: bool) -> None:
        """It is always so: asyncio's transports never wait for more to send."""

    def start_pinging(self) -> None:
        """It has been started with the connection."""

    def write_message(
        self, message: str | bytes | dict[str, Any], binary: bool = False
    ) -> asyncio.Future[None]:
        """Queue one message. Raises ``WebSocketClosedError``."""
        if self.server_terminated:
            raise WebSocketClosedError
        if isinstance(message, dict):
            raise TypeError("a message is text or bytes")
        data = message.encode() if isinstance(message, str) else message
        self.write(frame(data) if binary else text_frame(data.decode()))
        written = asyncio.get_running_loop().create_future()
        written.set_result(None)
        return written

    def write_ping(self, data: bytes) -> None:
        """Send a ping."""
        self.write(control(PING, data))

    def _process_server_headers(self, key: str | bytes, headers: HTTPHeaders) -> None:
        raise NotImplementedError("this is a server's end")

    async def _receive_frame_loop(self) -> None:
        raise NotImplementedError("asyncio calls back")
