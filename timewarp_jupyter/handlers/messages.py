"""The chat of a room over HTTP."""

from __future__ import annotations

from typing import Any

from ..errors import InvalidInput
from ..models_talk import message_record
from ..rooms.permissions import Action
from ..store.interface_talk import ReadMark
from ..store.operations import Anchor
from .allow import allow
from .base import TimeWarpHandler
from .body import number, optional, read_fields, text
from .paging import LAST, cut_window

_MOST_TEXT = 2**20
"""Longer ones are no message at all; ``max_message_chars`` is the limit that people are told of."""
_MOST_LINES = 2**31
_MOST_QUERY = 200


def anchor(name: str, value: Any) -> Anchor:
    """The place in a program that a message is about; ``end_line`` is ``line`` where it is not given."""
    if not isinstance(value, dict):
        raise InvalidInput(f"{name} must be an object.", code="bad_field", reason=name)
    lines = optional(number(1, _MOST_LINES))
    fields = {"document": text(64), "line": number(1, _MOST_LINES), "end_line": lines}
    values = read_fields(value, fields, required=("document", "line"))
    line, end = values["line"], values.get("end_line") or values["line"]
    if end < line:
        raise InvalidInput(
            "The last line comes before the first.", code="bad_anchor", reason=f"{line} to {end}"
        )
    return Anchor(values["document"], line, end)


def client_id(name: str, value: Any) -> str:
    """What the client calls the message, so that a retry is known."""
    checked: str = text(64)(name, value)
    if not checked:
        raise InvalidInput(f"{name} must not be empty.", code="bad_field", reason=name)
    return checked


class MessagesHandler(TimeWarpHandler):
    """The messages of a room."""

    @allow("read")
    async def get(self, room_id: str) -> None:
        """A part of the chat, oldest first: the newest messages, or those around a seq. ``?q=`` searches."""
        room = self.room(room_id, Action.READ)
        query = self.query("q")
        if query is not None and len(query) > _MOST_QUERY:
            raise InvalidInput(f"Search for at most {_MOST_QUERY} characters.", code="bad_query")
        page = self.page()
        rows, following = cut_window(page, await room.talk.chat.listing(page.window(), query))
        self.answer({"items": [message_record(row) for row in rows], "next": following})

    @allow("write")
    async def post(self, room_id: str) -> None:
        """Say something. 201; 200 with what is stored where this ``client_id`` was sent before."""
        room = self.room(room_id, Action.CHAT)
        values = self.body(
            {
                "body": text(_MOST_TEXT),
                "client_id": client_id,
                "reply_to": optional(text(64)),
                "anchor": optional(anchor),
            },
            required=("body", "client_id"),
        )
        row, new = await room.talk.chat.post(self.username, **values)
        if new:
            self.set_header("Location", self.url("api/timewarp/rooms", room.id, "messages", row.id))
        self.answer(message_record(row), 201 if new else 200)


class MessageHandler(TimeWarpHandler):
    """One message."""

    @allow("write")
    async def patch(self, room_id: str, message: str) -> None:
        """Say one's own message in other words."""
        room = self.room(room_id, Action.CHAT)
        values = self.body({"body": text(_MOST_TEXT)}, required=("body",))
        self.answer(message_record(await room.talk.chat.edit(self.username, message, values["body"])))

    @allow("write")
    async def delete(self, room_id: str, message: str) -> None:
        """Remove one's own message, or as an owner anybody's."""
        room = self.room(room_id, Action.CHAT)
        await room.talk.chat.delete(self.username, message)
        self.done()


class ReadHandler(TimeWarpHandler):
    """How far the caller has read."""

    @allow("read")
    async def get(self, room_id: str) -> None:
        """The newest seq that was read, and how many messages of others came after it."""
        room = self.room(room_id, Action.READ)
        self._answer(await room.talk.chat.mark(self.username))

    @allow("write")
    async def put(self, room_id: str) -> None:
        """Everything up to a seq was read. It never goes back."""
        room = self.room(room_id, Action.CHAT)
        values = self.body({"seq": number(0, LAST)}, required=("seq",))
        self._answer(await room.talk.chat.read(self.username, values["seq"]))

    def _answer(self, mark: ReadMark) -> None:
        self.answer({"seq": mark.seq, "unread": mark.unread})
