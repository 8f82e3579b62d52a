"""Any bytes at all to everything that reads bytes of a client: a value, or the one refusal.

``TIMEWARP_EXAMPLES=100000 pytest --timeout 0 tests/attack/test_attack_decoders.py`` tries as many for each.
"""

from __future__ import annotations

import contextlib
import json
import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tornado.web import RequestHandler

from timewarp_jupyter.documents.access import Identity
from timewarp_jupyter.documents.awareness import Awareness
from timewarp_jupyter.documents.lib0 import var_bytes, varuint
from timewarp_jupyter.documents.protocol import read_awareness, read_sync
from timewarp_jupyter.documents.update import read_state_vector, read_update
from timewarp_jupyter.errors import InvalidInput, ProtocolError, TooLarge
from timewarp_jupyter.handlers.body import parse_object
from timewarp_jupyter.handlers.frames import BadFrame, FrameReader
from timewarp_jupyter.handlers.operation import operation_of
from timewarp_jupyter.handlers.routes import ROUTES

EXAMPLES = int(os.environ.get("TIMEWARP_EXAMPLES", "0"))
few = settings(max_examples=EXAMPLES or 300, deadline=None, database=None)
EVE = Identity("eve", "Eve", "#123456", "E")

NUMBERS = st.one_of(st.integers(0, 300), st.integers(0, 2**70)).map(varuint)
LOOKS_LIKE_IT = st.lists(
    st.one_of(NUMBERS, st.binary(max_size=8), st.binary(max_size=40).map(var_bytes)), max_size=30
).map(b"".join)
BYTES = st.one_of(st.binary(max_size=200), LOOKS_LIKE_IT)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inside: st.one_of(st.lists(inside, max_size=4), st.dictionaries(st.text(max_size=8), inside)),
    max_leaves=12,
)


@few
@given(BYTES)
def test_messages_of_the_sync_protocol(data: bytes) -> None:
    for read in (read_sync, read_awareness, read_update, lambda data: read_state_vector(data, 100)):
        try:
            read(data)
        except (ProtocolError, TooLarge):
            continue


@few
@given(st.lists(st.one_of(BYTES, JSON.map(lambda value: json.dumps(value).encode())), max_size=6))
def test_cursors_are_what_the_server_says_or_refused(states: list[bytes]) -> None:
    awareness = Awareness(lambda client: None, max_clients=3, max_bytes=200)
    entries = [varuint(at % 4) + varuint(at) + var_bytes(state) for at, state in enumerate(states)]
    with contextlib.suppress(ProtocolError, TooLarge):
        awareness.receive("tab", EVE, varuint(len(entries)) + b"".join(entries))
    everyone = awareness.everything()
    if everyone is not None:
        assert everyone.count(b'"username":"eve"') == everyone[0]
    awareness.leave("tab")
    assert awareness.everything() is None


@few
@given(st.lists(st.one_of(st.binary(max_size=60), st.just(b"\x82\x81abcd!")), max_size=8))
def test_frames(pieces: list[bytes]) -> None:
    reader = FrameReader(1000)
    try:
        for piece in pieces:
            for opcode, payload in reader.feed(piece):
                assert opcode in (1, 2, 8, 9, 10) and len(payload) <= 1000
    except BadFrame as bad:
        assert bad.close in (1002, 1007, 1009)


@few
@given(st.one_of(st.binary(max_size=100), JSON.map(lambda value: json.dumps(value).encode())))
def test_json_bodies(body: bytes) -> None:
    try:
        values = parse_object(body)
    except InvalidInput as refused:
        assert refused.error_code == "not_json"
        return
    assert isinstance(values, dict)


METHODS = [
    (f"{method} {route}", getattr(handler, method))
    for route, handler in ROUTES
    for method in ("post", "put", "patch")
    if getattr(handler, method) is not RequestHandler._unimplemented_method
]
FIELDS = [(name, fields) for name, method in METHODS if (fields := operation_of(method).body) is not None]


def test_there_are_bodies() -> None:
    assert len(FIELDS) > 10


@pytest.mark.parametrize(("name", "fields"), FIELDS, ids=[name for name, _ in FIELDS])
@settings(few, max_examples=EXAMPLES or 25)
@given(data=st.data())
def test_fields_of_every_body(name: str, fields: Any, data: st.DataObject) -> None:
    names = st.one_of(st.sampled_from([*fields.fields]), st.text(max_size=5)) if fields.fields else st.text()
    values = data.draw(st.dictionaries(names, JSON, max_size=4))
    try:
        read = fields.read(values)
    except InvalidInput as refused:
        assert refused.error_code in ("unknown_field", "missing_field", "bad_field"), name
        return
    assert read.keys() == values.keys()
