"""From an HTTP request on Tornado's stream to a WebSocket on an asyncio transport."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, cast

from tornado.iostream import IOStream
from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler, WebSocketProtocol13

READ_AT_ONCE = 64 * 1024
"""Bytes."""


_UNSENT = 128 * 1024
"""Bytes that the system takes before they can be sent: else up to 4 MB for each client that does not read, of
news that are old when it reads them, and it is not seen to be slow before that."""


def can_switch(handler: WebSocketHandler) -> bool:
    """Whether the request came over a plain socket. A TLS session cannot be handed on."""
    return type(getattr(handler.request.connection, "stream", None)) is IOStream


async def switch(handler: WebSocketHandler, protocol: asyncio.BufferedProtocol) -> bytes:
    """Answer the upgrade and connect ``protocol``. Gives the bytes that came before that.

    Raises ``HTTPError`` (400) without a key, ``StreamClosedError`` and ``OSError`` where the other side has
    gone meanwhile.
    """
    key = handler.request.headers.get("Sec-WebSocket-Key")
    if not key:
        raise HTTPError(400, "Sec-WebSocket-Key is missing")
    handler.clear_header("Content-Type")
    handler.set_status(101)
    handler.set_header("Upgrade", "websocket")
    handler.set_header("Connection", "Upgrade")
    handler.set_header("Sec-WebSocket-Accept", WebSocketProtocol13.compute_accept_value(key))
    answered = handler.finish()
    stream = handler.detach()
    await answered
    # Tornado's types say less than its documentation: reading gives a Future, done if bytes are there.
    reading = cast("asyncio.Future[Any]", stream.read_bytes(READ_AT_ONCE, partial=True))
    early: bytes = reading.result() if reading.done() else b""
    # A second descriptor: the stream closes its own, and the connection stays.
    sock = stream.socket.dup()
    stream.close()
    # It has the stream and all: 2 KB for as long as the socket is open.
    handler.request.server_connection = None
    if not early:
        reading.add_done_callback(lambda done: done.exception())
    sock.setblocking(False)
    _keep_little_unsent(sock)
    await asyncio.get_running_loop().connect_accepted_socket(lambda: protocol, sock)
    return early


def _keep_little_unsent(sock: socket.socket) -> None:
    """What has been sent and not confirmed is not limited by this: who is far away is not slowed down."""
    if sock.family != getattr(socket, "AF_UNIX", None) and hasattr(socket, "TCP_NOTSENT_LOWAT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)
