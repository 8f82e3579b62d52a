"""The doors of jupyter-collaboration: a room's programs are live with us, and nowhere else.

Two live copies of one file would overwrite each other. Notebooks in a room's folder stay with
jupyter-collaboration: readers open and follow them, and only what those who may edit send changes them.
The doors stand before files of no room as well: which room a file is in is asked for each message.
"""

from __future__ import annotations

import asyncio
import json
from functools import cached_property
from time import monotonic
from typing import Any, cast

from jupyter_server_ydoc.handlers import YDocWebSocketHandler
from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler

from ..errors import FORBIDDEN, Conflict, NotFound, Unavailable
from ..rooms.permissions import Action
from .doors import Guard, Place
from .stock_documents import StockDocuments, close, is_program

KINDS = ("session", "room", "fork", "undo_redo", "timeline")
"""Endpoints, each by a path, a room id, or the id of a fork."""

_BY_PATH = ("session", "timeline")
"""Those of ``KINDS`` that name a file by its path."""

_OPENING = ("session", "room", "timeline")
"""Those of ``KINDS`` by which a reader sees a document and its changes."""

_ASKING = (b"\x00\x00", b"\x01")
"""How the messages begin that change nothing: sync step 1 and awareness (y-protocols)."""

_KNOWN_SECONDS = 1.0
"""How long it is believed where a file is: what is not done by rooms and contents is not told to us."""


class CollaborationGuard(Guard):
    """Refuses live copies of a room's programs, and in those of notebooks the changes of mere readers."""

    _refused = False
    """Whether a change was: later ones build on it, so that none is taken until a new connection."""
    _moves: int | None = None
    """How many moves of rooms there had been when ``place`` was found."""
    _seen_until = 0.0
    _is_no_program = False
    """Whether it is known that ``place`` is no program."""

    @cached_property
    def _looking(self) -> asyncio.Lock:
        return asyncio.Lock()

    # --- requests

    async def admit(self) -> None:
        """409 ``in_room`` for programs; forks and undoing in a room are for those who may edit.

        A page that opens a program is told so by the end of its socket, for nothing else is shown to people:
        once for each session, as it comes back at once.
        """
        await self._admit_to(self.place)
        fork = self.get_query_argument("forkRoom", "") if self._kind == "undo_redo" else ""
        if fork:
            await self._admit_to(await self._place_of(fork))

    async def _admit_to(self, place: Place) -> None:
        if place.room is None or not place.relative:
            return
        self.require(place, Action.READ)
        if await is_program(place):
            if self._kind == "session":
                self._stock.announce(self.username, place.path)
                return
            if self._kind == "room" and self._stock.is_announced(self.username, place.path):
                self.answers_alone = True
                return
            raise Conflict(
                "This program belongs to a room, and is live there.",
                code="in_room",
                reason=place.room.row.name,
            )
        if self._kind not in _OPENING:
            self.require(place, Action.EDIT)

    async def find(self, path: str) -> Place:
        """The place of a path, or of the file that a room id of jupyter-collaboration names."""
        if self._kind in _BY_PATH:
            return await super().find(path)
        # jupyter-collaboration takes the last part of a socket's address.
        return await self._place_of(path.rsplit("/", 1)[-1] if self._kind == "room" else path)

    async def _place_of(self, room: str) -> Place:
        file = self._stock.file_of(room)
        return Place("", None, "", ()) if file is None else await super().find(file)

    def finish(self, chunk: Any = None) -> Any:
        """Remember whose copy a timeline is, that is given out here under an id of its own."""
        if self._kind == "timeline" and self.get_status() == 200 and isinstance(chunk, str):
            made = json.loads(chunk)
            self._stock.remember_timeline(made["forkRoom"], made["roomId"])
        return super().finish(chunk)

    @property
    def _kind(self) -> str:
        return self.request.path.rpartition("/api/collaboration/")[2].split("/", 1)[0]

    @property
    def _stock(self) -> StockDocuments:
        stock: StockDocuments = self.settings["timewarp_stock"]
        return stock

    # --- sockets

    async def open(self, *args: str, **kwargs: str) -> None:
        """Let in, or say only why not."""
        if self.answers_alone:
            close(self, reloadable=False)
        else:
            await super().open(*args, **kwargs)  # type: ignore[misc]

    def on_close(self) -> None:
        """Who was not let in does not leave."""
        if not self.answers_alone:
            super().on_close()  # type: ignore[misc]

    async def on_message(self, message: str | bytes) -> None:
        """Pass a message on, by what the file is now and the role that its sender has now."""
        if self.answers_alone or not await self._is_reader():
            return
        if await self._is_live_with_us():
            await self._stock.give_up(self._stock.root_of(self._id))
            close(self)
            return
        room = self.place.room
        changes = isinstance(message, str) or not message.startswith(_ASKING)
        if room is not None and changes and (self._refused or not room.decide(self.username, Action.EDIT)):
            self._refused = True
            return
        await super().on_message(message)  # type: ignore[misc]

    async def send(self, message: bytes) -> None:
        """What others do is for those who may read now."""
        if await self._is_reader():
            await super().send(message)  # type: ignore[misc]

    async def _is_reader(self) -> bool:
        """Look where the file is now. Who may not read it is disconnected."""
        try:
            async with self._looking:  # messages stay in their order
                await self._look()
        except (HTTPError, NotFound, Unavailable):
            self._moves, is_reader = None, False
        else:
            room = self.place.room
            is_reader = room is None or bool(room.decide(self.username, Action.READ))
        if not is_reader:
            cast(WebSocketHandler, self).close(FORBIDDEN.number)
        return is_reader

    async def _look(self) -> None:
        registry, now = self.registry, monotonic()
        moves = -1 if registry is None else registry.moves
        if moves == self._moves and now < self._seen_until:
            return
        try:
            self.place = await self._place_of(self._id)
        except Unavailable:
            if self._moves is None:
                raise
            # The disk does not answer: the file is taken to be where it was, the role is that of now.
        self._moves, self._seen_until = moves, now + _KNOWN_SECONDS
        self._is_no_program = False

    async def _is_live_with_us(self) -> bool:
        """Whether the file is a program of a room by now."""
        if self.place.room is not None and not self._is_no_program:
            self._is_no_program = not await is_program(self.place)
            return not self._is_no_program
        return False

    @property
    def _id(self) -> str:
        """The id of the room or the fork of this socket."""
        return str(cast(YDocWebSocketHandler, self).path)
