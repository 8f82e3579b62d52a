"""The doors of jupyter-collaboration: a room's programs are live with us, and nowhere else.

Two live copies of one file would overwrite each other. Notebooks in a room's folder stay with
jupyter-collaboration, for those who may edit.
"""

from __future__ import annotations

from typing import Any

from ..errors import Conflict
from ..rooms.permissions import Action
from .doors import Guard, Place

KINDS = ("session", "room", "fork", "undo_redo", "timeline")
"""Endpoints, each by a path, a room id, or the id of a fork."""


class CollaborationGuard(Guard):
    """Refuses live copies of a room's programs."""

    async def admit(self) -> None:
        """409 ``in_room`` for programs; everything else in a room is for those who may edit."""
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
        self.require(place, Action.EDIT)

    def find(self, path: str) -> Place:
        """The place of a path, or of the file that a room id of jupyter-collaboration names."""
        return super().find(file_of(path, self.settings.get("file_id_manager")))


def file_of(text: str, file_ids: Any) -> str:
    """The path behind ``format:type:file id``; a text that is no such id is a path itself."""
    parts = text.rsplit("/", 1)[-1].split(":", 2)
    if len(parts) < 3 or file_ids is None:
        return text
    path = file_ids.get_path(parts[2])
    return text if path is None else str(path)
