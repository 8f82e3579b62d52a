"""Cursors and selections of one document: the awareness protocol, with the server's word on who is who.

Source of the format and of the clock rule: ``awareness.js`` in https://github.com/yjs/y-protocols. Clients
such as y-websocket send on what they hear of others; a state is taken from its own connection only, and
what others say about it is passed over in silence.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from math import isfinite
from time import monotonic
from typing import Any

from ..errors import ProtocolError, TooLarge
from .access import Identity
from .awareness_ends import Ends
from .lib0 import read_bytes, read_varuint, var_bytes, varuint

_SHARE = 16
"""How many of the largest states one user may have here, over all connections. All are sent to who joins."""

_TOLD_FOR = 60.0
"""Seconds in which who catches up is told of somebody's end. Stock clients forget a silent cursor in 30."""

_MOST_CLOCK = 2**52
"""Clocks are counted on from what a client says, and JavaScript reads them up to 2**53."""

_MOST_NESTED = 500
"""Lists and objects of one state. Python's own limit depends on where it is called."""


@dataclass(slots=True)
class _State:
    """``entry`` is the state as it is sent, ``size`` the bytes of what its owner has said."""

    owner: Hashable
    username: str
    clock: int
    fields: dict[str, Any]
    size: int
    entry: bytes


class Awareness:
    """The awareness states of one document.

    A client id belongs to a user and to that user's newest connection that announced it. ``owner_of``
    tells whose a Yjs client id is in the document, None if nobody wrote with it yet.
    """

    def __init__(self, owner_of: Callable[[int], str | None], *, max_clients: int, max_bytes: int) -> None:
        self.owner_of = owner_of
        self._max_clients = max_clients
        self._max_bytes = max_bytes
        self._states: dict[int, _State] = {}
        self._ends = Ends()
        self._sizes: Counter[str] = Counter()
        self._announced: dict[Hashable, set[int]] = {}
        self._pending: dict[int, bytes] = {}

    @property
    def pending(self) -> bool:
        """Whether there is something that the others have not been sent."""
        return bool(self._pending)

    def receive(self, connection: Hashable, identity: Identity, payload: bytes) -> int:
        """Take the states that a connection sends of itself. Returns how many those were.

        Raises ``ProtocolError`` for bytes that are no awareness update and ``TooLarge`` for states above
        the limits; what had been taken before the fault stays.
        """
        first = connection not in self._announced
        entries = _read_entries(payload)
        own = self._announced.setdefault(connection, set())
        taken = 0
        for client, clock, raw in entries:
            if not self._is_own(connection, identity.username, client, first and len(entries) == 1):
                continue
            if clock > _MOST_CLOCK:
                raise ProtocolError("An awareness clock is too large.", reason="clock")
            taken += 1
            state = _read_state(raw, self._max_bytes)
            if state is None:
                self._take_null(client, clock)
                own.discard(client)
                continue
            if client not in own:
                if len(own) >= self._max_clients:
                    raise TooLarge("Too many cursors on one connection.", reason="awareness")
                own.add(client)
            self._take(connection, identity, client, clock, state, len(raw))
        return taken

    def leave(self, connection: Hashable) -> None:
        """The connection has ended: what it announced is removed for everyone."""
        for client in self._announced.pop(connection, ()):
            state = self._states.get(client)
            if state is not None and state.owner is connection:
                self._take_null(client, state.clock + 1)

    def username_of(self, client: int) -> str | None:
        """Who has announced a client id and is still there."""
        state = self._states.get(client)
        return None if state is None else state.username

    def rename(self, identity: Identity) -> None:
        """A person's name or colour has changed: say so with all their states."""
        user = identity.to_awareness()
        for client, state in self._states.items():
            if state.username == identity.username and state.fields["user"] != user:
                state.clock += 1
                state.fields["user"] = user
                self._pending[client] = state.entry = _entry(client, state.clock, state.fields)

    def take_pending(self) -> bytes | None:
        """The awareness update with the newest state of everyone who changed since the last call."""
        if not self._pending:
            return None
        entries = self._pending
        self._pending = {}
        return _join(entries.values())

    def everything(self) -> bytes | None:
        """The awareness update with all states, for one who joins."""
        if not self._states:
            return None
        return _join([state.entry for state in self._states.values()])

    def news(self) -> bytes | None:
        """All states and the last ends, for one who may have missed those: no state names who has left."""
        since = monotonic() - _TOLD_FOR
        states = [state.entry for state in self._states.values()]
        ends = [_entry(client, clock, None) for client, clock in self._ends.since(since)]
        return _join([*states, *ends]) if states or ends else None

    def _is_own(self, connection: Hashable, username: str, client: int, alone: bool) -> bool:
        """``alone``: the first message of a connection names just its own client id, and with it a new
        connection of the same user takes the id over from one that has not noticed its end yet."""
        writer = self.owner_of(client)
        if writer is not None and writer != username:
            return False
        state = self._states.get(client)
        if state is None:
            return self._ends.username_of(client) in (None, username)
        return state.username == username and (state.owner is connection or alone)

    def _take(
        self,
        connection: Hashable,
        identity: Identity,
        client: int,
        clock: int,
        fields: dict[str, Any],
        size: int,
    ) -> None:
        state = self._states.get(client)
        if state is not None and state.owner is connection:
            if clock <= state.clock:
                return  # an echo of what we sent, or late
        elif state is not None:
            clock = max(clock, state.clock + 1)
        else:
            clock = max(clock, self._ends.forget(client) + 1)
        self._count(identity.username, size - (state.size if state is not None else 0))
        fields["user"] = identity.to_awareness()
        entry = _entry(client, clock, fields)
        self._states[client] = _State(connection, identity.username, clock, fields, size, entry)
        self._pending[client] = entry

    def _count(self, username: str, more: int) -> None:
        if more > 0 and self._sizes[username] + more > _SHARE * self._max_bytes:
            raise TooLarge("You have too many cursors in this program.", reason="awareness")
        self._sizes[username] += more
        if not self._sizes[username]:
            del self._sizes[username]

    def _take_null(self, client: int, clock: int) -> None:
        state = self._states.pop(client, None)
        if state is None:
            return
        clock = max(clock, state.clock + 1)
        self._count(state.username, -state.size)
        self._ends.add(client, state.username, clock)
        self._pending[client] = _entry(client, clock, None)


