"""What passes between the benchmark and its worker processes."""

from __future__ import annotations

from dataclasses import dataclass, field

from .address import Address
from .updates import ItemId


@dataclass(frozen=True)
class Plan:
    """What one worker process has to do. Clients are numbered over all workers."""

    address: Address
    #: The numbers of this worker's clients.
    clients: range
    #: Number of all clients; client n has the Yjs client id ``first_id + n``.
    total: int
    first_id: int
    #: Edits per second of one client.
    rate: float
    #: Where each of all the clients types: the characters left and right of it.
    places: list[tuple[ItemId | None, ItemId | None]]
    #: The share of clients that apply what they receive to a pycrdt Doc.
    apply: float
    gets: bool
    #: Shared memory of the send times, and of one counter of deliveries per worker.
    times: str
    edits: int
    counters: str
    worker: int
    cores: tuple[int, ...]
    root: str = "source"


@dataclass(frozen=True)
class Typing:
    """When to type, in seconds of CLOCK_MONOTONIC. Latencies count from ``measure`` on."""

    begin: float
    measure: float
    end: float


@dataclass
class Result:
    """What one worker process saw from ``Typing.measure`` until all was received."""

    latency: dict[int, int]
    lag: dict[int, int]
    gets: dict[int, int]
    deliveries: int
    repeats: int
    #: Edits that did not arrive in time, by client.
    lost: dict[int, int]
    #: Why a client was closed, by client.
    closed: dict[int, str]
    frames: int
    received_bytes: int
    #: Share of a core this worker used while typing.
    cpu: float
    failed_gets: int
    #: How many clients apply, and the different texts they ended with (one, if all is well).
    appliers: int
    texts: set[str] = field(default_factory=set)
