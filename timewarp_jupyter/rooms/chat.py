"""The chat of one room: Markdown as it was typed, with mentions, replies and places in programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from ..clock import now_ms
from ..documents.rate import TokenBucket
from ..errors import Conflict, Forbidden, InvalidInput, NotFound, TooLarge, TooMuch
from ..models_talk import said_record
from ..store.interface_talk import MessageRow, ReadMark, Window
from ..store.operations import Anchor, DeleteMessage, EditMessage, MarkRead, PostMessage
from .mentions import mentioned
from .permissions import Action

if TYPE_CHECKING:
    from .context import Context
    from .events import Events
    from .room import Room

_REMEMBERED = 1000
"""Users of a room whose rate is kept."""


class Chat:
    """Posts, changes and finds messages. Roles are asked at the time of the action."""

    def __init__(self, room: Room, events: Events, context: Context) -> None:
        limits = context.limits
        self._room = room
        self._events = events
        self._store = context.store
        self._limits = limits
        self._of_room = TokenBucket(limits.max_room_messages_per_second, limits.max_room_messages_burst)
        self._of_users: dict[str, TokenBucket] = {}

    async def listing(self, window: Window, query: str | None = None) -> Sequence[MessageRow]:
        """A part of the chat, or of the messages in it that hold all words of ``query``; oldest first."""
        if query is None:
            return await self._store.messages(self._room.id, window)
        return await self._store.search(self._room.id, query, window)

    async def post(
        self,
        author: str,
        body: str,
        client_id: str,
        reply_to: str | None = None,
        anchor: Anchor | None = None,
    ) -> tuple[MessageRow, bool]:
        """Say something. False where it was said before under this ``client_id``: it is there once.

        Raises ``InvalidInput`` (``empty_message``), ``TooLarge`` (``message_too_long``), ``TooMuch``
        (``too_many_messages``), ``NotFound`` (``no_such_message``, ``no_such_document``), ``Conflict``
        (``message_deleted``) for a reply to what is no longer there.
        """
        self._check(body)
        self._require_rate(author)
        if anchor is not None:
            await self._require_document(anchor.document)
        self._room.require(author, Action.CHAT)
        at, mentions = now_ms(), mentioned(body, self._room)
        operation = PostMessage(uuid4().hex, author, body, mentions, reply_to, anchor, client_id, at)
        try:
            seq = (await self._room.commit(operation)).seqs[0] or 0
        except Conflict as error:
            if error.error_code != "message_exists":
                raise
            return await self._posted_before(author, client_id), False
        row = MessageRow(
            operation.message, seq, seq, author, body, mentions, reply_to, anchor, client_id, at,
            None, None,
        )  # fmt: skip
        self._tell("chat.posted", row)
        return row, True

    async def edit(self, username: str, message: str, body: str) -> MessageRow:
        """Say one's own message in other words.

        Raises ``NotFound`` (``no_such_message``), ``Forbidden`` (``not_your_message``), ``Conflict``
        (``message_deleted``), and as ``post`` does.
        """
        self._check(body)
        self._require_rate(username)
        row = await self._find(message)
        self._room.require(username, Action.CHAT)
        if row.author != username:
            raise Forbidden("You can edit only what you said yourself.", code="not_your_message")
        at, mentions = now_ms(), mentioned(body, self._room)
        receipt = await self._room.commit(EditMessage(message, body, mentions, at))
        row = replace(row, body=body, mentions=mentions, edited_at=at, changed_seq=receipt.seqs[0] or 0)
        self._tell("chat.edited", row)
        return row

    async def delete(self, username: str, message: str) -> None:
        """Remove a message's text: one's own, or as an owner anybody's. Deleted ones stay deleted.

        Raises ``NotFound`` (``no_such_message``), ``Forbidden`` (``not_your_message``).
        """
        row = await self._find(message)
        self._room.require(username, Action.CHAT)
        if row.author != username and self._room.member(username).role != "owner":
            raise Forbidden("Only its author and owners can delete this.", code="not_your_message")
        if row.deleted_at is not None:
            return
        at = now_ms()
        try:
            receipt = await self._room.commit(DeleteMessage(message, at))
        except Conflict:
            return  # somebody else was faster
        seq = receipt.seqs[0] or 0
        gone = replace(row, body="", mentions=(), anchor=None, deleted_at=at, changed_seq=seq)
        self._tell("chat.deleted", gone)

    async def mark(self, username: str) -> ReadMark:
        """How far the user has read, and how much there is that they have not."""
        return await self._store.read_mark(self._room.id, username)

    async def read(self, username: str, seq: int) -> ReadMark:
        """The user has read everything up to ``seq``. Raises ``InvalidInput`` (``no_such_seq``)."""
        if seq > self._room.seq:
            raise InvalidInput("The room has not come so far yet.", code="no_such_seq", reason=str(seq))
        before = await self.mark(username)
        if seq <= before.seq:
            return before
        await self._room.commit(MarkRead(username, seq, now_ms()))
        self._events.tell("chat.read", {"username": username, "read": seq})
        return await self.mark(username)

    def typing(self, username: str) -> None:
        """Tell the others that the user is writing a message. Raises ``Forbidden``."""
        self._room.require(username, Action.CHAT)
        self._events.tell("chat.typing", {"username": username})

    def _tell(self, kind: str, row: MessageRow) -> None:
        self._events.tell(kind, chat_event(row), row.changed_seq)

    def _check(self, body: str) -> None:
        if not body.strip():
            raise InvalidInput("Write something first.", code="empty_message")
        most = self._limits.max_message_chars
        if len(body) > most:
            raise TooLarge(
                f"A message can have at most {most} characters. Put long texts into a program.",
                code="message_too_long",
                reason=str(len(body)),
            )

    def _require_rate(self, username: str) -> None:
        bucket = self._of_users.pop(username, None)
        if bucket is None:
            limits = self._limits
            bucket = TokenBucket(limits.max_messages_per_second, limits.max_messages_burst)
        self._of_users[username] = bucket
        if len(self._of_users) > _REMEMBERED:
            del self._of_users[next(iter(self._of_users))]
        wait = bucket.refuse() or self._of_room.refuse()
        if wait:
            raise TooMuch(
                "Too many messages at once. Wait a moment.",
                code="too_many_messages",
                retry_after=round(wait, 1),
            )

    async def _require_document(self, document: str) -> None:
        async with self._room.use() as library:
            row = library.rows.get(document)
        if row is None or row.deleted_at is not None:
            raise NotFound("There is no such document.", code="no_such_document")

    async def _find(self, message: str) -> MessageRow:
        row = await self._store.message(self._room.id, message)
        if row is None:
            raise NotFound("There is no such message in this room.", code="no_such_message")
        return row

    async def _posted_before(self, author: str, client_id: str) -> MessageRow:
        row = await self._store.message_of_client(self._room.id, author, client_id)
        if row is None:
            raise NotFound("There is no such message in this room.", code="no_such_message")
        return row


def chat_event(row: MessageRow) -> Mapping[str, object]:
    """A message as an event's record: an event's ``seq`` is its own, so the message's has another name."""
    return {**said_record(row), "message_seq": row.seq}