def _read_entries(payload: bytes) -> list[tuple[int, int, bytes]]:
    """Client id, clock and JSON of each entry: most of what a stock client sends is others' and unread."""
    count, at = read_varuint(payload, 0)
    if count > len(payload):
        raise ProtocolError("This is no awareness update.", reason="awareness")
    entries: list[tuple[int, int, bytes]] = []
    for _ in range(count):
        client, at = read_varuint(payload, at)
        clock, at = read_varuint(payload, at)
        raw, at = read_bytes(payload, at)
        entries.append((client, clock, raw))
    if at != len(payload):
        raise ProtocolError("There are bytes behind the awareness update.", reason="trailing")
    return entries


def _read_state(raw: bytes, max_bytes: int) -> dict[str, Any] | None:
    if len(raw) > max_bytes:
        raise TooLarge("A cursor is described at too great length.", reason="awareness")
    if raw.count(b"[") + raw.count(b"{") > _MOST_NESTED:
        raise TooLarge("A cursor is described at too great length.", reason="awareness")
    try:
        state = _DECODER.decode(raw.decode())
    except (ValueError, RecursionError):
        raise ProtocolError("An awareness state is not JSON.", reason="awareness") from None
    if state is not None and not isinstance(state, dict):
        raise ProtocolError("An awareness state is not an object.", reason="awareness")
    return state


def _finite(text: str) -> float:
    """A number that JSON can hold: Python reads and writes others, on which every browser stumbles."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_finite)
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)


def _entry(client: int, clock: int, fields: dict[str, Any] | None) -> bytes:
    return varuint(client) + varuint(clock) + var_bytes(_ENCODER.encode(fields).encode())


def _join(entries: Iterable[bytes]) -> bytes:
    joined = list(entries)
    return varuint(len(joined)) + b"".join(joined)
