"""A WebSocket straight on the socket: what Tornado's does, at a fraction of what it costs per message.

Tornado reads each frame in three steps through a stream that asks the system for readiness again each time;
in a class where everyone types that was more than half of the server's work. Here asyncio's transport reads
what there is, once. For TLS, whose session is the stream's own, Tornado's is used (``sockets.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketHandler

from ..documents.peer import MOST_UNREAD
from ..errors import TimeWarpError, TooMuch
from .frames import CLOSE, NOT_UTF8, PING, TEXT, close_code, control
from .heartbeat import Heartbeat
from .incoming import Incoming
from .intake import Intake
from .pongs import Pongs
from .read_buffer import read_buffer
from .server_protocol import ServerProtocol
from .upgrade import switch

_CLOSING_TIME = 5.0
"""Seconds for the other side to take what is still to be sent, and to answer a close."""

_MOST_PASSED_OVER = 64 * 1024 * 1024
"""Bytes that may still come from one who is not listened to any more."""


class Wire(ServerProtocol, asyncio.BufferedProtocol):
    """The server's end of one WebSocket without extensions; a ``documents.peer.Peer``.

    A message is handed to ``handler.on_message``; while what that returns is awaited, later ones wait: up to
    ``most`` bytes here, the others at the sender. Pings and their answers never wait. A handler hears of the
    end when all that came before it has been dealt with.
    """

    def __init__(
        self,
        handler: WebSocketHandler,
        end: Callable[[TimeWarpError], None],
        *,
        ping_interval: float,
        ping_timeout: float,
        most: int,
    ) -> None:
        """``end`` closes the socket with an error's code; ``most`` is the longest message, in bytes."""
        super().__init__(handler)
        self._handler = handler
        self._end = end
        self._loop = asyncio.get_running_loop()
        self._incoming = Incoming(
            self._take, self._take_control, self._refuse, self._failed, self._settle, most
        )
        self._heartbeat = Heartbeat(self._ping, self._is_alive, self._abort, ping_interval, ping_timeout)
        self._transport: asyncio.Transport | None = None
        self._heard = self._reading = self._writable = True
        self._lost = self._told = self._deaf = False
        self._passed_over = 0
        self._pongs = Pongs(self.write)
        self._intake = Intake()
        self._drained: list[Callable[[], None]] = []
        self._deadline: asyncio.TimerHandle | None = None
        self._close_code: int | None = None
        self._close_reason: str | None = None

    # Beginning

    async def accept_connection(self, handler: WebSocketHandler) -> None:
        """Answer the upgrade, take the socket over, and open the handler."""
        try:
            early = await switch(handler, self)
        except (StreamClosedError, OSError) as error:
            self.connection_lost(error)
            return
        if self._lost:
            return  # gone meanwhile, and the handler has been told
        opened = handler.open(*handler.open_args, **handler.open_kwargs)
        if opened is not None:
            self._incoming.wait_for(opened)
        self._received(early)
        self._heartbeat.start()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Tell of every backlog, and of its end."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=0)

    # Receiving

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where to read to."""
        return read_buffer()

    def buffer_updated(self, nbytes: int) -> None:
        """So much has been read."""
        self._received(bytes(read_buffer()[:nbytes]))

    def _received(self, data: bytes) -> None:
        if self._deaf or self.client_terminated:
            self._passed_over += len(data)
            if self._passed_over > _MOST_PASSED_OVER:
                self._abort()
            return
        self._heard = True
        self._incoming.feed(data)
        if self._incoming.full and self._reading and self._transport is not None:
            self._reading = False
            self._transport.pause_reading()

    def _take_control(self, opcode: int, payload: bytes) -> None:
        if self._pongs.is_flood():
            self._end(TooMuch("You are sending too much at once."))
            self._stop_listening()
        elif opcode == PING:
            self._pongs.answer(payload, writable=self._writable)

    def _take(self, opcode: int, payload: bytes) -> Awaitable[None] | None:
        if self.client_terminated:
            return None
        if opcode == CLOSE:
            self._closed_by_client(payload)
            return None
        message: str | bytes = payload
        if opcode == TEXT:
            try:
                message = payload.decode()
            except UnicodeDecodeError:
                self._refuse(NOT_UTF8)
                return None
        try:
            return self._handler.on_message(message)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic in the CRDT is no Exception
            self._failed(error)
            return None

    def _failed(self, error: BaseException) -> None:
        self._handler.log_exception(type(error), error, error.__traceback__)
        self._abort()

    def _settle(self) -> None:
        """Something has been dealt with: read on, or tell of the end."""
        self._incoming.go_on()
        if self._lost and self._incoming.idle:
            self._tell_of_end()
        elif not self._reading and not self._incoming.full and self._transport is not None:
            self._reading = True
            self._transport.resume_reading()

    # Sending

    @property
    def backlog(self) -> int:
        """Bytes written that the socket has not taken yet."""
        if self._writable or self._transport is None:
            return 0
        return self._transport.get_write_buffer_size()

    def write(self, frames: bytes) -> None:
        """Queue ready-made frames. Behind a close frame nothing may come: browsers then see 1006."""
        if self.server_terminated or self._transport is None:
            return
        if self.backlog > MOST_UNREAD:
            self._abort()
            return
        self._intake.written += len(frames)
        self._transport.write(frames)

    def when_drained(self, callback: Callable[[], None]) -> None:
        """Call back once, when the backlog is gone."""
        if self._writable:
            self._loop.call_soon(callback)
        else:
            self._drained.append(callback)

    def pause_writing(self) -> None:
        """The socket does not take any more for now."""
        self._writable = False

    def resume_writing(self) -> None:
        """It has taken everything."""
        self._writable = True
        self._pongs.writable()
        drained, self._drained = self._drained, []
        for callback in drained:
            callback()

    def _ping(self) -> None:
        self._heard = False
        self._intake.begin(self.backlog)
        if self._writable:  # else it takes what waits, or is not alive
            self.write(control(PING))

    def _is_alive(self) -> bool:
        """Heard of, or still taking what is sent, or not listened to for it has sent too much."""
        takes = self._intake.goes_on(self.backlog)
        return (self._heard or not self._reading or takes) and not self._intake.is_stuck

    # The end

    def end(self, error: TimeWarpError) -> None:
        """Close with the error's code."""
        self._end(error)

    def close(self, code: int | None = None, reason: str | None = None) -> None:
        """Say that this is the end, and hang up when the other side has said so as well."""
        if not self.server_terminated:
            said = b"" if code is None else code.to_bytes(2, "big") + (reason or "").encode()
            self.write(control(CLOSE, said))
            self.server_terminated = True
            self._heartbeat.stop()
        if self._transport is None:
            return
        if self._deadline is None:
            self._deadline = self._loop.call_later(_CLOSING_TIME, self._transport.abort)
        if self.client_terminated:
            self._transport.close()

    def _closed_by_client(self, payload: bytes) -> None:
        self.client_terminated = True
        self._incoming.stop()
        self._close_code = close_code(payload)
        self._close_reason = payload[2:].decode(errors="replace")
        self.close(self._close_code)

    def _refuse(self, code: int) -> None:
        """This is no WebSocket."""
        self.close(code)
        self._stop_listening()

    def _stop_listening(self) -> None:
        """No answer to the close is waited for, only that it is heard.

        What is under way is read and passed over: hung up on with unread bytes the socket is reset, and the
        other side never sees why (RFC 1122, 4.2.2.13).
        """
        self._deaf = True
        self._incoming.stop()
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write_eof()
            self._settle()

    def _abort(self) -> None:
        self.client_terminated = self.server_terminated = True
        self._incoming.stop()
        self._heartbeat.stop()
        if self._transport is not None:
            self._transport.abort()

    def eof_received(self) -> bool:
        """No one reads any longer either: browsers never close by half."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket has ended."""
        self.server_terminated = self._lost = True
        self._heartbeat.stop()
        self._drained.clear()
        if self._deadline is not None:
            self._deadline.cancel()
        if self._incoming.idle:
            self._tell_of_end()
        else:  # some of it may have to wait for long, and nobody shall be seen to be here meanwhile
            self._deadline = self._loop.call_later(_CLOSING_TIME, self._pass_over_rest)

    def _pass_over_rest(self) -> None:
        if not self._told:
            self._incoming.stop()
            self._settle()

    def _tell_of_end(self) -> None:
        if not self._told:
            self._told = True
            if self._deadline is not None:
                self._deadline.cancel()
            self._handler.on_ws_connection_close(self._close_code, self._close_reason)
            # They call back to this: with them it would stay until the collector finds it.
            del self._incoming, self._heartbeat, self._pongs

    # What else Tornado asks of a protocol

    def is_closing(self) -> bool:
        """Whether either side has said that this is the end."""
        return self.client_terminated or self.server_terminated
