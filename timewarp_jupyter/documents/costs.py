"""What messages cost in the currency of the rate limit: one plain update of one person."""

from __future__ import annotations

from .replica import Applied

UNANCHORED = 30
"""Of an insertion without a neighbour: it is compared with all such ones."""

CLAIM = 10
"""Of a Yjs client id that nobody has written with: everybody who joins is told of it from then on."""

PLACES_PER_UPDATE = 50
"""Structs and deleted ranges of one message that count as one more update."""

RUNS_PER_UPDATE, MOST_FOR_RUNS = 20, 250
"""Runs of text gone through for one message that count as one more update, and as how many at most: then
the connection waits for some seconds before its next message, and is not sent away."""

WHOLE_STATE = 20
"""Of asking for the whole document or for all cursors, or comparing with all of it."""

REFUSED, BYTES_REFUSED = 20, 750
"""Of a message that ends the connection, and how many bytes of it count as one more: it was read before."""


def cost_of_refusal(message: bytes) -> int:
    """Of a message that is nothing. Who comes back with the next one waits for it as well."""
    return REFUSED + len(message) // BYTES_REFUSED


def cost_of(applied: Applied | None) -> int:
    """Of an update that was taken in; None is one that brought nothing new."""
    if applied is None:
        return 1
    for_runs = min(applied.gone_through // RUNS_PER_UPDATE, MOST_FOR_RUNS)
    anew = UNANCHORED * applied.unanchored + CLAIM * len(applied.claims)
    return 1 + anew + applied.places // PLACES_PER_UPDATE + for_runs
