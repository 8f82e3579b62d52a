"""What all WebSockets of this package share: who may open one, pings, and how it ends."""

from __future__ import annotations

import json
from typing import Any, cast

from jupyter_server.base.call_context import CallContext
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketHandler, WebSocketProtocol

from ..documents.peer import Peer
from ..errors import InvalidInput, TimeWarpError, TooMuch
from ..services import Services
from .pongs import Pongs
from .reauthentication import Reauthentication
from .stream_peer import StreamPeer
from .upgrade import can_switch
from .wire import Wire

_LONGEST_REASON = 123
"""Bytes: Tornado raises above that, and the connection would stay."""

_MOST_UNREAD_PONGS = 2000
"""Answers to pings that wait for one who reads nothing."""


class SocketHandler(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """A WebSocket behind Jupyter's authentication and origin check.

    Refusals before the upgrade are HTTP (401, 403); everything later is a close code, which is all that a
    browser can see.
    """

    _reauthentication: Reauthentication | None = None
    _pongs: Pongs | None = None
    _unread_pongs = 0

    @property
    def services(self) -> Services:
        """The parts of the running server."""
        return cast(Services, self.settings["timewarp"])

    @property
    def ping_interval(self) -> float:
        """Seconds between pings."""
        return self.services.limits.ping_interval

    @property
    def ping_timeout(self) -> float:
        """Seconds in which a ping must be answered."""
        return self.services.limits.ping_timeout

    @property
    def max_message_size(self) -> int:
        """Above this Tornado itself hangs up; our own limit is lower, and says why."""
        return 2 * self.services.limits.max_frame_bytes

    def get_compression_options(self) -> dict[str, Any] | None:
        """None: uncompressed frames are the same bytes for everyone."""
        return None

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """The upgrade. From here on the sign-in is looked at now and then."""
        # The request is over with this: timers that are set for the socket shall not keep its handler.
        CallContext.set(CallContext.JUPYTER_HANDLER, None)
        every = self.services.limits.reauthenticate_interval
        self._reauthentication = asking = Reauthentication(self, every, self.dismiss)
        try:
            await super().get(*args, **kwargs)
        except BaseException:
            asking.stop()
            raise
        if self.ws_connection is None:
            # Refused, or gone before it was read: nobody would hear of its end.
            asking.stop()

    def dismiss(self, error: TimeWarpError) -> None:
        """End what the socket was opened for, and close it."""
        raise NotImplementedError

    def on_close(self) -> None:
        """The socket has ended."""
        if self._reauthentication is not None:
            self._reauthentication.stop()
            self._reauthentication = None
        super().on_close()

    def get_websocket_protocol(self) -> WebSocketProtocol | None:
        """Our own where it can be. None (426) for another version of the protocol than 13."""
        if self.request.headers.get("Sec-WebSocket-Version") != "13":
            return None
        if not can_switch(self):
            return super().get_websocket_protocol()
        return Wire(
            self,
            self.end,
            ping_interval=self.ping_interval,
            ping_timeout=self.ping_timeout,
            most=self.max_message_size,
        )

    def asked(self, name: str) -> str | None:
        """A query parameter, None where it is not given. Raises ``InvalidInput``."""
        try:
            return self.get_query_argument(name, None)
        except HTTPError as error:
            raise InvalidInput("A query parameter is not UTF-8.", reason=name) from error

    def peer(self) -> Peer | None:
        """Where frames for this client go; None where the socket has ended."""
        protocol = self.ws_connection
        if isinstance(protocol, Wire):
            return protocol
        if protocol is None or protocol.stream is None:
            return None
        return StreamPeer(protocol.stream, self.end)

    def on_ping(self, data: bytes) -> None:
        """A ping that Tornado has answered: those over TLS. Ours counts and holds back its answers itself."""
        self._pongs = self._pongs or Pongs(lambda frames: None)
        stream = None if self.ws_connection is None else self.ws_connection.stream
        if stream is None:
            return
        self._unread_pongs = self._unread_pongs + 1 if stream.writing() else 0
        if self._unread_pongs > _MOST_UNREAD_PONGS:
            stream.close()
        elif self._pongs.is_flood():
            self.end(TooMuch("You are sending too much at once."))

    def on_pong(self, data: bytes) -> None:
        """Counts as much as a ping."""
        self.on_ping(data)

    def end(self, error: TimeWarpError) -> None:
        """Close with the error's close code and ``{"code", "retry_after"?}`` as reason."""
        reason: dict[str, Any] = {"code": error.error_code}
        if error.retry_after is not None:
            reason["retry_after"] = error.retry_after
        text = json.dumps(reason, separators=(",", ":"))
        try:
            self.close(error.close.number, text if len(text.encode()) <= _LONGEST_REASON else None)
        except WebSocketClosedError:
            self.log.debug("The socket had ended before it was closed")
