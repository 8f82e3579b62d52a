"""Between which two others each character was written, and whether two have ever stood side by side.

A client writes between two that are side by side in what it has. Where somebody claims others, Yjs clients
put the text at different places for ever, and yrs runs in a circle, with the whole server. Two stand side by
side in some state that a client can have had if they do in the smallest: what the two themselves rest on
(their neighbours, and theirs, and what the same clients wrote before).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from .update import Id, Struct


class Place(NamedTuple):
    """Behind which and before which somebody wrote; None is the beginning or the end."""

    left: Id | None
    right: Id | None


class Run(NamedTuple):
    """Clocks of one client, written one behind the other before the same ``right``."""

    start: int
    end: int
    left: Id | None
    right: Id | None


class _Runs:
    """The runs of one client: each goes on behind its own previous character, before the same ``right``."""

    __slots__ = ("end", "lefts", "rights", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.lefts: list[Id | None] = []
        self.rights: list[Id | None] = []
        self.end = 0


class Neighbours:
    """The place of every character, by its id; runs of typing take as much memory as one."""

    def __init__(self, structs: Iterable[Struct] = (), before: Neighbours | None = None) -> None:
        """``before`` is asked for what is not here."""
        self._clients: dict[int, _Runs] = {}
        self._before = before
        for struct in structs:
            self.add(struct)

    def add(self, struct: Struct) -> None:
        """Keep a struct; those of a client come in the order of their clocks."""
        client, clock, length, _, left, right, _ = struct
        runs = self._clients.get(client)
        if runs is None:
            runs = self._clients[client] = _Runs()
        goes_on = left is not None and left.clock == clock - 1 and left.client == client
        if not goes_on or not runs.starts or runs.rights[-1] != right or runs.end != clock:
            runs.starts.append(clock)
            runs.lefts.append(left)
            runs.rights.append(right)
        runs.end = clock + length

    def of(self, one: Id) -> Place:
        """Where a character was written. It has to be known."""
        client, clock = one
        runs = self._clients.get(client)
        if runs is None or clock < runs.starts[0]:
            if self._before is None:
                raise KeyError(one)
            return self._before.of(one)
        at = bisect_right(runs.starts, clock) - 1
        left = runs.lefts[at] if runs.starts[at] == clock else Id(client, clock - 1)
        return Place(left, runs.rights[at])

    def runs_of(self, client: int) -> list[Run]:
        """All that a client has written, in order."""
        found = self._before.runs_of(client) if self._before is not None else []
        if (runs := self._clients.get(client)) is not None:
            ends = (*runs.starts[1:], runs.end)
            found += map(Run, runs.starts, ends, runs.lefts, runs.rights)
        return found

    def copy(self) -> Neighbours:
        """One of its own with the same places."""
        copied = Neighbours()
        for client, runs in self._clients.items():
            mine = copied._clients[client] = _Runs()
            mine.starts, mine.lefts, mine.rights = runs.starts[:], runs.lefts[:], runs.rights[:]
            mine.end = runs.end
        return copied

    def stood_together(self, left: Id | None, right: Id | None) -> bool | None:
        """Whether they have ever stood side by side; None where it takes ``side_by_side`` to tell.

        The later one of two has, when it was written, stood beside what it names. Only what was written at
        the same time comes to stand beside something else.
        """
        if left is None:
            return right is None or self.of(right).left is None
        behind = self.of(left).right
        if behind == right:
            return True
        if right is None:
            return False
        return True if self.of(right).left == left else None
