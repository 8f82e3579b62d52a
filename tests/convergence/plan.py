"""Plans: what people, disks and servers do, one operation per line, made from a seed and made shorter."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

CLIENTS = 5
_WEIGHTS = {
    "type": 30,
    "delete": 10,
    "replace": 6,
    "undo": 3,
    "pump": 40,
    "cursor": 4,
    "leave": 5,
    "come": 8,
    "sleep": 4,
    "wake": 6,
    "demote": 2,
    "promote": 4,
    "disk_insert": 4,
    "disk_delete": 2,
    "look": 3,
    "save": 4,
    "rename": 1,
    "fold": 2,
    "kill": 3,
    "fail": 2,
    "mend": 4,
    "fill": 2,
    "empty": 3,
    "rest": 10,
}
_OF_NOBODY = frozenset(list(_WEIGHTS)[list(_WEIGHTS).index("disk_insert") :])


@dataclass(frozen=True)
class Step:
    """One operation: ``who`` does it (a client's number), ``at`` which part of the text, for ``length``."""

    name: str
    who: int = 0
    at: float = 0.0
    length: int = 1

    def __str__(self) -> str:
        return f"{self.name} {self.who} {self.at:.3f} {self.length}"

    @classmethod
    def parse(cls, line: str) -> Step:
        """A line of a file."""
        name, who, at, length = line.split()
        return cls(name, int(who), float(at), int(length))


Plan = Sequence[Step]


def make(seed: int, length: int = 120) -> Plan:
    """The plan of a seed: always the same."""
    dice = random.Random(seed)
    clients = dice.randint(2, CLIENTS)
    names, weights = list(_WEIGHTS), list(_WEIGHTS.values())
    return [
        Step(
            name,
            0 if name in _OF_NOBODY else dice.randrange(clients),
            round(dice.random(), 3),
            dice.choice((1, 1, 2, 5)),
        )
        for name in dice.choices(names, weights, k=length)
    ]


def save(plan: Plan, file: Path) -> None:
    """Write a plan, one operation per line."""
    file.write_text("".join(f"{step}\n" for step in plan))


def load(file: Path) -> Plan:
    """Read a plan; empty lines and those that begin with # are passed over."""
    lines = (line.strip() for line in file.read_text().splitlines())
    return [Step.parse(line) for line in lines if line and not line.startswith("#")]


async def shrink(plan: Plan, fails: Callable[[Plan], Awaitable[bool]]) -> Plan:
    """The plan without what it also fails without: delta debugging, parts half as long each round."""
    size = max(1, len(plan) // 2)
    while True:
        at, shorter = 0, list(plan)
        while at < len(shorter):
            without = shorter[:at] + shorter[at + size :]
            if await fails(without):
                shorter = without
            else:
                at += size
        if size == 1 and len(shorter) == len(plan):
            return shorter
        plan, size = shorter, max(1, size // 2)
