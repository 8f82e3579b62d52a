"""How much one message may bring: what the CRDT takes in quickly, and all that an honest client can have."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import process_time

import pytest
from engine import Engine, engine
from pycrdt import Doc, Text
from test_engine_faults import beside, first_text, replica, update

from timewarp_jupyter.documents.lib0 import var_string, varuint
from timewarp_jupyter.documents.protocol import UPDATE, sync_message
from timewarp_jupyter.documents.replica import Replica
from timewarp_jupyter.errors import TooLarge, TooMuch
from timewarp_jupyter.testing.virtual import VirtualClient

EVE, BIN = 7, 5


def chained(count: int) -> bytes:
    """Characters behind each other that no honest client sends apart: the CRDT joins them again."""
    return update((EVE, 0, [first_text("x"), *(beside(b"\x04\1y", (EVE, at)) for at in range(count - 1))]))


def every_other(count: int, start: int = 0) -> bytes:
    """A delete set of single characters."""
    ranges = b"".join(varuint(2 * at) + b"\1" for at in range(start, start + count))
    return b"\1" + varuint(BIN) + varuint(count) + ranges


def deleted_from(document: Replica, count: int) -> None:
    """Fill a document with text, and delete every other character."""
    document.apply(update((BIN, 0, [first_text("ab" * count)])), "eve")
    for start in range(0, count, 10_000):
        document.apply(update(deletes=every_other(min(10_000, count - start), start)), "eve")


def refused_after(document: Replica, message: bytes) -> float:
    """Seconds of the processor until a message is refused, with nothing of it applied."""
    before, began = document.doc.get_update(), process_time()
    with pytest.raises(TooLarge, match="at once"):
        document.apply(message, "eve", whole=True)
    seconds = process_time() - began
    assert document.doc.get_update() == before
    return seconds


def test_a_frame_full_of_tiny_changes_is_refused_whole_before_it_costs_anything() -> None:
    """80,000 of them took the CRDT 10 s."""
    assert refused_after(replica(""), chained(80_000)) < 0.5
    assert refused_after(replica(""), update((EVE, 0, [first_text("x")] * 400_000))) < 0.5


def test_the_limit_holds_for_all_clients_of_a_message_together() -> None:
    one = [(1000 + at, 0, [first_text("x")] * 60) for at in range(200)]
    refused_after(replica(""), update(*one))


def test_new_deletions_are_limited_as_insertions_are() -> None:
    document = replica("")
    document.apply(update((BIN, 0, [first_text("ab" * 90_000)])), "eve")
    assert refused_after(document, update(deletes=every_other(90_000))) < 1.0
    assert refused_after(document, update(deletes=every_other(150_000))) < 0.5


def test_one_who_was_away_for_long_brings_every_deletion_there_ever_was() -> None:
    """Step 2 repeats the whole delete set; it is not equal to the server's, which has gone on."""
    document = replica("")
    deleted_from(document, 90_000)
    text = document.text
    away: Doc[object] = Doc(client_id=42)
    away.apply_update(document.doc.get_update())
    source = away.get("source", type=Text)
    server = document.doc.get_state()
    with away.transaction():
        for at in range(1000):
            source.insert(3 * at, "!")
            del source[3 * at + 2 : 3 * at + 3]
    applied = document.apply(away.get_update(server), "ana", whole=True)
    assert applied is not None and (applied.inserted, applied.deleted) == (1000, 1000)
    assert document.text == str(source) != text


def test_the_longest_honest_message_is_taken() -> None:
    document = replica("")
    document.apply(update((EVE, 0, [first_text("-")])), "eve")
    many = [beside(b"\x04" + var_string("x"), (EVE, 0)) for _ in range(9_999)]
    assert document.apply(update((8, 0, many)), "ana") is not None


async def test_many_places_in_one_message_count_as_many_updates(tmp_path: Path) -> None:
    async with engine(tmp_path, "-", max_updates_per_second=1.0, max_updates_burst=150) as room:
        ana = VirtualClient(room.document, "ana")
        await room.settle([ana], lambda: ana.dealt_with > 0)
        client, clock = ana.doc.client_id, 0
        while ana.socket.ended is None:
            many = [beside(b"\x04" + var_string("x"), text_id(room)) for _ in range(5000)]
            ana.send(sync_message(UPDATE, update((client, clock, many))))
            clock += 5000
            await asyncio.sleep(0)
            assert clock < 20_000
        assert isinstance(ana.socket.ended, TooMuch)


async def test_too_many_changes_end_only_who_sends_them(tmp_path: Path) -> None:
    async with engine(tmp_path) as room:
        ana, eve = (VirtualClient(room.document, name) for name in ("ana", "eve"))
        await room.settle([ana, eve], lambda: ana.text == eve.text == "FD 50\n")
        eve.send(sync_message(UPDATE, chained(80_000)))
        await room.settle([ana], lambda: eve.socket.ended is not None)
        assert isinstance(eve.socket.ended, TooLarge) and eve.socket.ended.close.number == 4413
        ana.source.insert(0, "ON ")
        await room.settle([ana], lambda: ana.dealt_with > 1)
        assert room.document.text == "ON FD 50\n" and ana.socket.ended is None


def text_id(room: Engine) -> tuple[int, int]:
    """The id of the last character that the server itself has written."""
    client, clock = next(iter(room.document.clocks.items()))
    return client, clock - 1
