"""The doors of Jupyter's checkpoints, and of trusting notebooks."""

from __future__ import annotations

from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.handlers import (
    CheckpointsHandler,
    ModifyCheckpointsHandler,
    TrustNotebooksHandler,
)

from ..documents.authors import DISK
from ..rooms.permissions import Action
from .allow import allow
from .checkpoint_text import checkpoint_text
from .doors import Guard


class CheckpointsDoor(Guard, CheckpointsHandler):
    """Listed by readers, made by those who may edit."""

    async def admit(self) -> None:
        """By method."""
        self.require(self.place, Action.EDIT if self.request.method == "POST" else Action.READ)


class TrustDoor(Guard, TrustNotebooksHandler):
    """Trusting a notebook changes what it may do: for those who may edit."""

    async def admit(self) -> None:
        """Editors and owners."""
        self.require(self.place, Action.EDIT)


class ModifyCheckpointsDoor(Guard, ModifyCheckpointsHandler):
    """Going back to a checkpoint is an edit of the one who does it."""

    async def admit(self) -> None:
        """Going back by those who may restore, deleting by those who may edit."""
        going_back = self.request.method == "POST"
        self.require(self.place, Action.RESTORE if going_back else Action.EDIT)

    @allow("write", resource="contents")
    async def post(self, path: str, checkpoint_id: str) -> None:
        """What the checkpoint holds becomes the text, as an edit of the caller."""
        room, relative = self.place.room, self.place.relative
        if room is None or not relative or not await room.has_program(relative):
            await ensure_async(super().post(path, checkpoint_id))
            return
        async with room.use() as library:
            row = library.by_path(relative) or await library.adopt(relative, DISK)
            await library.save(row.id)
            self.require(self.place, Action.RESTORE)  # it may have taken long
            contents: Any = self.contents_manager
            text = await checkpoint_text(contents, checkpoint_id, self.place.path)
            if text is None:
                await library.save(row.id)  # the file was written, and is taken in as a change of it
            else:
                check = room.check(self.username, Action.RESTORE)
                await library.write(row.id, text, self.username, check)
        self.set_status(204)
        self.finish()
