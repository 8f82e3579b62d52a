"""Who wrote each character of a text: by the client id of its struct, whoever delivered it.

The order of a text lies in the CRDT alone. So the encoded state is rewritten, each string by as many
characters that stand for its author, and given to an empty document: structs find their places by their
ids and neighbours, never by their content, so what comes out is the text with authors for characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, Text

from .authors import UNKNOWN
from .lib0 import read_string, read_varuint, varuint
from .units import utf16_length
from .update import ANY, DELETED, GC, SKIP, STRING, skip_any

_FIRST_MARK = 0x20
_MARKS = 0xD800 - _FIRST_MARK
"""Characters of one UTF-16 unit that can stand for an author."""

_REFERENCE, _HAS_ORIGIN, _HAS_RIGHT, _HAS_KEY = 0x1F, 0x80, 0x40, 0x20
_NUMBER = rb"[\x80-\xff]*[\x00-\x7f]"
_TWO_NUMBERS = re.compile(_NUMBER * 2)
_FOUR_NUMBERS = re.compile(_NUMBER * 4)


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` UTF-16 units from ``offset`` on, written by ``author``."""

    author: str
    offset: int
    length: int


def spans(whole: bytes, owners: Mapping[int, str]) -> list[Span]:
    """Whose each part of the text is, in order; neighbours of one author are one span.

    ``whole`` is the encoded state of a document and ``owners`` say whose each client id is.
    """
    authors = list(dict.fromkeys([UNKNOWN, *owners.values()]))
    if len(authors) > _MARKS:
        raise ValueError("more authors than characters")
    marks = {author: chr(_FIRST_MARK + number) for number, author in enumerate(authors)}
    doc: Doc[Any] = Doc()
    doc.apply_update(b"".join(_marked(whole, {client: marks[owners[client]] for client in owners})))
    found: list[Span] = []
    offset = 0
    for match in re.finditer(r"(.)\1*", str(doc.get("source", type=Text)), re.DOTALL):
        length = match.end() - match.start()
        found.append(Span(authors[ord(match[1]) - _FIRST_MARK], offset, length))
        offset += length
    return found


def _marked(whole: bytes, marks: Mapping[int, str]) -> Iterator[bytes]:
    """The update with marks for strings. Its format is told in ``update.py``; it is our own, and valid."""
    clients, at = read_varuint(whole, 0)
    begun = 0
    for _ in range(clients):
        count, at = read_varuint(whole, at)
        client, at = read_varuint(whole, at)
        _, at = read_varuint(whole, at)
        mark = marks.get(client, chr(_FIRST_MARK)).encode()
        for _ in range(count):
            info = whole[at]
            content = info & _REFERENCE
            at = _behind_place(whole, at + 1, info)
            if content == STRING:
                size, start = read_varuint(whole, at)
                text = whole[start : start + size]
                units = size if text.isascii() else utf16_length(text.decode())
                yield whole[begun:at]
                yield varuint(units * len(mark))
                yield mark * units
                begun = at = start + size
            else:
                at = _behind_content(whole, at, content)
    yield whole[begun:]


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


def _behind_content(whole: bytes, at: int, content: int) -> int:
    length, at = read_varuint(whole, at)
    if content == ANY:
        for _ in range(length):
            at = skip_any(whole, at, 0)
    elif content not in (GC, SKIP, DELETED):
        raise ValueError("the state is not that of a program")
    return at


def remaining(found: Sequence[Span]) -> dict[str, int]:
    """How many UTF-16 units of each author the text has."""
    totals: dict[str, int] = {}
    for span in found:
        totals[span.author] = totals.get(span.author, 0) + span.length
    return totals
