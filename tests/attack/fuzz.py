"""Mutated updates against the admission path, and what must hold whatever came of each.

A ``World`` is one document with its journal as the store would keep it, an honest client who reads all that
is let out, and attackers who may write. After every update: no exception but a coded refusal, nothing that
waits unseen in the CRDT, an answer in time. Now and then: what a server that starts again makes of the
journal, and what the honest client has, are the same document.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from pycrdt import Doc, Map, Text

from timewarp_jupyter.documents.admission import SERVER_IDS, Gap
from timewarp_jupyter.documents.change import Change, runs
from timewarp_jupyter.documents.genesis import genesis
from timewarp_jupyter.documents.replay import load
from timewarp_jupyter.documents.replica import Damaged, Refused, Replica
from timewarp_jupyter.documents.update import read_state_vector
from timewarp_jupyter.errors import OtherHistory, ProtocolError, TooLarge
from timewarp_jupyter.store.interface import Journal, UpdateRow

from .forge import Place, taken_apart
from .mutate import Mutator

REFUSALS = (ProtocolError, OtherHistory, Gap, TooLarge, Refused)
LIMITS = {"max_bytes": 2**22, "max_text_bytes": 2**20, "max_clients": 50_000, "max_edits": 10_000}
ANA, EVE = "ana", "eve"
_LONGEST = 0.2
"""Seconds of CPU for one update of at most some kilobytes: the slowest seen honestly takes a hundredth."""
_MOST_ACCEPTED = 400
"""Then a new world: a large document makes every look at it slow."""
_CHECKED_EVERY = 25
"""Accepted updates."""


class Broken(AssertionError):
    """Something does not hold. The message tells how to see it again."""


@dataclass
class Tally:
    """What has been tried, and what came of it."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    worlds: int = 0
    checks: int = 0

    @property
    def tried(self) -> int:
        """Updates."""
        return sum(self.outcomes.values())

    def add(self, other: Tally) -> None:
        """Count another one's in."""
        self.outcomes += other.outcomes
        self.slowest = max(self.slowest, other.slowest)
        self.worlds += other.worlds
        self.checks += other.checks

    def __str__(self) -> str:
        outcomes = ", ".join(f"{name} {count}" for name, count in self.outcomes.most_common())
        return (
            f"{self.tried} updates in {self.worlds} documents ({outcomes}); "
            f"{self.checks} reloads; slowest {1000 * self.slowest:.1f} ms"
        )


