"""How long Jupyter takes to start, with the extension and without."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from .peers.base import Peer

TRIES = 5


def run(peers: Sequence[Peer]) -> dict[str, dict[str, Any]]:
    """Start and stop the peers in turn, several times: what else the machine does meets all of them.

    Answers for each the median of the seconds until the first answer, and until it is usable.
    Raises PeerFailed.
    """
    answered: dict[str, list[float]] = {peer.name: [] for peer in peers}
    usable: dict[str, list[float]] = {peer.name: [] for peer in peers}
    for _ in range(TRIES):
        for peer in peers:
            try:
                answered[peer.name].append(peer.start())
                usable[peer.name].append(peer.usable_after)
            finally:
                peer.stop()
    return {
        peer.name: {
            "version": peer.version(),
            "first_answer_s": round(statistics.median(answered[peer.name]), 2),
            "fastest_s": round(min(answered[peer.name]), 2),
            "usable_s": round(statistics.median(usable[peer.name]), 2),
            "tries": TRIES,
        }
        for peer in peers
    }
