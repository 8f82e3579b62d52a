"""One WebSocket of one user in one document: the sync protocol, and what becomes of refused edits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from functools import partial
from typing import TYPE_CHECKING

from ..counters import COUNTERS
from ..errors import Forbidden, InvalidInput, OtherHistory, ProtocolError, TimeWarpError, TooLarge
from .access import Access
from .admission import SERVER_IDS, Gap
from .allowance import Allowance
from .costs import WHOLE_STATE, cost_of, cost_of_refusal
from .listener import Listener
from .peer import Peer
from .protocol import (
    AUTH,
    AWARENESS,
    QUERY_AWARENESS,
    STEP_1,
    STEP_2,
    SYNC,
    awareness_message,
    permission_denied,
    read_awareness,
    read_sync,
    sync_message,
)
from .refusals import Refusals
from .replica import Refused
from .toll import Toll
from .update import read_state_vector

if TYPE_CHECKING:
    from .document import LiveDocument

_GAP_PERIOD = 60.0
"""Seconds in which a second gap ends the connection."""


class Connection(Listener):
    """The server's end of one y-websocket connection.

    Edits are *held* (ignored) after a refusal, a gap or a failed store, until a fresh sync step 2 that the
    server has asked for brings everything the client has.
    """

    def __init__(
        self,
        document: LiveDocument,
        access: Access,
        peer: Peer,
        *,
        history_id: str | None,
        wants_acknowledgements: bool,
        allowance: Allowance,
    ) -> None:
        limits = document.limits
        self.username = access.identity().username
        super().__init__(document, peer, wants_acknowledgements=wants_acknowledgements)
        self._access = access
        self._most_bytes = limits.max_frame_bytes
        self._history_id = history_id
        self._toll = Toll(allowance)
        self._greeted = False
        self._could_write = bool(access.may_write())
        self._held = False
        self._asked = False
        self._told = ""
        self._refusals = Refusals()
        self._gap_at: float | None = None
        self._clock = 0
        self._count = 0
        self._ended = False

    # The client's side

    def open(self) -> None:
        """Join the document and greet the client.

        Raises ``Forbidden`` for one who may not read, ``OtherHistory`` where the client names another.
        """
        document = self._document
        if not (decision := self._access.may_read()):
            raise Forbidden(decision.reason)
        if self._history_id is not None and self._history_id != document.row.history_id:
            raise OtherHistory("This program has a new history.", reason="history_id")
        document.join(self)
        self._send(sync_message(STEP_1, document.state_vector()))
        if (everyone := document.awareness.everything()) is not None:
            self._send(awareness_message(everyone))
        self.tell_file()

    def receive(self, message: bytes) -> Awaitable[None] | None:
        """Deal with one message. An awaitable means: read no further before it is done.

        Raises a ``TimeWarpError`` for what ends the connection.
        """
        if self._ended:
            return None  # on its way while the socket was being closed
        if len(message) > self._most_bytes:
            raise TooLarge("A message is too large.", reason=f"{len(message)} bytes")
        if not message:
            raise ProtocolError("A message is empty.", reason="empty")
        wait = self._toll.of_message(message)
        document = self._document
        if self._toll.debt or (not document.gate.is_open and document.unavailable is None):
            return self._receive_later(message, wait)
        if document.is_crowd and document.flusher.is_resting and self._toll.may_postpone:
            self._toll.postpone(1)
            document.flusher.postpone(partial(self._receive_postponed, message))
        else:
            wait = max(wait, self._deal_with(message))
        return self._toll.slow_down(wait) if wait else None

    def close(self) -> None:
        """The socket has ended. What it brought before that counts."""
        self._document.flusher.do_postponed()
        self._ended = True
        self._toll.stop()
        self._document.leave(self)

    def fail(self, error: Exception) -> None:
        """End the connection for what dealing with a message raised."""
        if not isinstance(error, TimeWarpError):
            self._document.log.error("A message of %s failed", self.username, exc_info=error)
            error = InvalidInput("This message could not be read.", code="protocol")
        self.end(error)

    def _receive_postponed(self, message: bytes) -> None:
        """Deal with a message at a flush; the next one that comes waits for what this one takes too much."""
        self._toll.postpone(-1)
        if self._ended:
            return
        if not self._document.gate.whole.is_set() and self._document.unavailable is None:
            self.ask()  # the document is being rebuilt: everything is asked for again
            return
        try:
            self._work(message)
        except Exception as error:
            self.fail(error)

    async def _receive_later(self, message: bytes, wait: float) -> None:
        """Deal with a message when its user owes nothing, and the document can be used."""
        await self._toll.out_of_debt()
        document = self._document
        if not document.gate.is_open and document.unavailable is None:
            await document.gate.wait(document.limits.commit_timeout)
        if not self._ended:
            await self._toll.slow_down(max(wait, self._deal_with(message)))

    def _deal_with(self, message: bytes) -> float:
        """Deal with a message now, after those that were postponed. Seconds to wait after it."""
        if self._toll.has_postponed:
            self._document.flusher.do_postponed()
        return self._work(message)

    def _work(self, message: bytes) -> float:
        try:
            cost = self._dispatch(message)
        except Exception:
            self._toll.of_work(message, cost_of_refusal(message))
            raise
        return self._toll.of_work(message, cost)

    def _dispatch(self, message: bytes) -> int:
        COUNTERS.messages += 1
        kind = message[0]
        if kind == SYNC:
            step, payload = read_sync(message)
            if step != STEP_1:
                return self._edit(payload, whole=step == STEP_2)
            self._step_1(payload)
            return WHOLE_STATE
        if kind == AWARENESS:
            awareness = self._document.awareness
            own = awareness.receive(self, self._access.identity(), read_awareness(message))
            if awareness.pending:
                self._document.touch()
            return own
        if kind == QUERY_AWARENESS:
            self._tell_everyone()
            return WHOLE_STATE
        if kind == AUTH:
            return 1
        raise ProtocolError("This is no message of the protocol.", reason=f"type {kind}")

    def _step_1(self, state: bytes) -> None:
        clocks = self._document.clocks
        for client, clock in read_state_vector(state, 2 * len(clocks) + 1000).items():
            if client in SERVER_IDS and clock > clocks.get(client, 0):
                raise OtherHistory("This program has a new history.", reason="state vector")
        self._greeted = True
        self._answer(state)

    def _edit(self, update: bytes, *, whole: bool) -> int:
        """Apply an update. Its cost in the currency of the rate limit."""
        if not self._greeted:
            raise ProtocolError("Sync step 1 comes first.", reason="order")
        self._count += 1
        if self._held and not (whole and (self._asked or not self._may_write())):
            if self._document.unavailable is None:
                self._refusals.add(1)
            return 1
        if self._document.unavailable is not None:
            self.hold(self._document.unavailable)
            return 1
        try:
            may_write = self._may_write()
            applied = self._document.receive(update, self, may_write=may_write, whole=whole)
        except Refused:
            self.hold(_read_only(self._access))
            self._refusals.add(WHOLE_STATE if whole else 1)
            return WHOLE_STATE
        except Gap as gap:
            self._gap(gap)
            return 1
        if self._held and self._asked:
            self._held = self._asked = False
            self._refusals.clear()
        if applied is not None and applied.clock:
            self._clock = applied.clock
        if self._wants_acknowledgements and not self._held:
            self._document.acknowledge(self, self._clock, self._count)
        return cost_of(applied) if may_write else WHOLE_STATE

    def _gap(self, gap: Gap) -> None:
        """Ask once for what is missing; what still comes before the answer is part of it anyway."""
        now = asyncio.get_running_loop().time()
        if self._asked or (self._gap_at is not None and now - self._gap_at < _GAP_PERIOD):
            raise ProtocolError("Edits are missing, again.", reason=gap.reason)
        self._gap_at = now
        self._held = True
        self.ask()

    # The server's side

    def hold(self, error: TimeWarpError) -> None:
        """Refuse edits from now on, and say why."""
        self._asked = False
        self._held = True
        if self._told != error.error_code:
            self._told = error.error_code
            COUNTERS.refused(error.error_code)
            self._send(permission_denied(f"{error.error_code}: {error.message}"))

    def ask(self) -> None:
        """Ask for everything the client has that the server lacks."""
        self._asked = True
        self._held = True
        self._told = ""
        self._send(sync_message(STEP_1, self._document.state_vector()))

    def recheck(self) -> None:
        """The role, a lock or the store has changed."""
        if not (decision := self._access.may_read()):
            self.end(Forbidden(decision.reason))
            return
        self._document.awareness.rename(self._access.identity())
        could_write, self._could_write = self._could_write, self._may_write()
        if self._document.unavailable is not None:
            return
        if self._could_write and (self._held or not could_write):
            self.ask()
        elif could_write and not self._could_write:
            self.hold(_read_only(self._access))

    def end(self, error: TimeWarpError) -> None:
        """Close the socket with the error's code, after a word on why. Nothing it says counts any more."""
        if not self._ended:
            COUNTERS.refused(error.error_code)
        self._ended = True
        self._toll.stop()
        self._send(permission_denied(f"{error.error_code}: {error.message}"))
        self._peer.end(error)

    def _may_write(self) -> bool:
        return bool(self._access.may_write())


def _read_only(access: Access) -> TimeWarpError:
    return TimeWarpError(access.may_write().reason, code="read_only")
