"""The same text in other characters: an encoded state whose strings are replaced by labels of equal length.

The order of a text lies in the CRDT alone. Structs find their places by their ids and neighbours, never by
their content; so a document made of the rewritten state is the text with labels for characters, and says of
each place what the labels stand for. One pass, however many places are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pycrdt import Doc, Text

from .lib0 import read_string, read_varuint, varuint
from .units import utf16_length
from .update import ANY, DELETED, GC, SKIP, STRING, skip_any

FIRST_LABEL = 0x20
LABELS = 0xD800 - FIRST_LABEL
"""Characters of one UTF-16 unit that can be labels, from ``FIRST_LABEL`` on."""

Label = Callable[[int, int, int, bool], "str | None"]
"""(client, clock, units, deleted) → as many labels as units, or None to leave a struct as it is."""

_REFERENCE, _HAS_ORIGIN, _HAS_RIGHT, _HAS_KEY = 0x1F, 0x80, 0x40, 0x20
_NUMBER = rb"[\x80-\xff]*[\x00-\x7f]"
_TWO_NUMBERS = re.compile(_NUMBER * 2)
_FOUR_NUMBERS = re.compile(_NUMBER * 4)


def relabelled(whole: bytes, label: Label) -> str:
    """The text of the encoded state ``whole`` in labels.

    Deleted structs that get labels stand in it too. Raises ``ValueError`` for what is no state of a program.
    """
    doc: Doc[Any] = Doc()
    doc.apply_update(b"".join(_rewritten(whole, label)))
    return str(doc.get("source", type=Text))


def _rewritten(whole: bytes, label: Label) -> Iterator[bytes]:
    """The update with labels for strings. Its format is told in ``update.py``; it is our own, and valid.

    Without its delete set: what is deleted is a struct without content, and says so itself.
    """
    clients, at = read_varuint(whole, 0)
    begun = 0
    for _ in range(clients):
        count, at = read_varuint(whole, at)
        client, at = read_varuint(whole, at)
        clock, at = read_varuint(whole, at)
        for _ in range(count):
            start, info = at, whole[at]
            content = info & _REFERENCE
            place = at = _behind_place(whole, at + 1, info)
            if content == STRING:
                size, at = read_varuint(whole, at)
                text = whole[at : at + size]
                at += size
                length = size if text.isascii() else utf16_length(text.decode())
            else:
                length, at = _behind_content(whole, at, content)
            if content in (STRING, DELETED):
                labels = label(client, clock, length, content == DELETED)
                if labels is not None:
                    encoded = labels.encode()
                    yield (
                        whole[begun:start] + bytes((info & ~_REFERENCE | STRING,)) + whole[start + 1 : place]
                    )
                    yield varuint(len(encoded)) + encoded
                    begun = at
            clock += length
    yield whole[begun:at] + b"\0"


def _behind_place(whole: bytes, at: int, info: int) -> int:
    """The offset behind the neighbours of a struct, or the name of the root it stands in."""
    if info & _REFERENCE in (GC, SKIP):
        return at
    if info & _HAS_ORIGIN and info & _HAS_RIGHT:
        return _behind(_FOUR_NUMBERS, whole, at)
    if info & (_HAS_ORIGIN | _HAS_RIGHT):
        return _behind(_TWO_NUMBERS, whole, at)
    _, at = read_varuint(whole, at)
    _, at = read_string(whole, at)
    return read_string(whole, at)[1] if info & _HAS_KEY else at


def _behind(numbers: re.Pattern[bytes], whole: bytes, at: int) -> int:
    """Much faster than reading numbers that nobody asks for."""
    match = numbers.match(whole, at)
    if match is None:
        raise ValueError("the state is not an update")
    return match.end()


def _behind_content(whole: bytes, at: int, content: int) -> tuple[int, int]:
    """The length of a struct that is no string, and the offset behind it."""
    length, at = read_varuint(whole, at)
    if content == ANY:
        for _ in range(length):
            at = skip_any(whole, at, 0)
    elif content not in (GC, SKIP, DELETED):
        raise ValueError("the state is not that of a program")
    return length, at
