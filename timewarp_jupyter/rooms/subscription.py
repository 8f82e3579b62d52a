"""One socket that hears a room's events: greeted, told what it missed, then told what happens.

While a socket reads more slowly than things happen, nothing is queued for it beyond ``outbox_bytes``. The
strategy is to catch up: it is told nothing more until it has read all, then greeted anew and told what it
missed, from the store. So it misses nothing that is stored, and hears of presence as it is by then.

The same is done after something was stored of which nobody was told, for the word of it was lost. What it was
told while that was in doubt is remembered, so that it hears everything once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..counters import COUNTERS
from ..documents.peer import Peer
from ..errors import TimeWarpError, Unavailable
from ..models import room_record
from ..store.interface_talk import ActivityRow, Since
from .chat import chat_event
from .events import Event, Events, Framed

if TYPE_CHECKING:
    from .room import Room

MOST_MISSED = 2000
"""Stored events that are sent to one who comes back; above that the listings are to be read anew."""
_MOST_WAITING = 5000
_TYPING_INTERVAL = 1.0


class Subscription:
    """The server's end of one events socket."""

    def __init__(self, room: Room, username: str, peer: Peer) -> None:
        self.room = room
        self.username = username
        self._events: Events = room.talk.events
        self._peer = peer
        self._waiting: list[Framed] | None = []
        self._behind = False
        self._told_upto = 0
        self._told_beyond: set[int] = set()
        self._typed_at = 0.0
        self.ended = False

    async def start(self, after: int | None) -> None:
        """Begin to listen, with what happened after the seq ``after``. Raises ``StorageFailed``."""
        if after is not None:
            after = self._events.heard_upto(after)
        self._told_upto = self.room.seq if after is None else after
        self._events.flush()
        self._events.subscribers.add(self)
        self._events.presence.changed(self.username)
        self.room.talk.edits.noticed()
        await self._catch_up(after)

    def close(self) -> None:
        """The socket has ended."""
        self.ended = True
        self._events.subscribers.discard(self)
        self._events.presence.leave(self)

    def deliver(self, framed: Sequence[Framed], joined: bytes) -> None:
        """Pass on what has happened, unless this socket is behind."""
        if self._behind:
            return
        if self._waiting is not None:
            self._waiting += [each for each in framed if each[0] is not None]
            self._end_if_too_much(len(self._waiting))
            return
        self._note((seq for seq, _ in framed), gapless=not self._events.is_in_doubt)
        self._write(joined)

    def _note(self, seqs: Iterable[int | None], *, gapless: bool) -> None:
        """These are told; where others may be between them that are not, each is remembered."""
        told = [seq for seq in seqs if seq is not None]
        if gapless:
            self._told_upto = max((self._told_upto, *told))
        else:
            self._told_beyond.update(told)
            self._end_if_too_much(len(self._told_beyond))

    def _end_if_too_much(self, kept: int) -> None:
        if kept > _MOST_WAITING:
            self.end(Unavailable("Come back for what you missed.", retry_after=1.0))

    def send(self, event: Event) -> None:
        """Tell this socket alone. One that is behind is greeted anew instead."""
        if self._waiting is not None:
            self._peer.write(event.frame)
        elif not self._behind:
            self._write(event.frame)

    def _write(self, frames: bytes) -> None:
        self._peer.write(frames)
        if self._peer.backlog > self._events.limits.outbox_bytes:
            self._behind = True
            COUNTERS.slow_clients += 1
            self._peer.when_drained(self._drained)

    def refuse(self, error: TimeWarpError) -> None:
        """Say what was wrong with a message."""
        COUNTERS.refused(error.error_code)
        self.send(_error(error))

    def end(self, error: TimeWarpError) -> None:
        """Close with the error's code, after a word on why."""
        if not self.ended:
            COUNTERS.refused(error.error_code)
            self._peer.write(_error(error).frame)
            self._peer.end(error)
            self.close()

    def typing(self) -> None:
        """The user is writing a message. Others hear of it at most every second."""
        now = monotonic()
        if now - self._typed_at >= _TYPING_INTERVAL:
            self._typed_at = now
            self.room.talk.chat.typing(self.username)

    def _drained(self) -> None:
        if not self.ended:
            self._behind = False
            self.catch_up()

    def catch_up(self) -> None:
        """Tell what is stored and was not told. Who is catching up or behind does so anyway."""
        if self._waiting is None and not self._behind:
            self._waiting = []
            self._events.tasks.start(self._catch_up_or_end(self._told_upto))

    async def _catch_up_or_end(self, after: int) -> None:
        try:
            await self._catch_up(after)
        except TimeWarpError as error:
            self.end(error)

    async def _catch_up(self, after: int | None) -> None:
        """Greet, tell what was missed, and what has come since then; from here on everything as it comes.

        The read sees all up to the seq it gives, and nothing after it: so nothing is told twice or left out.
        """
        was_in_doubt, doubts = self._events.is_in_doubt, self._events.doubts
        async with self.room.use():  # the names of documents
            since = await self._events.store.since(self.room.id, after, MOST_MISSED)
        mark = await self.room.talk.chat.mark(self.username)
        if self.ended:
            return
        missed = [event for event in self._missed(since, after or 0) if event.seq not in self._told_beyond]
        waiting = [each for each in self._waiting or () if each[0] is not None and each[0] > since.seq]
        self._waiting = None
        if not was_in_doubt:
            self._told_upto, self._told_beyond = since.seq, set()
        gapless = not was_in_doubt and doubts == self._events.doubts
        self._note((*(event.seq for event in missed), *(seq for seq, _ in waiting)), gapless=gapless)
        frames = [event.frame for event in (self._hello(since, after, mark.seq, mark.unread), *missed)]
        self._write(b"".join((*frames, *(frame for _, frame in waiting))))
        if not gapless and not self._events.is_in_doubt:
            self.catch_up()  # that was settled after the read

    def _hello(self, since: Since, after: int | None, read: int, unread: int) -> Event:
        record: dict[str, Any] = {
            "room": room_record(self.room, self.username),
            "username": self.username,
            "role": self.room.member(self.username).role,
            "presence": self._events.presence.listing(),
            "read": read,
            "unread": unread,
            "resumed": None if after is None else since.complete,
        }
        return Event("hello", since.seq, record)

    def _missed(self, since: Since, after: int) -> list[Event]:
        happened: list[Event | ActivityRow] = [*since.activity]
        for row in since.messages:
            kind = "chat.posted" if row.seq > after else "chat.edited"
            if row.deleted_at is not None and row.seq <= after:
                kind = "chat.deleted"
            happened.append(Event(kind, row.changed_seq, chat_event(row)))
        return self._events.expanded(sorted(happened, key=lambda each: each.seq or 0))


def _error(error: TimeWarpError) -> Event:
    return Event("error", None, error.to_json()["error"])
