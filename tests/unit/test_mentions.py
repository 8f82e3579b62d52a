"""Who is meant by ``@name``."""

from __future__ import annotations

import pytest

from timewarp_jupyter.documents.rate import TokenBucket
from timewarp_jupyter.documents.websocket import frame, text_frame
from timewarp_jupyter.rooms.mentions import MAX_MENTIONS, find_mentions

NAMES = {"ana": "u1", "ana 2": "u2", "josé": "u3", "маша": "u4", "u5": "u5", "anonymous callisto": "u6"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Ana", ["u1"]),
        ("@ana 2 and @ana", ["u2", "u1"]),
        ("@ana 23", ["u1"]),
        ("@anast", []),
        ("@ana_", []),
        ("hi@ana.org", []),
        ("(@JOSÉ), @маша!", ["u3", "u4"]),
        ("@@ana @ @", ["u1"]),
        ("@Anonymous Callisto: look", ["u6"]),
        ("@ana @Ana @ANA", ["u1"]),
        ("`@u5`", ["u5"]),
        ("no one", []),
    ],
)
def test_mentions(text: str, found: list[str]):
    assert list(find_mentions(text, NAMES)) == found


def test_a_message_calls_so_many_people_and_no_more():
    names = {f"p{number:03}": f"u{number}" for number in range(100)}
    text = " ".join(f"@{name}" for name in names)
    assert len(find_mentions(text, names)) == MAX_MENTIONS


def test_a_refused_token_is_not_taken():
    now = [0.0]
    bucket = TokenBucket(2.0, 3, lambda: now[0])
    assert [bucket.refuse() for _ in range(5)] == [0, 0, 0, 0.5, 0.5]
    now[0] = 0.5
    assert bucket.refuse() == 0
    assert bucket.refuse() == 0.5


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_a_text_frame_is_a_binary_one_with_another_opcode(size: int):
    text = "é" * (size // 2) + "x" * (size % 2)
    built = text_frame(text)
    assert built[0] == 0x81
    assert built[1:] == frame(text.encode())[1:]
