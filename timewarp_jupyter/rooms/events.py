"""What happens in a room, told to everyone who listens: once it is on disk, in the order of its commits.

Events are gathered until the task that has committed goes on, which it does with what it knows (rows, roles)
brought up to date. Then each becomes one JSON frame, and all listeners are written the same bytes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..documents.websocket import text_frame
from ..errors import Forbidden, TimeWarpError
from ..models import document_record, member_record, shared_room_record
from ..models_talk import activity_record
from ..store.interface_talk import ActivityRow
from ..store.operations import AddActivity, Operation
from ..tasks import Tasks
from .permissions import Action

if TYPE_CHECKING:
    from .context import Context
    from .presence import Presence
    from .room import Room
    from .subscription import Subscription


@dataclass(frozen=True, slots=True)
class Event:
    """One event: ``seq`` is None for what is not stored."""

    type: str
    seq: int | None
    record: Mapping[str, Any]

    @property
    def frame(self) -> bytes:
        """The WebSocket frame of it."""
        record = {"type": self.type, **self.record, "seq": self.seq}
        return text_frame(json.dumps(record, ensure_ascii=False, separators=(",", ":")))


Framed = tuple["int | None", bytes]
"""The seq of an event, and its frame."""


class Events:
    """The events of one room, and who listens."""

    presence: Presence

    def __init__(self, room: Room, context: Context) -> None:
        self.room = room
        self.store = context.store
        self.limits = context.limits
        self.subscribers: set[Subscription] = set()
        self.is_in_doubt = False
        """Whether something may be stored of which nobody was told."""
        self.doubts = 0
        """How often that came about."""
        self._doubt = (0, 0)
        """The seqs behind which the newest doubt began and ended."""
        self._pending: list[Event | ActivityRow] = []
        self._scheduled: asyncio.Handle | None = None
        self.tasks = Tasks(f"events {room.id}", context.log)
        """What is under way for single listeners."""

    def usernames(self) -> list[str]:
        """The user of each socket that listens."""
        return [subscriber.username for subscriber in self.subscribers]

    # --- what happens

    def committed(self, operations: Sequence[Operation], seqs: Sequence[int | None]) -> None:
        """A commit of the room is on disk: tell what activity it holds."""
        for operation, seq in zip(operations, seqs, strict=True):
            if isinstance(operation, AddActivity):
                row = ActivityRow(
                    seq or 0,
                    operation.actor,
                    operation.verb,
                    operation.document,
                    operation.detail,
                    operation.at,
                )
                self._add(row)

    def tell(self, kind: str, record: Mapping[str, Any], seq: int | None = None) -> None:
        """Something has happened. What is stored has a ``seq``, and is on disk already."""
        self._add(Event(kind, seq, record))

    def _add(self, happened: Event | ActivityRow) -> None:
        if not self.subscribers:
            return
        self._pending.append(happened)
        if self._scheduled is None:
            self._scheduled = asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Write to everyone what is gathered."""
        if self._scheduled is not None:
            self._scheduled.cancel()
            self._scheduled = None
        pending, self._pending = self._pending, []
        framed = [(event.seq, event.frame) for event in self.expanded(pending)]
        if not framed:
            return
        joined = b"".join(frame for _, frame in framed)
        for subscriber in list(self.subscribers):
            subscriber.deliver(framed, joined)

    def expanded(self, happened: Iterable[Event | ActivityRow]) -> list[Event]:
        """Events, with what a line of activity means for the state of the room before it."""
        events: list[Event] = []
        for each in happened:
            if isinstance(each, ActivityRow):
                events += self._meaning(each)
                events.append(Event("activity", each.seq, activity_record(each)))
            else:
                events.append(each)
        return events

    def _meaning(self, row: ActivityRow) -> list[Event]:
        subject, _, verb = row.verb.partition(".")
        if subject == "document" and verb in ("created", "renamed", "deleted", "restored"):
            return self._of_document(row)
        if subject == "member":
            return self._of_member(row)
        if row.verb == "room.deleted":
            return [Event(row.verb, row.seq, {"id": self.room.id})]
        if subject == "room":
            return [self._room_updated(row.seq)]
        return []

    def _room_updated(self, seq: int | None) -> Event:
        # What a user may do differs, and the same bytes go to all.
        return Event("room.updated", seq, shared_room_record(self.room))

    def room_changed(self) -> None:
        """The room has changed by nobody's doing, as when its folder was moved."""
        self._add(self._room_updated(None))

    def _of_document(self, row: ActivityRow) -> list[Event]:
        library = self.room.shelf.library
        document = None if library is None else library.rows.get(row.document or "")
        return [] if document is None else [Event(row.verb, row.seq, document_record(document, None))]

    def _of_member(self, row: ActivityRow) -> list[Event]:
        username = str(row.detail.get("username", row.actor))
        member = self.room.members.get(username)
        if member is None:
            return [Event("member.removed", row.seq, {"username": username})]
        return [Event("member.updated", row.seq, member_record(self.room, member))]

    # --- what may have happened

    def doubted(self) -> None:
        """Something may be on disk of which nobody has been told."""
        if not self.is_in_doubt:
            self._doubt = (self.room.seq, 0)
        self.is_in_doubt = True
        self.doubts += 1

    def settled(self) -> None:
        """What is on disk can be read: tell everyone what they have missed."""
        self.flush()  # what has been gathered was in doubt still
        self.is_in_doubt = False
        self._doubt = (self._doubt[0], self.room.seq)
        for subscriber in list(self.subscribers):
            subscriber.catch_up()

    def heard_upto(self, seq: int) -> int:
        """Up to where somebody has surely heard everything, if ``seq`` is the newest that they have heard."""
        began, ended = self._doubt
        return began if began < seq and (self.is_in_doubt or seq <= ended) else seq

    # --- who listens

    def recheck(self, usernames: Collection[str] | None = None) -> None:
        """Roles or names have changed, of these people or of all: who may no longer read is sent away."""
        for subscriber in list(self.subscribers):
            if usernames is not None and subscriber.username not in usernames:
                continue
            decision = self.room.decide(subscriber.username, Action.READ)
            if not decision:
                self.flush()
                subscriber.end(Forbidden(decision.reason, code="not_a_member"))
            self.presence.changed(subscriber.username)

    def disconnect(self, error: TimeWarpError) -> None:
        """End all sockets, after they have heard what happened."""
        self.flush()
        for subscriber in list(self.subscribers):
            subscriber.end(error)

    async def close(self) -> None:
        """End what still runs for listeners."""
        await self.tasks.finish(0.0)
