"""How long Jupyter takes to start, with the extension and without."""

from __future__ import annotations

import statistics
from typing import Any

from .peers.base import Peer

TRIES = 3


def run(peer: Peer) -> dict[str, Any]:
    """Start and stop a few times; the median of the seconds until the first answer."""
    times = []
    for _ in range(TRIES):
        times.append(peer.start())
        peer.stop()
    return {"start_s": round(statistics.median(times), 2), "tries": TRIES}
