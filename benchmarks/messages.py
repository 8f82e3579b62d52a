"""Messages of the y-protocols, with the document name that Hocuspocus puts before each.

Source: y-protocols ``PROTOCOL.md``; Hocuspocus ``MessageReceiver.ts`` for types 4 and above.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from .varint import read_bytes, read_uint, write_bytes, write_uint

_SYNC, _AWARENESS, _SYNC_REPLY = 0, 1, 4


class Kind(Enum):
    """What a message is, as far as a load client cares."""

    STEP_1 = 0
    STEP_2 = 1
    UPDATE = 2
    AWARENESS = 3
    OTHER = 4


class Message(NamedTuple):
    """One message; ``body`` is the state vector, the update or the awareness update in it."""

    kind: Kind
    body: bytes


def read(payload: bytes, prefix: bytes) -> Message:
    """Read one message. Raises ValueError for a foreign prefix, IndexError for a torn one."""
    if not payload.startswith(prefix):
        raise ValueError("a message for another document")
    kind, at = read_uint(payload, len(prefix))
    if kind in (_SYNC, _SYNC_REPLY):
        step, at = read_uint(payload, at)
        return Message(Kind(step), read_bytes(payload, at)[0])
    if kind == _AWARENESS:
        return Message(Kind.AWARENESS, read_bytes(payload, at)[0])
    return Message(Kind.OTHER, payload[at:])


def sync(kind: Kind, body: bytes, prefix: bytes) -> bytes:
    """A sync message: step 1, step 2 or update."""
    return prefix + write_uint(_SYNC) + write_uint(kind.value) + write_bytes(body)


def awareness(body: bytes, prefix: bytes) -> bytes:
    """An awareness message."""
    return prefix + write_uint(_AWARENESS) + write_bytes(body)


def state_vector(data: bytes) -> dict[int, int]:
    """The clocks in an encoded state vector, by client id."""
    count, at = read_uint(data, 0)
    clocks = {}
    for _ in range(count):
        client, at = read_uint(data, at)
        clocks[client], at = read_uint(data, at)
    return clocks
