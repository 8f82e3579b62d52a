"""The chat of a room over HTTP."""

from __future__ import annotations

from typing import Any

from ..errors import InvalidInput
from ..models_talk import message_record
from ..records import Message
from ..records import ReadMark as ReadMarkRecord
from ..rooms.permissions import Action
from ..schema import Listing
from ..store.interface_talk import ReadMark
from ..store.operations import Anchor
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, number, optional, record, text
from .operation import NOTHING, PAGE, operation
from .paging import LAST, cut_window

_MOST_TEXT = 2**20
"""Longer ones are no message at all; ``max_message_chars`` is the limit that people are told of."""
_MOST_LINES = 2**31
_MOST_QUERY = 200


def _anchor(values: dict[str, Any]) -> Anchor:
    """The place in a program that a message is about; ``end_line`` is ``line`` where it is not given."""
    line, end = values["line"], values.get("end_line") or values["line"]
    if end < line:
        raise InvalidInput(
            "The last line comes before the first.", code="bad_anchor", reason=f"{line} to {end}"
        )
    return Anchor(values["document"], line, end)


_LINE = number(1, _MOST_LINES)
_ANCHOR = Fields(
    {"document": text(64), "line": _LINE, "end_line": optional(_LINE)}, required=("document", "line")
)
_POST = Fields(
    {
        "body": text(_MOST_TEXT),
        "client_id": text(64, 1),
        "reply_to": optional(text(64)),
        "anchor": optional(record(_ANCHOR, _anchor)),
    },
    required=("body", "client_id"),
)
_EDIT = Fields({"body": text(_MOST_TEXT)}, required=("body",))
_READ = Fields({"seq": number(0, LAST)}, required=("seq",))


class MessagesHandler(TimeWarpHandler):
    """The messages of a room."""

    @allow("read")
    @operation({200: Listing(Message)}, query=Fields({**PAGE, "q": text(_MOST_QUERY)}))
    async def get(self, room_id: str) -> None:
        """A part of the chat, oldest first: the newest messages, or those around a seq. ``?q=`` searches."""
        room = self.room(room_id, Action.READ)
        query = self.asked("q")
        page = self.page()
        rows, following = cut_window(page, await room.talk.chat.listing(page.window(), query))
        self.answer({"items": [message_record(row) for row in rows], "next": following})

    @allow("write")
    @operation({201: Message, 200: Message}, body=_POST, refuses=(429,))
    async def post(self, room_id: str) -> None:
        """Say something. 201; 200 with what is stored where this ``client_id`` was sent before."""
        room = self.room(room_id, Action.CHAT)
        values = self.body()
        async with self.slowing_down():
            row, new = await room.talk.chat.post(self.username, **values)
        if new:
            self.set_header("Location", self.url("api/timewarp/rooms", room.id, "messages", row.id))
        self.answer(message_record(row), 201 if new else 200)


class MessageHandler(TimeWarpHandler):
    """One message."""

    @allow("write")
    @operation({200: Message}, body=_EDIT, refuses=(429,))
    async def patch(self, room_id: str, message: str) -> None:
        """Say one's own message in other words."""
        room = self.room(room_id, Action.CHAT)
        values = self.body()
        async with self.slowing_down():
            row = await room.talk.chat.edit(self.username, message, values["body"])
        self.answer(message_record(row))

    @allow("write")
    @operation({204: NOTHING})
    async def delete(self, room_id: str, message: str) -> None:
        """Remove one's own message, or as an owner anybody's."""
        room = self.room(room_id, Action.CHAT)
        await room.talk.chat.delete(self.username, message)
        self.done()


class ReadHandler(TimeWarpHandler):
    """How far the caller has read."""

    @allow("read")
    @operation({200: ReadMarkRecord})
    async def get(self, room_id: str) -> None:
        """The newest seq that was read, and how many messages of others came after it."""
        room = self.room(room_id, Action.READ)
        self._answer(await room.talk.chat.mark(self.username))

    @allow("write")
    @operation({200: ReadMarkRecord}, body=_READ)
    async def put(self, room_id: str) -> None:
        """Everything up to a seq was read. It never goes back."""
        room = self.room(room_id, Action.CHAT)
        values = self.body()
        self._answer(await room.talk.chat.read(self.username, values["seq"]))

    def _answer(self, mark: ReadMark) -> None:
        record: ReadMarkRecord = {"seq": mark.seq, "unread": mark.unread}
        self.answer(record)