class World:
    """One document, and everything that is said of it."""

    def __init__(self, seed: int, tally: Tally) -> None:
        self.random = Random(seed)
        self.tally = tally
        first = genesis("demo/a.logo", f"{seed}", self.random.choice(("FD 50\n", "", "TO A\n😀 END\n")))
        self.rows = [UpdateRow(1, ANA, 0, first.update)]
        self.owners = {first.client_id: ANA}
        self.replica = Replica(load(self.journal), first.client_id, **LIMITS)
        self.peer: Doc[Any] = Doc(client_id=1)
        self.peer.apply_update(first.update)
        self.pending: list[Change] = []
        self.accepted = 0
        self.corpus: list[bytes] = []
        self.hostile = [self.random.randrange(2**32) for _ in range(3)]
        self.mutator = Mutator(self.random, self._places, self._clients)
        self._live()

    @property
    def journal(self) -> Journal:
        """What is stored."""
        return Journal(None, 0, self.rows, dict(self.owners))

    def _places(self) -> Sequence[Place]:
        clocks, random = self.replica.ledger.clocks, self.random
        return [(client, random.randrange(clock)) for client, clock in clocks.items() if clock]

    def _clients(self) -> Sequence[Place]:
        """Ids to write with, the attackers' own most often, and what comes next under each."""
        clocks = self.replica.ledger.clocks
        mine = [(client, clocks.get(client, 0)) for client in self.hostile]
        strange = self.random.choice((0, 5, 2**31, 2**32, SERVER_IDS.start + 7, SERVER_IDS.stop, 2**53 - 1))
        return [*mine, *mine, *clocks.items(), (strange, 0)]

    def _live(self) -> None:
        """A lesson: honest people write, correct and erase, and set what JupyterLab sets."""
        random = self.random
        for _ in range(random.randrange(3, 12)):
            doc, source = self.copy(random.randrange(2**32))
            before = doc.get_state()
            with doc.transaction():
                for _ in range(random.randrange(1, 6)):
                    self._honest_edit(doc, source)
            update = doc.get_update(before)
            self.corpus += [update, doc.get_update()]
            self.feed(update, ANA)

    def _honest_edit(self, doc: Doc[Any], source: Text) -> None:
        random, borders = self.random, _borders(str(source))
        at = random.randrange(len(borders))
        kind = random.randrange(4)
        if kind == 0 and len(borders) > 1:
            start, end = sorted((borders[at], borders[random.randrange(len(borders))]))
            del source[start:end]
        elif kind == 1:
            doc.get("state", type=Map)["dirty"] = random.random() < 0.5
        else:
            source.insert(borders[at], random.choice(("x", "FD 10\n", "ä", "😀", "\n", "👩‍👧")))

    def copy(self, client: int) -> tuple[Doc[Any], Text]:
        """The document as a client has it that has just joined."""
        doc: Doc[Any] = Doc(client_id=client)
        source = doc.get("source", type=Text)
        doc.get("state", type=Map)
        doc.apply_update(self.replica.doc.get_update())
        return doc, source

    def next(self) -> bytes:
        """An update that means no good."""
        random = self.random
        kind = random.random()
        if kind < 0.4:
            return self.mutator.new()
        sample = random.choice(self.corpus[-40:])
        if kind < 0.7:
            return self.mutator.meaning_of(taken_apart(sample))
        if kind < 0.75:
            sample = self.mutator.new()
        return self.mutator.bytes_of(sample, random.choice(self.corpus[-40:]))

    def feed(self, update: bytes, author: str, *, may_write: bool = True, whole: bool = False) -> None:
        """Let an author send an update. Raises ``Broken`` for anything but a refusal in time."""
        began = time.thread_time()
        outcome = "accepted"
        try:
            applied = self.replica.apply(update, author, may_write=may_write, whole=whole)
        except REFUSALS as refusal:
            applied, outcome = None, type(refusal).__name__
        except Damaged as error:
            raise Broken(f"the CRDT failed: {error}: {update.hex()}") from error
        except BaseException as error:
            raise Broken(f"{error!r}: {update.hex()}") from error
        took = time.thread_time() - began
        self.tally.slowest = max(self.tally.slowest, took)
        if took > _LONGEST:
            raise Broken(f"{took:.2f} s for {update.hex()}")
        if applied is not None:
            if not may_write:
                raise Broken(f"a viewer has written: {update.hex()}")
            self._take(Change(author, applied.update, 0, 0, applied.claims), update)
        elif outcome == "accepted":
            outcome = "nothing new"
        self.tally.outcomes[outcome] += 1

    def _take(self, change: Change, sent: bytes) -> None:
        self.accepted += 1
        self.owners.update(dict.fromkeys(change.claims, change.author))
        self.pending.append(change)
        self.corpus.append(change.update)
        clocks = read_state_vector(self.replica.doc.get_state(), 2**31)
        if clocks != self.replica.ledger.clocks:
            raise Broken(f"the ledger is wrong: {sent.hex()}")
        if self.accepted % _CHECKED_EVERY == 0:
            self.check()

    def commit(self) -> None:
        """Store and let out what has been accepted, as a flush does."""
        for run in runs(self.pending):
            self.rows.append(UpdateRow(len(self.rows) + 1, run.author, 0, run.update))
            self.peer.apply_update(run.update)
        self.pending = []

    def check(self) -> None:
        """The server, a server that starts again and the honest client have the same document."""
        self.tally.checks += 1
        self.commit()
        again = Replica(load(self.journal), self.replica.doc.client_id, **LIMITS)
        mine, ledger = _content(self.replica.doc), self.replica.ledger
        for name, doc in (("reloaded", again.doc), ("peer", self.peer)):
            if _content(doc) != mine:
                raise Broken(f"{name}: {_content(doc)!r} is not {mine!r}")
        for name in ("clocks", "owners", "state_ids"):
            if getattr(again.ledger, name) != getattr(ledger, name):
                raise Broken(f"{name} reloaded: {getattr(again.ledger, name)} is not {getattr(ledger, name)}")
        if not set(again.ledger.pair_ends) <= set(ledger.pair_ends):
            raise Broken("the ends of surrogate pairs reloaded are not those that were known")

    @property
    def is_worn(self) -> bool:
        """Whether it is time for another one."""
        return self.accepted >= _MOST_ACCEPTED


def attack(seed: int, tally: Tally, updates: int, deadline: float | None = None) -> World:
    """Send so many hostile updates to one document. Raises ``Broken`` with the seed."""
    tally.worlds += 1
    try:
        world = World(seed, tally)
        for _ in range(updates):
            if world.is_worn or (deadline is not None and time.monotonic() > deadline):
                break
            role = world.random.random()
            author = ANA if role < 0.05 else EVE
            world.feed(world.next(), author, may_write=role < 0.9, whole=world.random.random() < 0.3)
        world.check()
    except Broken as error:
        raise Broken(f"seed {seed}, after {tally.tried} updates: {error}") from error
    return world


def _borders(text: str) -> list[int]:
    """UTF-8 offsets between characters: pycrdt counts in those."""
    borders = [0]
    for character in text:
        borders.append(borders[-1] + len(character.encode()))
    return borders


def _content(doc: Doc[Any]) -> tuple[str, str, dict[int, int]]:
    """Text, values (as text: one of them may be NaN, which equals nothing) and state vector."""
    state = sorted(doc.get("state", type=Map).to_py().items())
    return str(doc.get("source", type=Text)), repr(state), read_state_vector(doc.get_state(), 2**31)
