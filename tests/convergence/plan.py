"""Plans: what people, disks and servers do, one operation per line, made from a seed and made shorter."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from timewarp_jupyter.testing.killing import POINTS

CLIENTS = 8
DOCUMENTS = 3
DYING = "die-"
"""Begins the name of a step that has the server die at a point: ``killing.POINTS``."""

_OF_PEOPLE = {
    "type": 30,
    "delete": 10,
    "replace": 6,
    "undo": 3,
    "redo": 2,
    "pump": 34,
    "send": 5,
    "hear": 6,
    "cursor": 4,
    "leave": 4,
    "vanish": 2,
    "come": 16,
    "sleep": 4,
    "wake": 6,
    "lose": 1,
    "demote": 2,
    "promote": 4,
    "say": 3,
    "say_again": 2,
}
_OF_NOBODY = {
    "disk_insert": 4,
    "disk_delete": 2,
    "look": 3,
    "save": 4,
    "rename": 1,
    "fold": 2,
    "kill": 3,
    "restart": 1,
    "unload": 2,
    "reap": 2,
    "fail": 1,
    "lie": 1,
    "delay": 1,
    "stall": 1,
    "blind": 1,
    "stare": 1,
    "mend": 10,
    "fill": 1,
    "overflow": 1,
    "tear": 1,
    "empty": 6,
    "lock": 1,
    "unlock": 3,
    "rest": 10,
    **{DYING + point: 1 for point in POINTS},
}


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: ``who`` does it (a client's number) to a document, ``at`` which part of the text, for
    ``length`` characters or times."""

    name: str
    who: int = 0
    at: float = 0.0
    length: int = 1
    document: int = 0

    def __str__(self) -> str:
        return f"{self.name} {self.who} {self.at:.3f} {self.length} {self.document}"

    @classmethod
    def parse(cls, line: str) -> Step:
        """A line of a file; without a document it is the first."""
        name, who, at, length, *document = line.split()
        return cls(name, int(who), float(at), int(length), int(document[0]) if document else 0)


Plan = Sequence[Step]


def make(seed: int, length: int = 120) -> Plan:
    """The plan of a seed: always the same."""
    dice = random.Random(seed)
    clients, documents = dice.randint(2, CLIENTS), dice.randint(1, DOCUMENTS)
    weights: Mapping[str, float] = {**_OF_PEOPLE, **_OF_NOBODY}
    return [
        Step(
            name,
            0 if name in _OF_NOBODY else dice.randrange(clients),
            round(dice.random(), 3),
            dice.choice((1, 1, 2, 5)),
            dice.randrange(documents),
        )
        for name in dice.choices(list(weights), list(weights.values()), k=length)
    ]


def people_in(plan: Plan) -> int:
    """How many people a plan needs."""
    return max([1, *(step.who for step in plan)]) + 1


def documents_in(plan: Plan) -> int:
    """How many documents a plan needs."""
    return max([0, *(step.document for step in plan)]) + 1


def save(plan: Plan, file: Path) -> None:
    """Write a plan, one operation per line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{step}\n" for step in plan))


def note(file: Path, fault: str) -> None:
    """Write on top of a plan's file what is wrong at its end."""
    file.write_text(f"# {' '.join(fault.split())[:2000]}\n" + file.read_text())


def load(file: Path) -> Plan:
    """Read a plan; empty lines and those that begin with # are passed over."""
    lines = (line.strip() for line in file.read_text().splitlines())
    return [Step.parse(line) for line in lines if line and not line.startswith("#")]


async def shrink(plan: Plan, fails: Callable[[Plan], Awaitable[bool]], seconds: float = float("inf")) -> Plan:
    """The plan without what it also fails without: delta debugging, parts half as long each round.

    After ``seconds`` it is left as short as it is by then.
    """
    size, end = max(1, len(plan) // 2), time.monotonic() + seconds
    while True:
        at, shorter = 0, list(plan)
        while at < len(shorter) and time.monotonic() < end:
            without = shorter[:at] + shorter[at + size :]
            if await fails(without):
                shorter = without
            else:
                at += size
        if (size == 1 and len(shorter) == len(plan)) or time.monotonic() >= end:
            return shorter
        plan, size = shorter, max(1, size // 2)
