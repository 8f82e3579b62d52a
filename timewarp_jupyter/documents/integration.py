"""The order in which a CRDT can take structs in: each after the neighbours it refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush

from .update import Id, Struct


def in_order(structs: Sequence[Struct], known: Mapping[int, int]) -> list[Struct]:
    """The structs with every neighbour before them; those that wait for something missing are left out.

    They come grouped by client and in the order of their clocks; ``known`` is the state vector of what is
    there. A client whose next struct has to wait is woken when its neighbour comes, so that the time
    grows with the number of structs only, however they are tangled.
    """
    clocks: dict[int, int] = {}
    queues: dict[int, list[Struct]] = {}
    for struct in reversed(structs):
        queues.setdefault(struct.client, []).append(struct)
    waiting: dict[int, list[tuple[int, int]]] = {}
    ready = list(queues)
    ordered: list[Struct] = []
    while ready:
        client = ready.pop()
        queue = queues[client]
        have = clocks.get(client, known.get(client, 0))
        while queue:
            struct = queue[-1]
            if (missing := _missing(struct, have, clocks, known)) is not None:
                heappush(waiting.setdefault(missing.client, []), (missing.clock, client))
                break
            ordered.append(queue.pop())
            clocks[client] = have = max(have, struct.clock + struct.length)
        sleeping = waiting.get(client, ())
        while sleeping and sleeping[0][0] < have:
            ready.append(heappop(sleeping)[1])
    return ordered


def _missing(struct: Struct, have: int, clocks: Mapping[int, int], known: Mapping[int, int]) -> Id | None:
    """A neighbour that is not there yet. ``have`` is how far the struct's own client has come."""
    if struct.clock + struct.length <= have:
        return None
    for neighbour in (struct.origin, struct.right):
        if neighbour is not None:
            client, clock = neighbour
            if clock >= (have if client == struct.client else clocks.get(client, known.get(client, 0))):
                return neighbour
    return None
