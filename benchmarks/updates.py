"""Yjs updates (version 1): reading the struct headers, and writing a typed character.

Source of the format: yjs ``src/utils/UpdateDecoder.js``, ``src/structs/Item.js`` and ``Content*.js``.
Only what a load client needs is read: whose structs an update brings and which clocks they cover.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .varint import read_bytes, read_uint, skip_signed, write_string, write_uint

#: (client id, clock) of one character.
ItemId = tuple[int, int]

_GC, _DELETED, _JSON, _BINARY, _STRING, _EMBED, _FORMAT, _TYPE, _ANY, _DOC, _SKIP = range(11)
HAS_LEFT, HAS_RIGHT, _HAS_KEY = 0x80, 0x40, 0x20
#: Bytes of the fixed-size values of lib0's ``writeAny``.
_ANY_SIZES = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}
_SHA256 = re.compile(rb"\x77\x40([0-9a-f]{64})")


class NotAnUpdate(Exception):
    """The bytes do not read as a version 1 update."""


class Header(NamedTuple):
    """The clocks [clock, clock + length) of one client that an update brings."""

    client: int
    clock: int
    length: int


def headers(update: bytes) -> list[Header]:
    """The struct headers of an update, without gaps ("skips"). Raises NotAnUpdate."""
    found: list[Header] = []
    try:
        count, at = read_uint(update, 0)
        for _ in range(count):
            structs, at = read_uint(update, at)
            client, at = read_uint(update, at)
            clock, at = read_uint(update, at)
            for _ in range(structs):
                kind, length, at = _read_struct(update, at)
                if kind != _SKIP:
                    found.append(Header(client, clock, length))
                clock += length
    except (IndexError, KeyError) as error:
        raise NotAnUpdate(str(error)) from error
    return found


def tells_of_a_save(update: bytes) -> bool:
    """Whether a SHA-256 in hex is set: that is how the `hash` of the shared state is written.

    A replaced map entry names its predecessor instead of its key, so the value has to do.
    """
    return _SHA256.search(update) is not None


def typed(clock: int, left: ItemId | None, right: ItemId | None, root: str, char: str) -> bytes:
    """One struct: ``char`` between two known characters, or first in ``root`` without any."""
    info = _STRING | (HAS_LEFT if left else 0) | (HAS_RIGHT if right else 0)
    out = bytes((info,))
    for origin in (left, right):
        if origin:
            out += write_uint(origin[0]) + write_uint(origin[1])
    if not left and not right:
        out += b"\x01" + write_string(root)
    return out + write_string(char)


def update_of(client: int, clock: int, structs: list[bytes], deleted: list[int]) -> bytes:
    """An update of consecutive ``structs`` of one client, deleting some of its own clocks."""
    out = b"\x00"
    if structs:
        out = b"\x01" + write_uint(len(structs)) + write_uint(client) + write_uint(clock)
        out += b"".join(structs)
    if not deleted:
        return out + b"\x00"
    ranges = b"".join(write_uint(at) + b"\x01" for at in deleted)
    return out + b"\x01" + write_uint(client) + write_uint(len(deleted)) + ranges


def _read_struct(data: bytes, at: int) -> tuple[int, int, int]:
    """One struct: its kind, its length in clocks and the place after it."""
    info = data[at]
    kind = info & 0x1F
    at += 1
    if kind in (_GC, _SKIP):
        length, at = read_uint(data, at)
        return kind, length, at
    for flag in (HAS_LEFT, HAS_RIGHT):
        if info & flag:
            at = _skip_id(data, at)
    if not info & (HAS_LEFT | HAS_RIGHT):
        named, at = read_uint(data, at)
        at = read_bytes(data, at)[1] if named else _skip_id(data, at)
        if info & _HAS_KEY:
            _, at = read_bytes(data, at)
    length, at = _read_content(kind, data, at)
    return kind, length, at


def _skip_id(data: bytes, at: int) -> int:
    _, at = read_uint(data, at)
    return read_uint(data, at)[1]


def _read_content(kind: int, data: bytes, at: int) -> tuple[int, int]:
    """The length in clocks of a content and the place after it."""
    if kind == _STRING:
        text, at = read_bytes(data, at)
        return len(text.decode().encode("utf-16-le")) // 2, at
    if kind == _DELETED:
        return read_uint(data, at)
    if kind in (_JSON, _ANY):
        length, at = read_uint(data, at)
        for _ in range(length):
            at = read_bytes(data, at)[1] if kind == _JSON else _skip_any(data, at)
        return length, at
    if kind in (_BINARY, _EMBED):
        return 1, read_bytes(data, at)[1]
    if kind == _FORMAT:
        return 1, read_bytes(data, read_bytes(data, at)[1])[1]
    if kind == _TYPE:
        name, at = read_uint(data, at)
        return 1, read_bytes(data, at)[1] if name in (3, 5) else at
    if kind == _DOC:
        return 1, _skip_any(data, read_bytes(data, at)[1])
    raise NotAnUpdate(f"content of kind {kind}")


def _skip_any(data: bytes, at: int) -> int:
    """The place after one value of lib0's ``writeAny``."""
    tag = data[at]
    at += 1
    if tag in _ANY_SIZES:
        return at + _ANY_SIZES[tag]
    if tag == 125:
        return skip_signed(data, at)
    if tag in (119, 116):
        return read_bytes(data, at)[1]
    count, at = read_uint(data, at)
    for _ in range(count):
        if tag == 118:
            _, at = read_bytes(data, at)
        elif tag != 117:
            raise NotAnUpdate(f"value of kind {tag}")
        at = _skip_any(data, at)
    return at
