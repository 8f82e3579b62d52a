"""Whether two characters have ever stood side by side, where it takes the whole document to tell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from pycrdt import Doc, StickyIndex, Text

from .lib0 import var_string, varuint
from .neighbours import Neighbours, Run
from .update import DELETED, STRING, Id

_LONG = 1000
"""Characters: so many are not spelt out, for deleted ones come by the million."""


_LEAST = 50
"""Runs that take as long as what is done for none."""


def stood_side_by_side(
    places: Neighbours, is_hidden: Callable[[Id], bool], left: Id, right: Id
) -> tuple[bool, int]:
    """Whether two characters stand side by side in the smallest state that has them both.

    Also how many runs were gone through to tell: 3 us each. ``is_hidden`` tells what stands in no text and
    only counts clocks.
    """
    runs = _rests_on(places, left, right)
    gone_through = _LEAST + sum(map(len, runs.values()))
    if any(run.end - run.start > _LONG for each in runs.values() for run in each):
        runs = _divided(runs, left, right)
    doc: Doc[Any] = Doc()
    source = doc.get("source", type=Text)
    doc.apply_update(_encoded(runs, is_hidden))
    return _index(source, left) + 1 == _index(source, right), gone_through


def _rests_on(places: Neighbours, *ids: Id) -> dict[int, list[Run]]:
    """All that these ids refer to, and what that refers to, by client and up to a clock of each."""
    whole: dict[int, list[Run]] = {}
    ends: dict[int, int] = {}
    seen: dict[int, int] = {}
    waiting = list(ids)
    while waiting:
        client, clock = waiting.pop()
        if clock < ends.get(client, 0):
            continue
        ends[client] = clock + 1
        if (runs := whole.get(client)) is None:
            runs = whole[client] = places.runs_of(client)
        at = seen.get(client, 0)
        while at < len(runs) and runs[at].start <= clock:
            waiting += [place for place in (runs[at].left, runs[at].right) if place is not None]
            at += 1
        seen[client] = at
    for client, end in ends.items():
        whole[client] = whole[client][: seen[client]]
        whole[client][-1] = whole[client][-1]._replace(end=min(end, whole[client][-1].end))
    return whole


def _divided(clients: Mapping[int, Sequence[Run]], left: Id, right: Id) -> dict[int, list[Run]]:
    """The same with an end wherever anything stands: nothing divides what is left any further."""
    borders: dict[int, set[int]] = {client: set() for client in clients}
    borders[left.client] |= {left.clock, left.clock + 1}
    borders[right.client] |= {right.clock, right.clock + 1}
    for runs in clients.values():
        for run in runs:
            if run.left is not None:
                borders[run.left.client].add(run.left.clock + 1)
            if run.right is not None:
                borders[run.right.client].add(run.right.clock)
    divided: dict[int, list[Run]] = {}
    for client, runs in clients.items():
        ends = sorted(borders[client])
        divided[client] = [part for run in runs for part in _parts(run, client, ends)]
    return divided


def _parts(run: Run, client: int, borders: Sequence[int]) -> Iterator[Run]:
    inside = borders[bisect_right(borders, run.start) : bisect_left(borders, run.end)]
    for start, end in pairwise((run.start, *inside, run.end)):
        yield Run(start, end, run.left if start == run.start else Id(client, start - 1), run.right)


def _encoded(clients: Mapping[int, Sequence[Run]], is_hidden: Callable[[Id], bool]) -> bytes:
    """An update in which all of that is visible, one letter for each; of what is long, the first."""
    out = bytearray(varuint(len(clients)))
    for client, runs in clients.items():
        encoded = [part for run in runs for part in _structs(run, client, is_hidden(Id(client, run.start)))]
        out += varuint(len(encoded)) + varuint(client) + varuint(runs[0].start) + b"".join(encoded)
    return bytes(out) + b"\0"


def _structs(run: Run, client: int, hidden: bool) -> Iterator[bytes]:
    start, end, left, right = run
    length = end - start
    if hidden:
        yield b"\0" + varuint(length)
        return
    shown = length if length <= _LONG else 1
    yield _head(STRING, left, right) + var_string("x" * shown)
    if shown < length:
        yield _head(DELETED, Id(client, start), right) + varuint(length - 1)


def _head(content: int, left: Id | None, right: Id | None) -> bytes:
    places = b""
    for bit, place in ((0x80, left), (0x40, right)):
        if place is not None:
            content |= bit
            places += varuint(place.client) + varuint(place.clock)
    return bytes((content,)) + (places or b"\1" + var_string("source"))


def _index(source: Text, one: Id) -> int:
    at = {"item": {"client": one.client, "clock": one.clock}, "assoc": 0}
    return int(StickyIndex.from_json(at, source).get_index())
