"""Frames out of a client's bytes, however they are cut, and whatever is wrong with them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timewarp_jupyter.handlers.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    PROTOCOL_ERROR,
    TEXT,
    TOO_BIG,
    BadFrame,
    FrameReader,
    close_code,
    control,
    unmasked,
)

MASK = b"\x37\xfa\x21\x3d"


def sent(opcode: int, payload: bytes, *, final: bool = True, size: int | None = None) -> bytes:
    """A frame as a client sends it; ``size`` in bytes of the length field, the smallest if None."""
    length = len(payload)
    size = (0 if length < 126 else 2 if length < 2**16 else 8) if size is None else size
    second = {0: length, 2: 126, 8: 127}[size]
    header = bytes((opcode | (0x80 if final else 0), second | 0x80))
    return header + (length.to_bytes(size, "big") if size else b"") + MASK + unmasked(MASK, payload)


def read(reader: FrameReader, data: bytes, cuts: Sequence[int] = ()) -> list[tuple[int, bytes]]:
    """What comes out of the data in pieces."""
    borders = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in itertools.pairwise(borders)]
    return [message for piece in pieces for message in whole(reader, piece)]


def whole(reader: FrameReader, piece: bytes) -> list[tuple[int, bytes]]:
    """What comes out of a piece, in as many turns as that takes."""
    came = list(reader.feed(piece))
    while reader.has_more:
        came += reader.feed()
    return came


def test_the_example_of_the_rfc():
    """Section 5.7: a single-frame masked text message, "Hello"."""
    assert read(FrameReader(100), bytes.fromhex("818537fa213d7f9f4d5158")) == [(TEXT, b"Hello")]


MESSAGES = st.lists(
    st.tuples(
        st.sampled_from([TEXT, BINARY]),
        st.one_of(st.binary(max_size=300), st.integers(120, 130).map(bytes), st.just(bytes(70_000))),
        st.lists(st.integers(0, 10**6), max_size=3),
        st.booleans(),
    ),
    max_size=5,
)


@given(MESSAGES, st.lists(st.integers(0, 10**6), max_size=12))
def test_messages_come_out_as_they_went_in(messages, cuts):
    data = b""
    for opcode, payload, borders, pinged in messages:
        places = [0, *sorted(border % (len(payload) + 1) for border in borders), len(payload)]
        parts = [payload[start:end] for start, end in itertools.pairwise(places)]
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            data += sent(opcode if number == 0 else CONTINUATION, part, final=last)
            if pinged and not last:
                data += sent(PING, b"there?")
    came = read(FrameReader(100_000), data, cuts)
    assert [message for message in came if message[0] != PING] == [
        (opcode, payload) for opcode, payload, *_ in messages
    ]
    assert all(payload == b"there?" for opcode, payload in came if opcode == PING)


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_any_bytes_end_in_messages_or_a_bad_frame(data: bytes, cuts: list[int]):
    try:
        came = read(FrameReader(200), data, cuts)
    except BadFrame as error:
        assert error.close in (PROTOCOL_ERROR, TOO_BIG)
    else:
        assert all(len(payload) <= 200 for _, payload in came)


@pytest.mark.parametrize(
    ("data", "close"),
    [
        (b"\x82\x01x", PROTOCOL_ERROR),  # not masked
        (sent(BINARY | 0x40, b"x"), PROTOCOL_ERROR),  # an extension's bit
        (sent(0x3, b"x"), PROTOCOL_ERROR),
        (sent(0xB, b"x"), PROTOCOL_ERROR),
        (sent(CONTINUATION, b"x"), PROTOCOL_ERROR),  # of nothing
        (sent(TEXT, b"x", final=False) + sent(BINARY, b"y"), PROTOCOL_ERROR),
        (sent(PING, b"x", final=False), PROTOCOL_ERROR),
        (sent(CLOSE, bytes(126)), PROTOCOL_ERROR),
        (sent(BINARY, bytes(101)), TOO_BIG),
        (sent(BINARY, bytes(60), final=False) + sent(CONTINUATION, bytes(60)), TOO_BIG),
        (b"\x82\xff" + (2**63).to_bytes(8, "big") + MASK, TOO_BIG),
    ],
)
def test_what_is_no_frame_of_a_client(data: bytes, close: int):
    with pytest.raises(BadFrame) as caught:
        read(FrameReader(100), data)
    assert caught.value.close == close


def test_what_was_good_before_it_comes_out():
    came = []
    with pytest.raises(BadFrame):
        for message in FrameReader(100).feed(sent(BINARY, b"good") + b"\x82\x01x"):
            came.append(message)
    assert came == [(BINARY, b"good")]


def test_a_large_length_is_refused_before_its_bytes_come():
    reader = FrameReader(1000)
    with pytest.raises(BadFrame):
        read(reader, b"\x82\xfe" + (1001).to_bytes(2, "big"))


@pytest.mark.parametrize("size", [2, 8])
def test_a_length_in_more_bytes_than_it_takes_is_read(size: int):
    assert read(FrameReader(100), sent(BINARY, b"ab", size=size)) == [(BINARY, b"ab")]


def test_empty_fragments_take_no_memory():
    reader = FrameReader(100)
    read(reader, sent(BINARY, b"a", final=False))
    for _ in range(1000):
        assert read(reader, sent(CONTINUATION, b"", final=False)) == []
    assert read(reader, sent(CONTINUATION, b"b")) == [(BINARY, b"ab")]


@pytest.mark.parametrize("opcode", [TEXT, PING, CONTINUATION])
def test_one_turn_reads_a_few_frames_whatever_they_are(opcode: int):
    """Pieces of a message, of which nothing comes out, as well."""
    reader = FrameReader(100)
    if opcode == CONTINUATION:
        read(reader, sent(TEXT, b"", final=False))
    flood = sent(opcode, b"", final=opcode != CONTINUATION) * 5000
    came, turns = list(reader.feed(flood)), 1
    while reader.has_more:
        now = list(reader.feed())
        assert len(now) <= 100
        came, turns = came + now, turns + 1
    assert turns > 50
    assert came == ([] if opcode == CONTINUATION else [(opcode, b"")] * 5000)


def test_what_comes_meanwhile_comes_out_behind_what_was_not_read_yet():
    reader = FrameReader(1000)
    numbers = [b"%d" % number for number in range(200)]
    data = b"".join(sent(BINARY, number) for number in numbers)
    came = list(reader.feed(data[:-3]))
    assert reader.has_more
    came += reader.feed(data[-3:] + sent(BINARY, bytes(900)))
    while reader.has_more:
        came += reader.feed()
    assert came == [(BINARY, number) for number in [*numbers, bytes(900)]]


def test_rubbish_behind_many_frames_is_seen_in_its_turn():
    reader = FrameReader(100)
    came = list(reader.feed(sent(BINARY, b"x") * 100 + b"\x82\x01x"))
    with pytest.raises(BadFrame):
        while reader.has_more:
            came += reader.feed()
        came += reader.feed()
    assert came == [(BINARY, b"x")] * 100


def test_what_is_forgotten_does_not_come_out():
    reader = FrameReader(100)
    list(reader.feed(sent(BINARY, b"x") * 100))
    reader.clear()
    assert not reader.has_more
    assert read(reader, sent(BINARY, b"y")) == [(BINARY, b"y")]


def test_control_frames_of_ours():
    assert control(PONG, b"hi") == b"\x8a\x02hi"


def test_a_message_in_pieces_without_end_is_refused():
    """Empty ones could go on for ever: no limit of bytes sees them."""
    reader = FrameReader(100)
    read(reader, sent(BINARY, b"a", final=False))
    with pytest.raises(BadFrame) as caught:
        read(reader, sent(CONTINUATION, b"", final=False) * 20_000)
    assert caught.value.close == TOO_BIG


@pytest.mark.parametrize(
    ("payload", "code"),
    [(b"", None), (b"\x03\xe8bye", 1000), (b"\x0f\xa0", 4000), (b"\x03", 1002), (b"\x03\xed", 1002),
     (b"\xff\xff", 1002)],
)  # fmt: skip
def test_a_close_names_a_code_that_there_is(payload: bytes, code: int | None):
    assert close_code(payload) == code
