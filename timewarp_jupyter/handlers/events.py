"""The events socket of a room: JSON both ways."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from ..counters import COUNTERS
from ..documents.rate import TokenBucket
from ..errors import Idle, InvalidInput, NotFound, TimeWarpError, TooLarge, TooMuch, Unavailable
from ..rooms.events import Event
from ..rooms.presence import STATUSES
from ..rooms.subscription import Subscription
from .authentication import may, socket_authenticated
from .base import wait_until_open
from .body import Fields, flag, number, one_of, optional, parse_object, text, text_number
from .operation import NOTHING, operation
from .paging import LAST
from .sockets import SocketHandler

_MOST_BYTES = 16 * 1024
_MOST_LINES = 2**31
_RUBBISH_COST = 5.0
"""Messages that one counts for which could not be understood."""
_LONGEST_WAIT = 5.0
"""Seconds for which one who sends too fast is slowed down before being sent away."""

_AFTER = text_number(0, LAST)
_NO_FIELDS = Fields()
_PRESENCE = Fields(
    {
        "document": optional(text(64)),
        "line": optional(number(1, _MOST_LINES)),
        "column": optional(number(0, _MOST_LINES)),
        "status": one_of(*STATUSES),
        "hand": flag,
    }
)
_EVENTS = {"presence.set": _PRESENCE, "chat.typing": _NO_FIELDS, "ping": _NO_FIELDS}
"""What a client may say."""


class EventsHandler(SocketHandler):
    """``WS …/rooms/{room}/events``. ``?after=seq`` first sends what was missed."""

    _subscription: Subscription | None = None
    _idle: asyncio.TimerHandle | None = None
    _last_message = 0.0
    _bucket: TokenBucket

    @socket_authenticated
    @may("read")
    @operation({101: NOTHING}, query=Fields({"after": _AFTER}), events=_EVENTS)
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """The upgrade. It grants listening; what is said is decided when it is said."""
        await super().get(*args, **kwargs)

    async def open(self, room: str) -> None:
        """Begin to listen, or close with the code that says why not."""
        try:
            await self._join(room)
        except TimeWarpError as error:
            self._end(error)
        except Exception:
            self.log.exception("An events socket could not be opened")
            self._end(Unavailable("The room could not be opened."))

    async def _join(self, room_id: str) -> None:
        services = self.services
        await wait_until_open(services)
        user = self.current_user
        services.registry.note(user)
        room = services.registry.find(room_id, user.username)
        if room.row.deleted_at is not None:
            raise NotFound("This room has been deleted.", code="room_deleted")
        after = self.asked("after")
        seq = None if after is None else _AFTER("after", after)
        room.admit(user.username)
        if (peer := self.peer()) is None:
            return  # gone while the store was opened
        self._bucket = services.allowances.of(user.username).events
        self._subscription = Subscription(room, user.username, peer)
        self._watch_idleness()
        await self._subscription.start(seq)
        await room.see(user.username)

    def on_message(self, message: str | bytes) -> Awaitable[None] | None:
        """Deal with what a client says. What cannot be understood is answered, and costs more."""
        subscription = self._subscription
        if subscription is None or subscription.ended:
            return None
        cost = 1.0
        try:
            cost += self._receive(subscription, message)
        except TooLarge as error:
            subscription.end(error)
            return None
        except TimeWarpError as error:
            cost += _RUBBISH_COST
            subscription.refuse(error)
        wait = self._bucket.take(cost)
        if wait > _LONGEST_WAIT:
            subscription.end(TooMuch("You are sending too much at once.", retry_after=round(wait, 1)))
            return None
        return asyncio.sleep(wait) if wait else None

    def _receive(self, subscription: Subscription, message: str | bytes) -> float:
        """Carry out one message; what it costs above a plain one."""
        COUNTERS.messages += 1
        if len(message) > _MOST_BYTES:
            raise TooLarge("A message is too large.", reason=f"{len(message)} bytes")
        if isinstance(message, bytes):
            raise InvalidInput("Messages are JSON text.", code="not_json")
        values = parse_object(message.encode("utf-8", "surrogatepass"))
        kind = values.pop("type", None)
        if kind == "ping":
            subscription.send(Event("pong", None, _NO_FIELDS.read(values)))
            return 0.0
        self._last_message = asyncio.get_running_loop().time()
        self.services.active()
        if kind == "presence.set":
            self._set_presence(subscription, _PRESENCE.read(values))
        elif kind == "chat.typing":
            _NO_FIELDS.read(values)
            subscription.typing()
        else:
            raise InvalidInput("There is no such event.", code="unknown_event", reason=str(kind)[:40])
        return 0.0

    def _set_presence(self, subscription: Subscription, values: dict[str, Any]) -> None:
        room, document = subscription.room, values.get("document")
        if document is not None and not room.has_document(document):
            raise NotFound("There is no such document.", code="no_such_document", reason=document)
        room.talk.presence.set(subscription, values)

    def on_close(self) -> None:
        """Leave the room."""
        if self._idle is not None:
            self._idle.cancel()
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None
        super().on_close()

    def dismiss(self, error: TimeWarpError) -> None:
        """End the subscription, with a word on why."""
        self._end(error)

    def _end(self, error: TimeWarpError) -> None:
        """Close, with a word on why where there is a socket yet to write it to."""
        if self._subscription is not None:
            self._subscription.end(error)
            return
        if (peer := self.peer()) is not None:
            peer.write(Event("error", None, error.to_json()["error"]).frame)
        self.end(error)

    def _watch_idleness(self) -> None:
        timeout = self.services.limits.session_timeout
        if not timeout:
            return
        loop = asyncio.get_running_loop()
        left = self._last_message + timeout - loop.time() if self._last_message else timeout
        if left <= 0:
            if self._subscription is not None:
                self._subscription.end(Idle("You have been away for a while.", reason=f"{timeout} s"))
            return
        self._last_message = self._last_message or loop.time()
        self._idle = loop.call_later(max(left, 0.1), self._watch_idleness)
