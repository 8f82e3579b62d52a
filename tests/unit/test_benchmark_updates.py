"""The benchmark's reading and writing of updates, against pycrdt."""

from __future__ import annotations

import random

import pytest
from pycrdt import Doc, Map, Text

from benchmarks import updates
from benchmarks.messages import Kind, read, state_vector, sync
from benchmarks.preload import make
from benchmarks.typist import Typist
from benchmarks.varint import read_uint, write_uint


@pytest.mark.parametrize("value", [0, 1, 127, 128, 16_383, 16_384, 2**31, 2**53 - 1])
def test_numbers_come_back(value: int) -> None:
    assert read_uint(write_uint(value) + b"rest", 0) == (value, len(write_uint(value)))


def test_headers_cover_what_the_state_vector_says() -> None:
    past = make("source", runs=400, sessions=8)
    doc: Doc[object] = Doc()
    doc.get("source", type=Text)
    clocks: dict[int, int] = {}
    for update in past.updates:
        doc.apply_update(update)
    for header in updates.headers(doc.get_update()):
        assert header.clock == clocks.get(header.client, 0)
        clocks[header.client] = header.clock + header.length
    assert clocks == state_vector(doc.get_state())
    assert str(doc.get("source", type=Text)) == past.text


def test_headers_of_every_kind_of_content() -> None:
    doc: Doc[object] = Doc(client_id=7)
    text = doc.get("source", type=Text)
    text += "aé🐢"
    text.format(0, 1, {"bold": True})
    state = doc.get("state", type=Map)
    state["any"] = {"list": [1, -200, 1.5, None, True, "s"], "bytes": b"xy"}
    state["map"] = Map({"inner": "v"})
    found = updates.headers(doc.get_update())
    assert sum(header.length for header in found) == state_vector(doc.get_state())[7]


def test_torn_updates_are_told() -> None:
    whole = Typist(9, "source", None, None, 1).edit()
    for size in range(len(whole) - 2):
        with pytest.raises(updates.NotAnUpdate):
            updates.headers(whole[:size])


def test_a_save_is_seen_although_its_key_is_not_on_the_wire() -> None:
    doc: Doc[object] = Doc()
    state = doc.get("state", type=Map)
    state["hash"] = "0" * 64
    before = doc.get_state()
    state["hash"] = "0123456789abcdef" * 4
    replaced = doc.get_update(before)
    assert b"hash" not in replaced
    assert updates.tells_of_a_save(replaced)
    assert not updates.tells_of_a_save(Typist(9, "source", None, None, 1).edit())


def test_what_is_typed_stands_where_it_was_typed() -> None:
    past = make("source", runs=200, sessions=4)
    places = past.places(5, "source")
    typists = [Typist(100 + n, "source", *place, seed=n) for n, place in enumerate(places)]
    edits = [typist.edit() for _ in range(25) for typist in typists]
    texts = set()
    for seed in range(3):
        doc: Doc[object] = Doc()
        text = doc.get("source", type=Text)
        for update in past.updates:
            doc.apply_update(update)
        order = list(range(len(edits)))
        random.Random(seed).shuffle(order)
        for number in order:
            doc.apply_update(edits[number])
        texts.add(str(text))
    (text_now,) = texts
    typed = "forward 5 right 90repea"  # the 10th and 20th characters were taken back
    assert text_now.count(typed) == 5
    at = len(past.text) // 10
    assert text_now[at : at + len(typed)] == typed


def test_all_since_a_clock_completes_a_document() -> None:
    typist = Typist(5, "source", None, None, 0)
    doc: Doc[object] = Doc()
    text = doc.get("source", type=Text)
    for number in range(30):
        update = typist.edit()
        if number < 12:
            doc.apply_update(update)
    doc.apply_update(typist.since(state_vector(doc.get_state())[5]))
    whole: Doc[object] = Doc()
    other = whole.get("source", type=Text)
    whole.apply_update(typist.since(0))
    assert str(text) == str(other)
    assert state_vector(doc.get_state()) == {5: 30}


def test_messages_carry_their_prefix() -> None:
    message = sync(Kind.UPDATE, b"body", b"\x03doc")
    assert read(message, b"\x03doc") == (Kind.UPDATE, b"body")
    with pytest.raises(ValueError):
        read(message, b"\x03oth")
