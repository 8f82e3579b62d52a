"""What every Yjs client does: keeps a replica, answers the sync protocol, and remembers what it was told."""

from __future__ import annotations

import json
import secrets
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from pycrdt import Doc, Map, Text

from ..documents.lib0 import read_string, read_varuint, var_bytes, varuint
from ..documents.protocol import (
    ACKNOWLEDGE,
    AUTH,
    AWARENESS,
    FILE,
    STEP_1,
    STEP_2,
    SYNC,
    UPDATE,
    awareness_message,
    read_awareness,
    read_sync,
    sync_message,
)
from ..documents.update import read_state_vector


class Speaker(ABC):
    """A client on one document; how messages travel is for those who inherit.

    ``acknowledged`` keeps (seq, clock, count) and ``denied`` the reasons of auth messages, in the order in
    which they came; ``files`` what was told of the file (time of the save, problem); ``cursors`` the
    clock and state of the newest awareness of each client id. ``origin`` is that of what is typed here.
    """

    origin: Any = None

    def __init__(self, replica: Doc[Any] | None = None) -> None:
        """``replica`` is one that was kept from an earlier connection."""
        self.doc: Doc[Any] = replica if replica is not None else Doc(client_id=secrets.randbits(32))
        self.source: Text = self.doc.get("source", type=Text)
        self.state: Map[Any] = self.doc.get("state", type=Map)
        self.acknowledged: list[tuple[int, int, int]] = []
        self.denied: list[str] = []
        self.files: list[tuple[int, str]] = []
        self.cursors: dict[int, tuple[int, bytes]] = {}
        self._outgoing: list[bytes] = []
        self._applying = False
        self._awareness_clock = 0
        self._subscription = self.doc.observe(self._keep)

    @abstractmethod
    def send(self, message: bytes) -> None:
        """Send one message."""

    @property
    def text(self) -> str:
        """The text that the user sees."""
        return str(self.source)

    @property
    def clock(self) -> int:
        """How far the own client id has come in the replica: the end of its newest struct."""
        return read_state_vector(self.doc.get_state(), 2**20).get(self.doc.client_id, 0)

    @property
    def is_saved(self) -> bool:
        """Whether all that the own client id has written was acknowledged."""
        return bool(self.acknowledged) and self.acknowledged[-1][1] >= self.clock

    @property
    def seen(self) -> Sequence[str]:
        """The user names at the cursors that the client knows of; who has left has none."""
        states = [json.loads(state) for _, state in self.cursors.values()]
        return [state["user"]["username"] for state in states if state is not None]

    def greet(self) -> None:
        """The first message of a connection: what the replica has."""
        self.send(sync_message(STEP_1, self.doc.get_state()))

    def edit(self, at: int, length: int, inserted: str) -> None:
        """Replace ``length`` characters at ``at`` in one transaction; it waits for ``flush``."""
        text = self.text
        start = len(text[:at].encode())
        gone = len(text[at : at + length].encode())
        with self.doc.transaction(origin=self.origin):
            if gone:
                del self.source[start : start + gone]
            if inserted:
                self.source.insert(start, inserted)

    def announce(self, state: bytes) -> None:
        """Announce an awareness state (JSON) of our own."""
        self._awareness_clock += 1
        entry = varuint(self.doc.client_id) + varuint(self._awareness_clock) + var_bytes(state)
        self.send(awareness_message(b"\x01" + entry))

    def flush(self) -> None:
        """Send what was typed."""
        outgoing, self._outgoing = self._outgoing, []
        for update in outgoing:
            self.send(sync_message(UPDATE, update))

    def take(self, message: bytes) -> None:
        """Deal with one message of the server."""
        if message[0] == SYNC:
            kind, payload = read_sync(message)
            if kind == STEP_1:
                self.send(sync_message(STEP_2, self.doc.get_update(payload)))
            else:
                self._apply(payload)
        elif message[0] == AUTH:
            self.denied.append(read_string(message, 2)[0])
        elif message[0] == ACKNOWLEDGE:
            seq, at = read_varuint(message, 1)
            clock, at = read_varuint(message, at)
            self.acknowledged.append((seq, clock, read_varuint(message, at)[0]))
        elif message[0] == FILE:
            saved_at, at = read_varuint(message, 1)
            self.files.append((saved_at, read_string(message, at)[0]))
        elif message[0] == AWARENESS:
            self._read_cursors(read_awareness(message))

    def forget_replica(self) -> None:
        """Listen no longer to the replica, which somebody else may go on with."""
        self._subscription.drop()

    def _keep(self, event: Any) -> None:
        if not self._applying:
            self._outgoing.append(event.update)

    def _apply(self, update: bytes) -> None:
        self._applying = True
        try:
            self.doc.apply_update(update)
        finally:
            self._applying = False

    def _read_cursors(self, payload: bytes) -> None:
        """As ``applyAwarenessUpdate`` of y-protocols: an end may come with the clock of what it ends."""
        count, at = read_varuint(payload, 0)
        for _ in range(count):
            client, at = read_varuint(payload, at)
            clock, at = read_varuint(payload, at)
            state, at = read_string(payload, at)
            known, _ = self.cursors.get(client, (0, b""))
            if clock > known or (clock == known and state == "null"):
                self.cursors[client] = (clock, state.encode())
