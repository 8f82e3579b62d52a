"""The sync socket of a document: between Tornado's WebSocket and ``documents.connection``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from ..documents.connection import Connection
from ..errors import Idle, ProtocolError, TimeWarpError, Unavailable
from ..rooms.presence import Presence
from .authentication import may, socket_authenticated
from .base import wait_until_open
from .body import Fields, one_of, text
from .operation import NOTHING, operation
from .sockets import SocketHandler

_ACTIVITY_NOTED_EVERY = 5.0
"""Seconds."""


class SyncHandler(SocketHandler):
    """``WS …/rooms/{room}/documents/{document}/sync``: the plain y-websocket protocol.

    ``?history_id=`` refuses another history with 4409; ``?ack=1`` asks for acknowledgements.
    """

    _connection: Connection | None = None
    _presence: Presence | None = None
    _idle: asyncio.TimerHandle | None = None
    _last_message = 0.0
    _noted = -_ACTIVITY_NOTED_EVERY

    @socket_authenticated
    @may("read")
    @operation({101: NOTHING}, query=Fields({"history_id": text(64), "ack": one_of("0", "1")}))
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """The upgrade. An upgrade is a GET, so this grants reading; writing is decided per frame."""
        await super().get(*args, **kwargs)

    async def open(self, room: str, document: str) -> None:
        """Join the document, or close with the code that says why not.

        Tornado does the pings: Jupyter's mixin would start its own, so its ``open`` is not called.
        """
        try:
            await self._join(room, document)
        except TimeWarpError as error:
            self.end(error)
        except Exception:
            self.log.exception("A sync socket could not be opened")
            self.end(Unavailable("The program could not be opened."))

    async def _join(self, room_id: str, document_id: str) -> None:
        services = self.services
        await wait_until_open(services)
        username = self.current_user.username
        services.registry.note(self.current_user)
        room = services.registry.find(room_id, username)
        document = await room.open_document(document_id, username)
        if (peer := self.peer()) is None:
            return  # gone while the document was read
        connection = Connection(
            document,
            room.access(username),
            peer,
            history_id=self.asked("history_id"),
            wants_acknowledgements=self.asked("ack") == "1",
            allowance=services.allowances.of(username),
        )
        connection.open()
        self._connection = connection
        self._presence = room.talk.presence
        self._presence.changed(username)
        self._watch_idleness()

    def on_message(self, message: str | bytes) -> Awaitable[None] | None:
        """Pass a frame on. What ends the connection is raised below, and becomes its close code."""
        connection = self._connection
        if connection is None:
            return None
        try:
            if isinstance(message, str):
                raise ProtocolError("Messages are binary.", reason="text frame")
            if message[:1] != b"\x01":  # renewing a cursor is no activity of a person
                self._note_activity()
            waiting = connection.receive(message)
        except Exception as error:
            self._fail(error)
            return None
        return self._finish(waiting) if waiting is not None else None

    def _note_activity(self) -> None:
        """The person does something. Those who stop idle servers look once a minute at most."""
        self._last_message = now = asyncio.get_running_loop().time()
        if now - self._noted > _ACTIVITY_NOTED_EVERY:
            self._noted = now
            self.services.active()

    async def _finish(self, waiting: Awaitable[None]) -> None:
        try:
            await waiting
        except Exception as error:
            self._fail(error)

    def dismiss(self, error: TimeWarpError) -> None:
        """End the connection, with a word on why."""
        self._fail(error)

    def _fail(self, error: Exception) -> None:
        if self._connection is not None:
            self._connection.fail(error)

    def on_close(self) -> None:
        """Leave the document."""
        if self._idle is not None:
            self._idle.cancel()
        if self._connection is not None:
            self._connection.close()
            if self._presence is not None:
                self._presence.changed(self._connection.username)
            self._connection = None
        super().on_close()

    def _watch_idleness(self) -> None:
        timeout = self.services.limits.session_timeout
        if not timeout:
            return
        loop = asyncio.get_running_loop()
        left = self._last_message + timeout - loop.time() if self._last_message else timeout
        if left <= 0 and self._connection is not None:
            self._connection.end(Idle("You have been away for a while.", reason=f"{timeout} s"))
            return
        self._idle = loop.call_later(max(left, 0.1), self._watch_idleness)
