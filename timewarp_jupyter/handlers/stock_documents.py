"""The live documents of jupyter-collaboration: whose file each is, and how one is given up for a room's.

A file that comes into a room while it is open there has two live copies, and its sockets know no roles. So
what was typed is taken over, the document is closed, and those who had it open are told where it is now.
Everything that is private to ``jupyter_server_ydoc`` is used here and nowhere else.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from jupyter_server_ydoc.handlers import FORK_ROOMS, YDocWebSocketHandler
from tornado.websocket import WebSocketHandler

from ..documents.authors import DISK
from ..errors import InvalidInput, NotFound, TimeWarpError
from ..rooms.folders import is_within
from .doors import Place, locate

if TYPE_CHECKING:
    from logging import Logger

    from ..services import Services

RELOAD = 1003
"""The close code by which jupyter-collaboration's own client shows the reason to the person."""
IN_ROOM = "This program is live in a room of Time Warp now."
_LONGEST = 30.0
"""Seconds in which a document is given up."""
_LEAVING = 5.0
"""Seconds in which what its sockets have sent before is applied."""
_MOST_TIMELINES = 10_000
_MOST_ANNOUNCED = 1000


class StockDocuments:
    """Those of one server."""

    def __init__(self, settings: dict[str, Any], services: Services, log: Logger) -> None:
        self._settings = settings
        self._services = services
        self._log = log
        self._timelines: OrderedDict[str, str] = OrderedDict()
        self._announced: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._leaving: dict[str, asyncio.Task[None]] = {}

    # --- whose file it is

    def file_of(self, room: str) -> str | None:
        """The path of the file behind the id of a room or a fork; None where no file is behind it.

        Raises ``NotFound`` for a copy of a document of which nobody knows whose it is.
        """
        root = self.root_of(room)
        parts = root.split(":", 2)
        ids = self._settings.get("file_id_manager")
        if len(parts) == 3 and ids is not None:
            path = ids.get_path(parts[2])
            return str(path) if path is not None else self._last_path(root)
        if root in self._rooms and type(self._rooms[root]).__name__ != "TransientRoom":
            raise NotFound("There is no such document.", code="no_such_document")
        return None

    def root_of(self, room: str) -> str:
        """The room that a fork or a timeline is a copy of; any other is its own."""
        fork = FORK_ROOMS.get(room)
        return fork["root_roomid"] if fork is not None else self._timelines.get(room, room)

    def remember_timeline(self, fork: str, room: str) -> None:
        """A timeline is a copy of a room, under an id that says nothing of it."""
        self._timelines[fork] = room
        if len(self._timelines) > _MOST_TIMELINES:
            self._timelines.popitem(last=False)

    def _last_path(self, room: str) -> str | None:
        """Where a file was that is gone, as long as its document is live."""
        document = getattr(self._rooms.get(room), "_document", None)
        return None if document is None else document.path

    # --- who is to be told

    def announce(self, username: str, path: str) -> None:
        """The next socket of this user for a program of a room is to be told why it is not live there."""
        self._announced[username, path] = None
        if len(self._announced) > _MOST_ANNOUNCED:
            self._announced.popitem(last=False)

    def is_announced(self, username: str, path: str) -> bool:
        """Whether a socket is the next one after ``announce``."""
        return self._announced.pop((username, path), 0) is None

    # --- giving up

    async def arrived(self, path: str) -> None:
        """What lies at or below a workspace path belongs to a room from now on: its programs are live there.

        What cannot be given up is told in the log; its sockets are refused by ``CollaborationGuard``.
        """
        for room in list(self._rooms):
            if hasattr(self._rooms.get(room), "_document"):  # and no copy of one
                try:
                    await self._arrived(room, path)
                except TimeWarpError as error:
                    self._log.warning("The document %s stays open: %s", room, error.message)

    async def _arrived(self, room: str, path: str) -> None:
        file = self.file_of(room)
        if file is not None and is_within(file, path):
            place = await self._locate(file)
            if place is not None and await is_program(place):
                await self.give_up(room)

    async def give_up(self, room: str) -> None:
        """Close the live document of a room's program, and take over what was typed in it."""
        task = self._leaving.get(room)
        if task is None:
            work = asyncio.wait_for(self._give_up(room), _LONGEST)
            task = self._leaving[room] = asyncio.create_task(work, name=f"give up {room}")
            task.add_done_callback(partial(self._given_up, room))
        await asyncio.wait([task])

    def _given_up(self, room: str, task: asyncio.Task[None]) -> None:
        del self._leaving[room]
        if not task.cancelled() and task.exception() is not None:
            self._log.error("The document %s could not be given up", room, exc_info=task.exception())

    async def _give_up(self, room_id: str) -> None:
        async with self._extension._room_locks[room_id]:
            room = self._rooms.get(room_id)
            if room is None:
                return
            clients = list(room.clients)
            try:
                await _end_serving(clients, room)
                await self._take_over(room_id, room)
            finally:
                await self._remove(room_id, room)
                for client in clients:
                    close(client)

    async def _take_over(self, room_id: str, room: Any) -> None:
        """What was typed is in the room's program, and what was in the file is in its history."""
        if not room.ready:  # never loaded: nobody has typed
            return
        async with room._update_lock:
            text = await room._document.aget()
        place = await self._locate(self.file_of(room_id) or "")
        try:
            if place is None or place.room is None or not isinstance(text, str):
                raise InvalidInput("This cannot be a program of a room.")
            async with place.room.use() as library:
                row = library.by_path(place.relative) or await library.adopt(place.relative, DISK)
                await library.write(row.id, text, DISK)
        except TimeWarpError as error:
            # What can be no program, or cannot be stored now, is at least in the file.
            self._log.warning("%s is saved as it is: %s", room_id, error.message)
            await (room._save_to_disc() or asyncio.sleep(0))

    async def _remove(self, room_id: str, room: Any) -> None:
        """As ``YDocWebSocketHandler._clean_room`` does it after a minute without clients."""
        if room.cleaner is not None:
            room.cleaner.cancel()
        await self._extension.ywebsocket_server.delete_room(room=room)
        loaders, file_id = self._extension.file_loaders, room_id.split(":", 2)[2]
        if file_id in loaders and loaders[file_id].number_of_subscriptions == 0:
            await loaders.remove(file_id)
        self._extension._room_locks.pop(room_id, None)

    async def _locate(self, path: str) -> Place | None:
        return await locate(self._services.registry, path, self._settings["contents_manager"])

    # --- jupyter-collaboration

    @property
    def _extension(self) -> Any:
        apps = self._settings["serverapp"].extension_manager.extension_apps
        return next(iter(apps.get("jupyter_server_ydoc", ())), None)

    @property
    def _rooms(self) -> dict[str, Any]:
        server = getattr(self._extension, "ywebsocket_server", None)
        rooms: dict[str, Any] = {} if server is None else server.rooms
        return rooms


async def is_program(place: Place) -> bool:
    """Whether this is a program of a room."""
    return place.room is not None and bool(place.relative) and await place.room.has_program(place.relative)


def close(client: Any, *, reloadable: bool = True) -> None:
    """End a socket of jupyter-collaboration, so that its person is told why, and may be asked to reload."""
    reason = {"reason": "initialization_error", "reloadable": reloadable, "errorReason": IN_ROOM}
    if isinstance(client, WebSocketHandler):  # and not somebody on the server itself
        client.close(RELOAD, json.dumps(reason))


async def _end_serving(clients: Iterable[Any], room: Any) -> None:
    """Nobody is served any longer, and what they had sent before is in the document."""
    for client in clients:
        if isinstance(client, YDocWebSocketHandler):
            client._message_queue.put_nowait(b"")
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _LEAVING
    while room.clients and loop.time() < deadline:  # noqa: ASYNC110 - nobody is told when they have left
        await asyncio.sleep(0.01)
