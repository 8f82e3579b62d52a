"""How long Jupyter takes to start, with the extension and without."""

from __future__ import annotations

import statistics
from typing import Any

from .peers.base import Peer

TRIES = 3


def run(peer: Peer) -> dict[str, Any]:
    """Start and stop a few times; the median of the seconds until the first answer, and until usable."""
    answered, usable = [], []
    for _ in range(TRIES):
        answered.append(peer.start())
        usable.append(peer.usable_after)
        peer.stop()
    return {
        "first_answer_s": round(statistics.median(answered), 2),
        "usable_s": round(statistics.median(usable), 2),
        "tries": TRIES,
    }
