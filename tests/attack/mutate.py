"""Making something else of a real update: blindly in its bytes, or with knowledge of what they mean."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from random import Random

from timewarp_jupyter.documents.lib0 import var_string, varuint
from timewarp_jupyter.documents.update import ANY, DELETED, GC, SKIP, STRING

from .forge import SOURCE, STATE, Forged, Part, Place, Run, text

NUMBERS = (
    0, 1, 2, 127, 128, 2**14, 2**16, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**40, 2**40 + 7, 2**41 - 1,
    2**53 - 1, 2**53, 2**63 - 1, 2**64 - 1, 2**70,
)  # fmt: skip
TEXTS = ("x", "", "\n", "ab\ncd", "\0", "ä", "😀", "a😀b", "\u2028", "👩‍👩‍👧", "x" * 300)
HALVES = (b"\x03\xed\xa0\xbd", b"\x03\xed\xb8\x80", b"\x02\xc3\x28", b"\x01\xff")
"""Content of text that is no UTF-8, halves of surrogate pairs among it."""
VALUES = (
    b"\x01\x78", b"\x01\x7e", b"\x01\x7f", b"\x01\x7d\x05", b"\x01\x7b" + bytes(8), b"\x01\x77\x01k",
    b"\x01\x75\x02\x78\x79", b"\x01\x76\x01\x01k\x7e", b"\x02\x78\x79", b"\x01\x74\x02\0\xff",
    b"\x01\x7c\x7f\xc0\0\0", b"\x01" + b"\x75\x01" * 40 + b"\x78", b"\x01\x7d" + b"\xff" * 12 + b"\x01",
)  # fmt: skip
PARENTS = (SOURCE, STATE, b"\x01\x00", b"\x01" + var_string("hidden"), b"\x00\x05\x00", b"\x02")
CONTENTS = (GC, DELETED, 2, 3, STRING, 5, 6, 7, ANY, 9, SKIP, 11, 31)


class Mutator:
    """``places`` gives ids that exist, ``clients`` ids to write with and the clock that comes next."""

    def __init__(
        self, random: Random, places: Callable[[], Sequence[Place]], clients: Callable[[], Sequence[Place]]
    ) -> None:
        self._random = random
        self._places = places
        self._clients = clients

    def bytes_of(self, data: bytes, other: bytes) -> bytes:
        """Up to four blind changes of bytes."""
        random, out = self._random, bytearray(data)
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            at = random.randrange(len(out) + 1)
            kind = random.randrange(7)
            if kind == 0 and out:
                out[at % len(out)] ^= 1 << random.randrange(8)
            elif kind == 1 and out:
                out[at % len(out)] = random.randrange(256)
            elif kind == 2:
                out[at:at] = random.randbytes(random.randrange(1, 6))
            elif kind == 3:
                del out[at : at + random.randrange(1, 8)]
            elif kind == 4:
                out[at : at + 1] = _varint(random.choice(NUMBERS))
            elif kind == 5:
                start = random.randrange(len(other) + 1)
                out[at:at] = other[start : start + random.randrange(1, 30)]
            else:
                del out[at:]
        return bytes(out)

    def meaning_of(self, forged: Forged) -> bytes:
        """Up to three changes of what an update says; the result is well-formed."""
        forged = copy.deepcopy(forged)
        for _ in range(self._random.choice((1, 1, 2, 3))):
            self._random.choice(self._changes)(self, forged)
        return forged.encode()

    def new(self) -> bytes:
        """An update of text by one who knows the document, with neighbours that nobody would choose."""
        random = self._random
        client, clock = random.choice(self._clients())
        parts = []
        for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
            body = text(random.choice(TEXTS[:1] + TEXTS[2:]))
            parts.append(Part(STRING, body, self._neighbour(), self._neighbour()))
        forged = Forged([Run(client, clock, parts)])
        for _ in range(random.choice((0, 0, 1, 3))):
            self._delete(forged)
        return forged.encode()

    def _neighbour(self) -> Place | None:
        """A place that exists, mostly."""
        places, random = self._places(), self._random
        if not places or random.random() < 0.25:
            return None
        client, clock = random.choice(places)
        if random.random() < 0.05:
            clock = max(0, clock + random.choice((-1, 1, 2)))
        return client, clock

    def _run(self, forged: Forged) -> Run:
        if not forged.runs:
            client, clock = self._random.choice(self._clients())
            forged.runs.append(Run(client, clock, [Part(STRING, text("x"))]))
        return self._random.choice(forged.runs)

    def _part(self, forged: Forged) -> Part:
        run = self._run(forged)
        if not run.parts:
            run.parts.append(Part(STRING, text("x")))
        return self._random.choice(run.parts)

    def _change_client(self, forged: Forged) -> None:
        run = self._run(forged)
        run.client, run.clock = self._random.choice(self._clients())

    def _change_ids(self, forged: Forged) -> None:
        run = self._run(forged)
        if self._random.random() < 0.5:
            run.client = self._random.choice(NUMBERS)
        else:
            run.clock = self._random.choice((*NUMBERS, max(0, run.clock - 1), run.clock + 1))

    def _change_neighbours(self, forged: Forged) -> None:
        part = self._part(forged)
        part.origin, part.right = self._neighbour(), self._neighbour()

    def _change_text(self, forged: Forged) -> None:
        part, random = self._part(forged), self._random
        part.content = STRING
        part.body = random.choice(HALVES) if random.random() < 0.2 else text(random.choice(TEXTS))

    def _change_value(self, forged: Forged) -> None:
        part, random = self._part(forged), self._random
        part.content, part.body = ANY, random.choice(VALUES)
        if random.random() < 0.7:
            part.origin = part.right = None
            part.parent, part.key = STATE, var_string(random.choice(("k", "dirty", "hash", "path", "")))

    def _change_content(self, forged: Forged) -> None:
        part, random = self._part(forged), self._random
        part.content = random.choice(CONTENTS)
        part.body = _varint(random.choice(NUMBERS)) if random.random() < 0.7 else part.body

    def _change_parent(self, forged: Forged) -> None:
        part = self._part(forged)
        part.origin = part.right = None
        part.parent = self._random.choice(PARENTS)
        part.key = self._random.choice((None, part.key, var_string("k")))

    def _repeat(self, forged: Forged) -> None:
        run, random = self._run(forged), self._random
        if random.random() < 0.3:
            forged.runs.append(copy.deepcopy(run))
        elif run.parts:
            run.parts.insert(random.randrange(len(run.parts) + 1), copy.copy(random.choice(run.parts)))

    def _leave_out(self, forged: Forged) -> None:
        run = self._run(forged)
        if run.parts:
            del run.parts[self._random.randrange(len(run.parts))]

    def _shuffle(self, forged: Forged) -> None:
        self._random.shuffle(self._run(forged).parts)
        self._random.shuffle(forged.runs)

    def _delete(self, forged: Forged) -> None:
        places, random = self._places(), self._random
        client, clock = random.choice(places) if places else (1, 0)
        length = random.choice((1, 1, 1, 2, 5)) if random.random() < 0.9 else random.choice(NUMBERS)
        forged.deletes.append((client, clock, length))

    _changes: Sequence[Callable[[Mutator, Forged], None]] = (
        _change_client, _change_ids, _change_neighbours, _change_neighbours, _change_text, _change_value,
        _change_content, _change_parent, _repeat, _leave_out, _shuffle, _delete,
    )  # fmt: skip


def _varint(value: int) -> bytes:
    return varuint(value)
