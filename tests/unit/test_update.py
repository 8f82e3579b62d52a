"""The header walk: it reads what Yjs writes, and lets nothing else through."""

from __future__ import annotations

import random

import pytest
from pycrdt import Array, Doc, Map, Text

from timewarp_jupyter.documents.lib0 import read_varuint, var_string, varuint
from timewarp_jupyter.documents.update import (
    STRING,
    DeleteRange,
    Id,
    Struct,
    delete_set,
    read_state_vector,
    read_update,
    write_state_vector,
)
from timewarp_jupyter.errors import ProtocolError


def edited(client_id: int = 7) -> tuple[Doc, Text]:
    doc: Doc = Doc(client_id=client_id)
    text = doc.get("source", type=Text)
    doc.get("state", type=Map)
    return doc, text


@pytest.mark.parametrize("value", [0, 1, 127, 128, 300, 2**31, 2**32 - 1, 2**40, 2**53 - 1])
def test_varuint_round_trip(value: int) -> None:
    encoded = varuint(value)
    assert read_varuint(b"x" + encoded + b"y", 1) == (value, 1 + len(encoded))


@pytest.mark.parametrize("bad", [b"", b"\x80", b"\xff" * 9 + b"\x01", b"\xff" * 7 + b"\x7f"])
def test_varuint_refuses(bad: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_varuint(bad, 0)


def test_one_insertion_is_read_as_it_is() -> None:
    doc, text = edited()
    text += "ab😀"
    header = read_update(doc.get_update())
    assert header.structs == [Struct(7, 0, 4, STRING, None, None, "source")]
    assert header.deletes == []
    assert header.text_bytes == 6


def test_neighbours_and_deletions_are_read() -> None:
    doc, text = edited()
    text += "abc"
    before = doc.get_state()
    text.insert(1, "X")
    del text[3:4]
    header = read_update(doc.get_update(before))
    assert header.structs == [Struct(7, 3, 1, STRING, Id(7, 0), Id(7, 1), None)]
    assert header.deletes == [DeleteRange(7, 2, 1)]


def test_known_deletes_are_not_walked_again() -> None:
    doc, text = edited()
    text += "abc"
    del text[0:1]
    update = doc.get_update(doc.get_state())
    known = delete_set(update)
    assert read_update(update).deletes == [DeleteRange(7, 0, 1)]
    assert read_update(update, known).deletes == []
    assert read_update(update, b"\x00").deletes == [DeleteRange(7, 0, 1)]


def test_state_values_of_every_kind_are_skipped() -> None:
    doc, text = edited()
    state = doc.get("state", type=Map)
    with doc.transaction():
        for key, value in {
            "a": True, "b": None, "c": -70000, "d": 1.5, "e": "text", "f": b"raw",
            "g": [1, [2, {"x": False}]], "h": {"k": "v"}, "i": 2**60,
        }.items():  # fmt: skip
            state[key] = value
        text += "behind"
    header = read_update(doc.get_update())
    assert sum(struct.length for struct in header.structs) == 9 + len("behind")
    assert {struct.root for struct in header.structs} == {"source", "state"}


def test_state_vector_round_trip_and_limit() -> None:
    doc, text = edited()
    text += "abc"
    assert read_state_vector(doc.get_state(), 10) == {7: 3}
    with pytest.raises(ProtocolError, match="too many"):
        read_state_vector(varuint(11) + b"\x01\x01" * 11, 10)


def hidden_root() -> bytes:
    doc: Doc = Doc()
    other = doc.get("secret", type=Text)
    other += "x"
    return doc.get_update()


def nested_type() -> bytes:
    doc: Doc = Doc()
    state = doc.get("state", type=Map)
    state["list"] = Array([1])
    return doc.get_update()


def embed() -> bytes:
    doc, text = edited()
    text.insert_embed(0, {"image": "x"})
    return doc.get_update()


def formatted() -> bytes:
    doc, text = edited()
    text.insert(0, "x", {"bold": True})
    return doc.get_update()


def key_in_the_source() -> bytes:
    doc: Doc = Doc()
    doc.get("source", type=Map)["key"] = 1
    return doc.get_update()


def text_keyed_nowhere() -> bytes:
    return b"\x01\x01\x07\x00" + b"\x04\x00" + b"\x07\x00" + var_string("x") + b"\x00"


@pytest.mark.parametrize(
    "update",
    [hidden_root(), nested_type(), embed(), formatted(), key_in_the_source(), text_keyed_nowhere(), b""],
)
def test_what_no_program_holds_is_refused(update: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_update(update)


def test_a_clock_above_the_limit_is_refused() -> None:
    update = b"\x01\x01\x07" + varuint(2**31 - 1) + b"\x00" + varuint(2) + b"\x00"
    with pytest.raises(ProtocolError, match="clock"):
        read_update(update)


def test_mutated_updates_are_read_or_refused_and_nothing_else() -> None:
    """Whatever the bytes are, the walk answers with a header or with ``ProtocolError``."""
    doc, text = edited()
    for word in ("REPEAT 4 [FD 50 RT 90]", "ÄÖÜ 😀", "TO HOUSE\nEND\n"):
        text.insert(len(text) // 2 if word.isascii() else 0, word)
    del text[3:8]
    doc.get("state", type=Map)["path"] = "maze.logo"
    update = doc.get_update()
    dice = random.Random(20)
    refused = 0
    for _ in range(20_000):
        mutated = bytearray(update)
        for _ in range(dice.randint(1, 4)):
            mutated[dice.randrange(len(mutated))] = dice.randrange(256)
        try:
            read_update(bytes(mutated[: dice.randint(1, len(mutated))]))
        except ProtocolError:
            refused += 1
    assert refused > 10_000


def test_a_number_in_more_bytes_than_it_takes_is_refused():
    """What is one new insertion is stored and sent on as it came: everyone has to read the same in it."""
    with pytest.raises(ProtocolError):
        read_varuint(b"\x81\x00", 0)
    assert read_varuint(b"\x81\x01", 0) == (129, 2)


def test_a_state_vector_is_written_as_it_is_read():
    clocks = {1: 5, 2**45: 2**31, 300: 0}
    assert read_state_vector(write_state_vector(clocks), 3) == clocks


def test_a_client_who_is_named_and_brings_nothing_is_refused():
    """No client writes that, and yrs panics on it."""
    with pytest.raises(ProtocolError, match="empty"):
        read_update(b"\x01\x00\x07\x00\x00")


def test_a_client_who_is_named_twice_is_refused():
    """No client writes that, and yrs gets lost in it, up to the end of the process."""
    run = b"\x01\x07\x00\x04\x01" + var_string("source") + var_string("x")
    with pytest.raises(ProtocolError, match="twice"):
        read_update(b"\x02" + run + run + b"\x00")
