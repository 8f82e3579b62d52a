"""What people of a room share beside its documents: chat, presence, activity, and the events of it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .chat import Chat
from .events import Events
from .presence import Presence

if TYPE_CHECKING:
    from .context import Context
    from .room import Room


class Talk:
    """The social half of one room. There is one for every room, loaded or not."""

    def __init__(self, room: Room, context: Context) -> None:
        self.events = Events(room, context)
        self.presence = Presence(room, self.events, context.limits.presence_interval)
        self.chat = Chat(room, self.events, context)
        self.events.presence = self.presence

    async def close(self) -> None:
        """End what still runs."""
        self.presence.close()
        await self.events.close()
