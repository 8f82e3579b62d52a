"""The messages of the y-websocket protocol, and those that we add.

Source: https://github.com/yjs/y-protocols (``sync.js``, ``awareness.js``, ``auth.js``) and
``y-websocket``, which puts a message type before each. Types 100 and 101 are ours: they tell a client that
asked with ``?ack=1`` what is stored, and what is in the file.
"""

from __future__ import annotations

from ..errors import ProtocolError
from .lib0 import read_bytes, read_varuint, var_bytes, var_string, varuint

SYNC, AWARENESS, AUTH, QUERY_AWARENESS, ACKNOWLEDGE, FILE = 0, 1, 2, 3, 100, 101
STEP_1, STEP_2, UPDATE = 0, 1, 2
_PERMISSION_DENIED = 0


def sync_message(kind: int, payload: bytes) -> bytes:
    """A sync message: ``STEP_1`` with a state vector, ``STEP_2`` or ``UPDATE`` with an update."""
    return bytes((SYNC, kind)) + var_bytes(payload)


def awareness_message(payload: bytes) -> bytes:
    """An awareness message."""
    return bytes((AWARENESS,)) + var_bytes(payload)


def permission_denied(reason: str) -> bytes:
    """The auth message that refuses a write and says why."""
    return bytes((AUTH, _PERMISSION_DENIED)) + var_string(reason)


def acknowledgement(seq: int, clock: int, count: int) -> bytes:
    """What is on disk: the newest ``seq`` of the document, and of this connection the highest
    committed ``clock`` (one above the last character written) and how many of its sync step 2 and
    update messages have been dealt with since it was opened."""
    return varuint(ACKNOWLEDGE) + varuint(seq) + varuint(clock) + varuint(count)


def about_file(saved_at: int, problem: str) -> bytes:
    """When the program's file was last known to hold what the program was then, in milliseconds since the
    epoch (0: never), and the error code for which it cannot be written now (empty: it can)."""
    return varuint(FILE) + varuint(saved_at) + var_string(problem)


def read_sync(data: bytes) -> tuple[int, bytes]:
    """The kind and payload of a sync message whose type byte has been read."""
    kind, at = read_varuint(data, 1)
    if kind > UPDATE:
        raise ProtocolError("This is no sync message.", reason="sync")
    payload, at = read_bytes(data, at)
    if at != len(data):
        raise ProtocolError("There are bytes behind the message.", reason="trailing")
    return kind, payload


def read_awareness(data: bytes) -> bytes:
    """The payload of an awareness message."""
    payload, at = read_bytes(data, 1)
    if at != len(data):
        raise ProtocolError("There are bytes behind the message.", reason="trailing")
    return payload
