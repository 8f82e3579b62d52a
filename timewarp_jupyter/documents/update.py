"""Reading a Yjs update without applying it: the header walk.

pycrdt cannot roll back, hides structs that wait for others, and can panic on hostile bytes. So an update
is read first: which structs it brings, what they depend on, what it deletes. The format is version 1 of
the Yjs update encoding (``UpdateEncoderV1`` in https://github.com/yjs/yjs and ``docs/INTERNALS.md``).
Only what a plain text document can hold is let through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import ProtocolError, TooLarge
from .lib0 import read_bytes, read_string, read_varuint, truncated, varuint

GC, DELETED, STRING, ANY, SKIP = 0, 1, 4, 8, 10
"""Content references of the structs that are let through."""

_HAS_ORIGIN, _HAS_RIGHT, _HAS_PARENT_SUB, _REFERENCE = 0x80, 0x40, 0x20, 0x1F
_MAX_CLOCK = 2**31
_MAX_ANY_DEPTH = 16
_DELETES_PER_STRUCT = 10
"""Walking a deleted range that is known costs a tenth of taking in a struct."""
_MOST_INTEGER_BYTES = 8
"""Of 53 bits and a sign."""


class Id(NamedTuple):
    """The identity of one character or entry: which client wrote it, as its how-manieth."""

    client: int
    clock: int


class Struct(NamedTuple):
    """One struct of an update: ``length`` is in clock ticks (UTF-16 units for text).

    ``root`` is the name of the root type it stands in where it has no neighbour, else None.
    """

    client: int
    clock: int
    length: int
    content: int
    origin: Id | None
    right: Id | None
    root: str | None


class DeleteRange(NamedTuple):
    """``length`` consecutive clock ticks of one client that an update deletes."""

    client: int
    clock: int
    length: int


@dataclass(slots=True)
class UpdateHeader:
    """What an update would do.

    ``text_bytes`` is the UTF-8 size of all strings in it; ``pair_ends`` are the second halves of its
    surrogate pairs, where text must not be divided.
    """

    structs: list[Struct] = field(default_factory=list)
    deletes: list[DeleteRange] = field(default_factory=list)
    text_bytes: int = 0
    pair_ends: list[Id] = field(default_factory=list)


def read_update(update: bytes, known_deletes: bytes | None = None, most: int | None = None) -> UpdateHeader:
    """Walk an update. Raises ``ProtocolError`` for anything a text document cannot hold.

    ``known_deletes`` is the encoded delete set of the live document: an update that carries just that,
    as every joining client's does, is not walked a second time. ``most`` limits the structs, and ten times
    that the deleted ranges, for a joining client repeats those of all time: raises ``TooLarge``.
    """
    header = UpdateHeader()
    at = _read_structs(update, header, most)
    if known_deletes is None or update[at:] != known_deletes:
        at = _read_deletes(update, at, header, None if most is None else _DELETES_PER_STRUCT * most)
        if at != len(update):
            raise ProtocolError("There are bytes behind the update.", reason="trailing")
    return header


def delete_set(update: bytes) -> bytes:
    """The encoded delete set of an update that has no structs."""
    clients, at = read_varuint(update, 0)
    if clients:
        raise ValueError("the update has structs")
    return update[at:]


def read_state_vector(data: bytes, most: int) -> dict[int, int]:
    """A state vector as client id → clock. Raises where it names more than ``most`` clients."""
    count, at = read_varuint(data, 0)
    if count > most:
        raise ProtocolError("The state vector names too many clients.", reason="state vector")
    clocks: dict[int, int] = {}
    for _ in range(count):
        client, at = read_varuint(data, at)
        clocks[client], at = read_varuint(data, at)
    if at != len(data):
        raise ProtocolError("There are bytes behind the state vector.", reason="trailing")
    return clocks


def too_many(most: int) -> TooLarge:
    """The error for more at once than the CRDT takes in quickly."""
    return TooLarge("These are too many changes at once.", reason=f"more than {most} in one message")


def write_state_vector(clocks: Mapping[int, int]) -> bytes:
    """Client id → clock, as ``read_state_vector`` reads it."""
    return varuint(len(clocks)) + b"".join(
        varuint(client) + varuint(clock) for client, clock in clocks.items()
    )


def _read_structs(update: bytes, header: UpdateHeader, most: int | None) -> int:
    clients, at = read_varuint(update, 0)
    announced = 0
    seen: set[int] = set()
    for _ in range(clients):
        count, at = read_varuint(update, at)
        announced += _positive(count)  # the CRDT panics where a client is named who brings nothing
        if most is not None and announced > most:
            raise too_many(most)
        client, at = read_varuint(update, at)
        if client in seen:  # no client writes that, and it has the CRDT write over its own memory
            raise ProtocolError("A client is named twice.", reason="client id")
        seen.add(client)
        clock, at = read_varuint(update, at)
        for _ in range(count):
            struct, at = _read_struct(update, at, client, clock, header)
            header.structs.append(struct)
            clock += struct.length
            if clock > _MAX_CLOCK:
                raise ProtocolError("A clock is too large.", reason="clock")
    return at


def _read_struct(update: bytes, at: int, client: int, clock: int, header: UpdateHeader) -> tuple[Struct, int]:
    if at >= len(update):
        raise truncated()
    info = update[at]
    content = info & _REFERENCE
    at += 1
    if content in (GC, SKIP):
        if info != content:
            raise ProtocolError("A struct without content has no neighbours.", reason="content")
        length, at = read_varuint(update, at)
        return Struct(client, clock, _positive(length), content, None, None, None), at
    origin = right = root = None
    if info & _HAS_ORIGIN:
        origin, at = _read_id(update, at)
    if info & _HAS_RIGHT:
        right, at = _read_id(update, at)
    if origin is None and right is None:
        root, at = _read_parent(update, at, info)
    if content == STRING:
        length, at = _read_text(update, at, Id(client, clock), header)
    else:
        length, at = _read_content(update, at, content)
    return Struct(client, clock, _positive(length), content, origin, right, root), at


def _positive(length: int) -> int:
    if length == 0:
        raise ProtocolError("A struct is empty, or a run of them.", reason="length")
    return length


def _read_id(update: bytes, at: int) -> tuple[Id, int]:
    client, at = read_varuint(update, at)
    clock, at = read_varuint(update, at)
    return Id(client, clock), at


def _read_parent(update: bytes, at: int, info: int) -> tuple[str, int]:
    by_name, at = read_varuint(update, at)
    if by_name != 1:
        raise ProtocolError("A program is plain text; nested types are not.", reason="parent")
    root, at = read_string(update, at)
    if info & _HAS_PARENT_SUB:
        _, at = read_string(update, at)
        if root != "state":
            raise ProtocolError("Only the state has keys.", reason="key")
    elif root != "source":
        raise ProtocolError("Only the source has text.", reason="root")
    return root, at


def _read_content(update: bytes, at: int, content: int) -> tuple[int, int]:
    if content == DELETED:
        return read_varuint(update, at)
    if content == ANY:
        length, at = read_varuint(update, at)
        if length > len(update):
            raise truncated()
        for _ in range(length):
            at = skip_any(update, at, 0)
        return length, at
    raise ProtocolError("A program holds plain text only.", reason="content")


def _read_text(update: bytes, at: int, start: Id, header: UpdateHeader) -> tuple[int, int]:
    """The length of a string in UTF-16 units."""
    raw, at = read_bytes(update, at)
    header.text_bytes += len(raw)
    if raw.isascii():
        return len(raw), at
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise ProtocolError("A text is not UTF-8.", reason="utf-8") from None
    length = len(text)
    if max(text, default="") > "\uffff":
        client, clock = start
        for character in text:
            clock += 1
            if character > "\uffff":
                header.pair_ends.append(Id(client, clock))
                clock += 1
        length = clock - start.clock
    return length, at


def skip_any(data: bytes, at: int, depth: int) -> int:
    """Skip one value of lib0's ``any`` encoding (``readAny`` in lib0's ``decoding.js``)."""
    if at >= len(data) or depth > _MAX_ANY_DEPTH:
        raise truncated()
    kind = data[at]
    at += 1
    if kind in (127, 126, 121, 120):  # undefined, null, false, true
        return at
    if kind == 125:  # integer; its sign bit changes nothing about where it ends
        end = at
        while end < len(data) and data[end] & 0x80:
            end += 1
        if end - at >= _MOST_INTEGER_BYTES:
            raise ProtocolError("A number is too large.", reason="any")
        return _inside(data, end + 1)
    if kind in (124, 123, 122):  # 32 and 64 bit floats, 64 bit integers
        return _inside(data, at + (4 if kind == 124 else 8))
    if kind == 119:
        return read_string(data, at)[1]
    if kind == 116:
        return read_bytes(data, at)[1]
    if kind in (118, 117):  # object, array
        count, at = read_varuint(data, at)
        for _ in range(count):
            if kind == 118:
                _, at = read_string(data, at)
            at = skip_any(data, at, depth + 1)
        return at
    raise ProtocolError("A value of an unknown kind.", reason="any")


def _inside(data: bytes, at: int) -> int:
    if at > len(data):
        raise truncated()
    return at


def _read_deletes(update: bytes, at: int, header: UpdateHeader, most: int | None) -> int:
    clients, at = read_varuint(update, at)
    announced = 0
    for _ in range(clients):
        client, at = read_varuint(update, at)
        count, at = read_varuint(update, at)
        announced += count
        if most is not None and announced > most:
            raise too_many(most)
        for _ in range(count):
            clock, at = read_varuint(update, at)
            length, at = read_varuint(update, at)
            header.deletes.append(DeleteRange(client, clock, _positive(length)))
    return at
