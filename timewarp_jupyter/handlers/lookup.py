"""From a path of the workspace to the room and the document that it is."""

from __future__ import annotations

from ..documents.authors import DISK
from ..errors import Forbidden, InvalidInput, NotFound, TooLarge
from ..models import room_record
from ..records import Found
from ..rooms.permissions import Action
from ..rooms.room import Room
from ..store.interface import DocumentRow
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, text
from .operation import operation

_PATH = Fields({"path": text(4096)}, required=("path",))


class LookupHandler(TimeWarpHandler):
    """What an editor asks before it opens a file."""

    @allow("read")
    @operation({200: Found}, query=_PATH, refuses=(404, 409))
    async def get(self) -> None:
        """Look only: ``role`` is what the caller would have, ``joined`` says nothing was changed."""
        self.answer(await self._look(self.asked("path"), join=False))

    @allow("write")
    @operation({200: Found}, body=_PATH, refuses=(404, 409))
    async def post(self) -> None:
        """Open: in an open room this joins with the default role, and says so by ``joined``."""
        self.answer(await self._look(self.body()["path"], join=True))

    async def _look(self, path: str, *, join: bool) -> Found:
        found = await self.services.registry.locate(path)
        if found is None:
            raise not_in_a_room()
        room, relative = found
        self._require_reader(room)
        row = await _document(room, relative) if relative else None
        joined = join and await room.join(self.username)
        role = room.member(self.username).role or room.row.default_role
        return {
            "room": room_record(room, self.username),
            "document": None if row is None else row.id,
            "role": role,
            "history_id": None if row is None else row.history_id,
            "joined": joined,
        }

    def _require_reader(self, room: Room) -> None:
        # The room's name is told here: who sees its folder should know whom to ask.
        decision = room.decide(self.username, Action.READ)
        if not decision:
            raise Forbidden(decision.reason, code="not_a_member", reason=room.row.name)


async def _document(room: Room, relative: str) -> DocumentRow:
    """The document of a path, adopted if it is a program. Raises ``NotFound`` for what is none."""
    async with room.use() as library:
        row = library.by_path(relative)
        if row is not None:
            return row
        try:
            return await library.adopt(relative, DISK)
        except (InvalidInput, NotFound, TooLarge) as error:
            raise not_in_a_room(error.reason or error.message) from error


def not_in_a_room(reason: str = "") -> NotFound:
    """The definite answer by which an editor opens a file without us."""
    return NotFound("This file is in no room.", code="not_in_a_room", reason=reason)
