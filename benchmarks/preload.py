"""A document with a past: 20,000 interleaved runs by many authors, with 30 % of deletes.

Each session is a client id of its own that knows all that was written before it, types runs of 1 to
8 characters at random places and, after 30 % of the runs, deletes as long a stretch somewhere. All
but the very first run have origins, as real typing has.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, Text

from .updates import HAS_LEFT, HAS_RIGHT, ItemId
from .varint import read_uint

RUNS = 20_000
SESSIONS = 100
DELETES = 0.3
_FIRST_ID = 0x20000000
_WORDS = "forward right left back repeat make print pen colour 10 45 90 180 [ ] \n"


@dataclass(frozen=True)
class Past:
    """A document's past: one update per session, and the text they come to."""

    updates: tuple[bytes, ...]
    text: str

    def places(self, count: int, root: str) -> list[tuple[ItemId | None, ItemId | None]]:
        """``count`` places to type at, evenly over the text, as the characters beside them."""
        doc: Doc[Any] = Doc()
        text = doc.get(root, type=Text)
        for update in self.updates:
            doc.apply_update(update)
        offsets = [len(self.text) * (2 * n + 1) // (2 * count) for n in range(count)]
        # From the end, so that what is typed to find out stands beside no other place.
        found = {at: _beside(doc, text, at) for at in sorted(set(offsets), reverse=True)}
        return [found[at] for at in offsets]


def empty() -> Past:
    """A document without a past."""
    return Past((), "")


def make(root: str, runs: int = RUNS, sessions: int = SESSIONS, seed: int = 1) -> Past:
    """Write the past of a document; always the same for the same arguments."""
    rand = random.Random(seed)
    updates: list[bytes] = []
    text = ""
    for session in range(sessions):
        doc: Doc[Any] = Doc(client_id=_FIRST_ID + session)
        source = doc.get(root, type=Text)
        for update in updates:
            doc.apply_update(update)
        length = len(text)
        watch = doc.observe(lambda event: updates.append(event.update))
        with doc.transaction():
            for _ in range(runs // sessions):
                length = _run(source, length, rand)
        doc.unobserve(watch)
        text = str(source)
    return Past(tuple(updates), text)


def _run(source: Text, length: int, rand: random.Random) -> int:
    """Type one run, and sometimes delete; answer the new length."""
    size = rand.randint(1, 8)
    start = rand.randrange(len(_WORDS) - size)
    source.insert(rand.randint(0, length), _WORDS[start : start + size])
    length += size
    if rand.random() < DELETES and length > 2 * size:
        at = rand.randrange(length - size)
        del source[at : at + size]
        length -= size
    return length


def _beside(doc: Doc[Any], text: Text, at: int) -> tuple[ItemId | None, ItemId | None]:
    """What a client that types at an offset names as its neighbours: they may be deleted ones."""
    state = doc.get_state()
    text.insert(at, "x")
    update = doc.get_update(state)
    place = 0
    for _ in range(4):  # how many clients, how many structs, client, clock
        _, place = read_uint(update, place)
    info, place = update[place], place + 1
    found: list[ItemId | None] = []
    for flag in (HAS_LEFT, HAS_RIGHT):
        client, clock = 0, 0
        if info & flag:
            client, place = read_uint(update, place)
            clock, place = read_uint(update, place)
        found.append((client, clock) if info & flag else None)
    return found[0], found[1]
