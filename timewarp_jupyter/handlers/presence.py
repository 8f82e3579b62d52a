"""Who is in a room now, over HTTP."""

from __future__ import annotations

from ..records import Presence
from ..rooms.permissions import Action
from ..schema import Listing
from .allow import allow
from .base import TimeWarpHandler
from .operation import operation


class PresenceHandler(TimeWarpHandler):
    """The people of a room."""

    @allow("read")
    @operation({200: Listing(Presence)})
    async def get(self, room_id: str) -> None:
        """Everyone who is here, each once."""
        room = self.room(room_id, Action.READ)
        self.answer({"items": room.talk.presence.listing(), "next": None})
