"""Yjs updates as parts that can be moved about: taken from a real one, put together whatever they say.

The format is version 1 of the Yjs update encoding (``docs/INTERNALS.md`` in https://github.com/yjs/yjs).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from timewarp_jupyter.documents.lib0 import read_bytes, read_varuint, var_bytes, var_string, varuint
from timewarp_jupyter.documents.update import ANY, DELETED, GC, SKIP, STRING, skip_any

_ORIGIN, _RIGHT, _KEY, _REFERENCE = 0x80, 0x40, 0x20, 0x1F

Place = tuple[int, int]
"""Client id and clock."""

SOURCE = b"\x01" + var_string("source")
STATE = b"\x01" + var_string("state")


@dataclass
class Part:
    """One struct. ``parent`` is written where it has no neighbour, ``key`` where the info byte says so."""

    content: int
    body: bytes
    origin: Place | None = None
    right: Place | None = None
    parent: bytes = SOURCE
    key: bytes | None = None

    def encode(self) -> bytes:
        """As it goes into an update."""
        if self.content in (GC, SKIP):
            return bytes((self.content,)) + self.body
        info, rest = self.content, b""
        for bit, place in ((_ORIGIN, self.origin), (_RIGHT, self.right)):
            if place is not None:
                info |= bit
                rest += varuint(place[0]) + varuint(place[1])
        if self.origin is None and self.right is None:
            rest += self.parent
            if self.key is not None:
                info |= _KEY
                rest += self.key
        return bytes((info,)) + rest + self.body


@dataclass
class Run:
    """The structs of one client from a clock on."""

    client: int
    clock: int
    parts: list[Part]


@dataclass
class Forged:
    """A whole update. ``deletes`` are (client, clock, length)."""

    runs: list[Run] = field(default_factory=list)
    deletes: list[tuple[int, int, int]] = field(default_factory=list)

    def encode(self) -> bytes:
        """The bytes of it."""
        out = varuint(len(self.runs))
        for run in self.runs:
            out += varuint(len(run.parts)) + varuint(run.client) + varuint(run.clock)
            out += b"".join(part.encode() for part in run.parts)
        out += varuint(len(self.deletes))
        for client, clock, length in self.deletes:
            out += varuint(client) + b"\x01" + varuint(clock) + varuint(length)
        return out


def text(value: str) -> bytes:
    """The content of a struct of text."""
    return var_string(value)


def typed(client: int, clock: int, value: str, origin: Place | None = None) -> bytes:
    """An update with one insertion."""
    return Forged([Run(client, clock, [Part(STRING, text(value), origin)])]).encode()


def deletion(*ranges: tuple[int, int, int]) -> bytes:
    """An update of deletions only."""
    return Forged(deletes=list(ranges)).encode()


def taken_apart(update: bytes) -> Forged:
    """The parts of an update that holds text and values."""
    count, at = read_varuint(update, 0)
    forged = Forged()
    for _ in range(count):
        parts, at = read_varuint(update, at)
        client, at = read_varuint(update, at)
        clock, at = read_varuint(update, at)
        run = Run(client, clock, [])
        for _ in range(parts):
            part, at = _part(update, at)
            run.parts.append(part)
        forged.runs.append(run)
    clients, at = read_varuint(update, at)
    for _ in range(clients):
        client, at = read_varuint(update, at)
        ranges, at = read_varuint(update, at)
        for _ in range(ranges):
            clock, at = read_varuint(update, at)
            length, at = read_varuint(update, at)
            forged.deletes.append((client, clock, length))
    return forged


def _part(update: bytes, at: int) -> tuple[Part, int]:
    info = update[at]
    part, at = Part(info & _REFERENCE, b""), at + 1
    if info & _ORIGIN:
        part.origin, at = _place(update, at)
    if info & _RIGHT:
        part.right, at = _place(update, at)
    if part.content not in (GC, SKIP) and part.origin is None and part.right is None:
        begin = at
        _, at = read_varuint(update, at)
        _, at = read_bytes(update, at)
        part.parent = update[begin:at]
        if info & _KEY:
            key, at = read_bytes(update, at)
            part.key = var_bytes(key)
    begin = at
    at = _behind(update, at, part.content)
    part.body = update[begin:at]
    return part, at


def _place(update: bytes, at: int) -> tuple[Place, int]:
    client, at = read_varuint(update, at)
    clock, at = read_varuint(update, at)
    return (client, clock), at


def _behind(update: bytes, at: int, content: int) -> int:
    if content == STRING:
        return read_bytes(update, at)[1]
    length, at = read_varuint(update, at)
    if content == ANY:
        for _ in range(length):
            at = skip_any(update, at, 0)
    elif content not in (GC, DELETED, SKIP):
        raise ValueError(f"content {content}")
    return at
