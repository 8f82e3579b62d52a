"""The doors of jupyter-collaboration: a room's programs are live with us, and nowhere else.

Two live copies of one file would overwrite each other. Notebooks in a room's folder stay with
jupyter-collaboration: readers open and follow them, and only what those who may edit send changes them.
"""

from __future__ import annotations

from typing import Any, cast

from tornado.websocket import WebSocketHandler

from ..errors import FORBIDDEN, Conflict
from ..rooms.permissions import Action
from .doors import Guard, Place

KINDS = ("session", "room", "fork", "undo_redo", "timeline")
"""Endpoints, each by a path, a room id, or the id of a fork."""

_OPENING = ("session", "room", "timeline")
"""Those of ``KINDS`` by which a reader sees a document and its changes."""

_ASKING = (b"\x00\x00", b"\x01")
"""How the messages begin that change nothing: sync step 1 and awareness (y-protocols)."""


class CollaborationGuard(Guard):
    """Refuses live copies of a room's programs, and in those of notebooks the changes of mere readers."""

    _refused = False
    """Whether a change was: later ones build on it, so that none is taken until a new connection."""

    async def on_message(self, message: str | bytes) -> None:
        """Pass a message of a live notebook on, by the role that its sender has now."""
        room = self.place.room
        if room is not None:
            if not room.decide(self.username, Action.READ):
                cast(WebSocketHandler, self).close(FORBIDDEN.number)
                return
            changes = isinstance(message, str) or not message.startswith(_ASKING)
            if changes and (self._refused or not room.decide(self.username, Action.EDIT)):
                self._refused = True
                return
        await super().on_message(message)  # type: ignore[misc]

    def _opens(self) -> bool:
        kind = self.request.path.rpartition("/api/collaboration/")[2].split("/", 1)[0]
        return kind in _OPENING

    async def admit(self) -> None:
        """409 ``in_room`` for programs; forks and undoing in a room are for those who may edit."""
        place = self.place
        if place.room is None or not place.relative:
            return
        self.require(place, Action.READ)
        if await place.room.has_program(place.relative):
            raise Conflict(
                "This program belongs to a room, and is live there.",
                code="in_room",
                reason=place.room.row.name,
            )
        if not self._opens():
            self.require(place, Action.EDIT)

    async def find(self, path: str) -> Place:
        """The place of a path, or of the file that a room id of jupyter-collaboration names."""
        return await super().find(file_of(path, self.settings.get("file_id_manager")))


def file_of(text: str, file_ids: Any) -> str:
    """The path behind ``format:type:file id``; a text that is no such id is a path itself."""
    parts = text.rsplit("/", 1)[-1].split(":", 2)
    if len(parts) < 3 or file_ids is None:
        return text
    path = file_ids.get_path(parts[2])
    return text if path is None else str(path)
