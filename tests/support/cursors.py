"""What an awareness update tells."""

from __future__ import annotations

import json
from typing import Any

from timewarp_jupyter.documents.lib0 import read_string, read_varuint


def states_in(payload: bytes) -> dict[int, Any]:
    """The state of each client id that is in it; None for one that has left."""
    states, (count, at) = {}, read_varuint(payload, 0)
    for _ in range(count):
        client, at = read_varuint(payload, at)
        _, at = read_varuint(payload, at)
        state, at = read_string(payload, at)
        states[client] = json.loads(state)
    return states
