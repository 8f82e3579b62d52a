"""The attacks as bytes: what each sends, and how it has to end."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from pycrdt import Array, Doc, Map, Text
from support.raw_socket import MASK, frame

from timewarp_jupyter.documents.lib0 import var_bytes, var_string, varuint
from timewarp_jupyter.documents.protocol import STEP_1, STEP_2, UPDATE, awareness_message, sync_message
from timewarp_jupyter.documents.update import ANY, DELETED, GC, STRING
from timewarp_jupyter.handlers.frames import BINARY, CLOSE, CONTINUATION, PING, TEXT

from .forge import STATE, Forged, Part, Run, deletion, text, typed

HELLO = frame(BINARY, sync_message(STEP_1, b"\x00"))
MINE, STRANGE = 77_000_001, 77_000_002
MIB = 2**20


@dataclass(frozen=True)
class Known:
    """What every client learns when it joins: the Yjs ids and clocks of the server and of somebody else."""

    server: int
    clock: int
    other: int
    other_clock: int


@dataclass(frozen=True)
class Weapon:
    """``code`` is the close code; None: the socket stays, and nothing comes of it.

    ``seconds`` of CPU is what it may cost the server, with two people typing meanwhile; ``cost`` is what
    each message of a flood takes of its user's rate at least, 0 where it is sent away for certain;
    ``cost_of_many`` is that from many sockets, where it is another one.
    """

    name: str
    code: int | None
    make: Callable[[Known], bytes]
    user: str = "mallory"
    greets: bool = True
    seconds: float = 2.0
    cost: float = 0
    cost_of_many: float | None = None


def message(payload: bytes) -> bytes:
    """One frame with a message."""
    return frame(BINARY, payload)


def update(payload: bytes) -> bytes:
    """One frame with an update."""
    return message(sync_message(UPDATE, payload))


def both(payload: bytes) -> bytes:
    """As an update, and again as the answer when the server asks for what is missing."""
    return update(payload) + message(sync_message(STEP_2, payload))


def of_doc(fill: Callable[[Doc], object]) -> bytes:
    """What a real client makes of something that no program holds."""
    doc: Doc = Doc()
    fill(doc)
    return update(doc.get_update())


def struct(part: Part, client: int = MINE, clock: int = 0) -> bytes:
    """An update of one struct."""
    return update(Forged([Run(client, clock, [part])]).encode())


def cursors(*entries: tuple[int, int, bytes]) -> bytes:
    """An awareness message of (client id, clock, JSON)."""
    encoded = [varuint(client) + varuint(clock) + var_bytes(state) for client, clock, state in entries]
    return message(awareness_message(varuint(len(entries)) + b"".join(encoded)))


def _same(data: bytes) -> Callable[[Known], bytes]:
    return lambda known: data


def _frames(name: str, code: int | None, data: bytes) -> Weapon:
    return Weapon(name, code, _same(data))


def _flood(name: str, cost: float, data: bytes, cost_of_many: float | None = None) -> Weapon:
    return Weapon(name, 4529, _same(data), seconds=0.6, cost=cost, cost_of_many=cost_of_many)


FRAMES = [
    _frames("a frame that ends early", None, message(b"\x00\x02\x01x")[:-1]),
    _frames("a header that ends early", None, b"\x82"),
    _frames("a longer frame than can be", 1009, b"\x82\xff" + (2**40).to_bytes(8, "big") + MASK),
    _frames("a length with its highest bit", 1009, b"\x82\xff" + b"\xff" * 8 + MASK),
    _frames("a message above the limit", 4413, message(bytes(MIB + 1))),
    _frames("a fragmented one above the limit", 4413,
        frame(BINARY, bytes(MIB), final=False) + frame(CONTINUATION, b"x")),
    _frames("fragments without end", 1009,
        frame(BINARY, b"x", final=False) + frame(CONTINUATION, b"", final=False) * 12_000),
    _frames("pieces of an update", 4400, frame(BINARY, b"\x7f", final=False)
        + frame(CONTINUATION, b"\x7f", final=False) * 8 + frame(CONTINUATION, b"\x7f")),
    _frames("compressed", 1002, frame(BINARY | 0x40, b"x\x9c\x03\x00")),
    _frames("another reserved bit", 1002, frame(BINARY | 0x10, b"x")),
    _frames("unmasked", 1002, b"\x82\x01x"),
    _frames("an opcode that is none", 1002, frame(0x3, b"x")),
    _frames("a control opcode that is none", 1002, frame(0xB, b"")),
    _frames("a continuation of nothing", 1002, frame(CONTINUATION, b"x")),
    _frames("a message inside another", 1002, frame(BINARY, b"x", final=False) + frame(BINARY, b"y")),
    _frames("a ping in pieces", 1002, frame(PING, b"x", final=False)),
    _frames("a ping that is too long", 1002, b"\x89\xfe" + (126).to_bytes(2, "big") + MASK + bytes(126)),
    _frames("text", 4400, frame(TEXT, b"hello")),
    _frames("text that is none", 1007, frame(TEXT, b"\xff\xfe")),
    _frames("a request in the middle", 1002, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    _frames("a close with half a code", 1002, frame(CLOSE, b"\x03")),
    _frames("a close with a forbidden code", 1002, frame(CLOSE, (1005).to_bytes(2, "big"))),
]  # fmt: skip

MESSAGES = [
    _frames("nothing", 4400, message(b"")),
    _frames("an unknown kind", 4400, message(b"\x7f")),
    _frames("an unknown step", 4400, message(b"\x00\x03\x00")),
    _frames("an endless number", 4400, message(b"\x00\x02" + b"\xff" * 1000)),
    _frames("a number in too many bytes", 4400, message(b"\x00\x02\x81\x00x")),
    _frames("a length beyond the end", 4400, message(b"\x00\x02" + varuint(2**53 - 1))),
    _frames("more behind the end", 4400, message(sync_message(UPDATE, b"\0\0") + b"x")),
    _frames("an update of nothing but numbers", 4400, update(b"\xff" * 1000)),
    Weapon("an edit before step 1", 4400, _same(update(typed(MINE, 0, "x"))), greets=False),
    _frames("a state vector of half a million", 4400, message(
        sync_message(STEP_1, varuint(500_000) + b"\1\1" * 500_000))),
    _frames("a state vector of a million", 4413, message(
        sync_message(STEP_1, varuint(1_000_000) + b"\1\1" * 1_000_000))),
    _frames("a state vector that lies about its size", 4400, message(sync_message(STEP_1, varuint(2**50)))),
    Weapon("a state vector of another history", 4409, lambda known: message(sync_message(
        STEP_1, b"\1" + varuint(known.server) + varuint(known.clock + 1)))),
]  # fmt: skip

UPDATES = [
    Weapon("text under another's id", 4409, lambda known: struct(
        Part(STRING, text("I am a fool"), (known.other, 0)), known.other, known.other_clock)),
    Weapon("text under the server's id", 4409, lambda known: struct(
        Part(STRING, text("x")), known.server, known.clock)),
    _frames("text under an id of the server's range", 4409, struct(Part(STRING, text("x")), 2**40 + 5)),
    _frames("an id above all ids", 4400, struct(Part(STRING, text("x")), 2**53)),
    _frames("a clock above all clocks", 4400, struct(Part(STRING, text("xy")), MINE, 2**31 - 1)),
    _frames("a struct without content of 2^31", 4400, struct(Part(GC, varuint(2**31)))),
    _frames("a struct without content", 4400, struct(Part(GC, varuint(5)))),
    _frames("deleted text of 2^31", 4413, struct(Part(DELETED, varuint(2**31 - 1)))),
    _frames("a gap that never closes", 4400, both(typed(MINE, 5, "x"))),
    _frames("a deletion of what is not there", 4400, both(deletion((STRANGE, 0, 2**31)))),
    Weapon("text that waits for another's", 4400, lambda known: both(
        typed(MINE, 0, "x", (known.other, known.other_clock)))),
    _frames("text behind itself", 4400, struct(Part(STRING, text("x"), (MINE, 0)))),
    Weapon("text before what it stands behind", 4400, lambda known: struct(
        Part(STRING, text("x"), (known.server, known.clock - 2), (known.server, known.clock - 5)))),
    _frames("a client who brings nothing", 4400, update(b"\1\0\7\0\0")),
    _frames("a client who is named twice", 4400, update(
        Forged([Run(MINE, 0, [Part(STRING, text("x"))])] * 2).encode())),
    _frames("half a character", 4400, struct(Part(STRING, b"\x03\xed\xa0\xbd"))),
    Weapon("a character in two", 4400, lambda known: update(typed(MINE, 0, "😀")) + struct(
        Part(STRING, text("x"), (MINE, 0)), MINE, 2)),
    _frames("a hidden root", 4400, of_doc(lambda doc: doc.get("hidden", type=Text).insert(0, "x"))),
    _frames("a list in the state", 4400, of_doc(
        lambda doc: doc.get("state", type=Map).update({"x": Array([1])}))),
    _frames("an embed", 4400, of_doc(
        lambda doc: doc.get("source", type=Text).insert_embed(0, {"image": "x"}))),
    _frames("a format", 4400, of_doc(
        lambda doc: doc.get("source", type=Text).insert(0, "x", {"bold": True}))),
    _frames("text in the state", 4400, struct(Part(STRING, text("x"), parent=STATE, key=var_string("k")))),
    _frames("a value that is too deep", 4400, struct(
        Part(ANY, b"\1" + b"\x75\1" * 5000 + b"\x78", parent=STATE, key=var_string("k")))),
    _frames("a pathological program", 4413, update(Forged([Run(MINE, 0, [
        Part(STRING, text("x")), *(Part(STRING, text("y"), (MINE, at)) for at in range(60_000))
    ])]).encode())),
    _frames("300,000 structs that say nothing", 4413, update(
        b"\1" + varuint(300_000) + varuint(MINE) + b"\0" + b"\x0a\1" * 300_000 + b"\0")),
    _frames("400,000 deletions", 4413, update(
        b"\0\1" + varuint(MINE) + varuint(400_000) + b"\0\1" * 400_000)),
    Weapon("deletions only, of a viewer", None, lambda known: message(
        sync_message(STEP_2, deletion((known.server, known.clock - 3, 3)))), "viv"),
    Weapon("deletions only, of a viewer who insists", 4403, lambda known: message(
        sync_message(STEP_2, deletion((known.server, known.clock - 3, 3)))) * 60, "viv"),
    Weapon("text of a viewer", None, _same(update(typed(MINE, 0, "x"))), "viv"),
]  # fmt: skip

AWARENESS = [
    Weapon("a cursor of another", None, lambda known: cursors((known.other, 2**40, b'{"cursors":[]}'))),
    Weapon("the end of another's cursor", None, lambda known: cursors((known.other, 2**40, b"null"))),
    _frames("a thousand cursors", 4413, cursors(*((at, 1, b"{}") for at in range(1, 1001)))),
    _frames("a giant cursor", 4413, cursors((MINE, 1, json.dumps({"x": "y" * 500_000}).encode()))),
    _frames("a deep cursor", 4413, cursors((MINE, 1, b"[" * 2000 + b"]" * 2000))),
    _frames("a cursor that is no object", 4400, cursors((MINE, 1, b"[1]"))),
    _frames("a cursor that is no JSON", 4400, cursors((MINE, 1, b"{"))),
    _frames("a cursor of no number", 4400, cursors((MINE, 1, b'{"x":NaN}'))),
    _frames("a cursor from the end of time", 4400, cursors((MINE, 2**53 - 1, b"{}"))),
    _frames("a list of cursors that lies about its size", 4400, message(awareness_message(varuint(2**40)))),
]

FLOODS = [
    _flood("pings", 0, frame(PING, b"x") * 20_000),
    _flood("pongs", 0, frame(0xA, b"x") * 20_000),
    _flood("questions for everything", 20, HELLO * 3000),
    _flood("questions for all cursors", 20, message(b"\x03") * 3000),
    # One cursor from many sockets is the newest one's: what the others say of it is passed over.
    _flood("cursors", 1, b"".join(cursors((MINE, at, b"{}")) for at in range(1, 5000)), cost_of_many=0.1),
    _flood("cursors of others", 0.1, cursors((5, 1, b"{}"), (6, 1, b"{}")) * 10_000),
    _flood("words to nobody", 1, message(b"\x02\x00\x00") * 10_000),
    _flood("edits without neighbours", 20, b"".join(update(typed(MINE, at, "x")) for at in range(300))),
    _flood("edits", 1, update(typed(MINE, 0, "x")) + b"".join(
        update(typed(MINE, at, "x", (MINE, at - 1))) for at in range(1, 3000))),
    _flood("the same edit again", 1, update(typed(MINE, 0, "x")) * 5000),
    _flood("new people for ever", 20, b"".join(
        struct(Part(STRING, text("x")), 10**9 + at) for at in range(300))),
]  # fmt: skip

EVERYTHING = {
    f"{kind}: {weapon.name}": weapon
    for kind, weapons in {
        "frame": FRAMES, "message": MESSAGES, "update": UPDATES, "cursor": AWARENESS, "flood": FLOODS,
    }.items()
    for weapon in weapons
}  # fmt: skip

OVER_TLS = [name for name in EVERYTHING if name.startswith(("frame", "flood", "message"))]
"""What the other transport has to bear as well; what comes behind it is the same."""

TLS_ENDS: dict[str, int | None] = {
    **{f"frame: {weapon.name}": 0 for weapon in FRAMES if weapon.code in (1002, 1007)},
    "frame: unmasked": 4400,
    "frame: fragments without end": None,
    "frame: a close with a forbidden code": 1005,
}
"""Where Tornado ends in another way; 0 is without a word, None not at all."""
