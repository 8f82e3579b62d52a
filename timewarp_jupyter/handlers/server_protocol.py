"""What Tornado asks of a WebSocket protocol and a server without extensions has no use for."""

from __future__ import annotations

from tornado.httputil import HTTPHeaders
from tornado.websocket import WebSocketProtocol


class ServerProtocol(WebSocketProtocol):
    """A server's end that reads by callbacks and offers no subprotocols."""

    @property
    def selected_subprotocol(self) -> str | None:
        """None: there are none."""
        return None

    def set_nodelay(self, x: bool) -> None:
        """It is always so: asyncio's transports never wait for more to send."""

    def start_pinging(self) -> None:
        """It has been started with the connection."""

    def _process_server_headers(self, key: str | bytes, headers: HTTPHeaders) -> None:
        raise NotImplementedError("this is a server's end")

    async def _receive_frame_loop(self) -> None:
        raise NotImplementedError("asyncio calls back")
