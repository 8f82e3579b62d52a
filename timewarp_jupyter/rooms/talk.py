"""What people of a room share beside its documents: chat, presence, activity, and the events of it all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..store.operations import AppendUpdates, Operation
from .chat import Chat
from .edit_windows import EditWindows
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
        self.edits = EditWindows(room, context)
        self._room, self._emit = room.id, context.emit

    def committed(self, operations: Sequence[Operation], seqs: Sequence[int | None]) -> None:
        """A commit of the room is on disk."""
        self.events.committed(operations, seqs)
        if self._emit is not None:
            self._emit(self._room, operations)
        if any(isinstance(operation, AppendUpdates) for operation in operations):
            self.edits.noticed()

    async def close(self) -> None:
        """End what still runs."""
        self.presence.close()
        await self.edits.close()
        await self.events.close()
