"""Thirty people in one document, nobody typing: what the server needs just to keep them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

from .measure import ServerMeter
from .peers import Peer
from .visitor import Visitor, visit

PEOPLE = 30
_SETTLE = 3.0


async def run(peer: Peer, seconds: float) -> dict[str, Any]:
    """Keep them for ``seconds``, repeating their awareness as browsers do; answer the CPU share."""
    address = replace(peer.new_document(f"idle-{int(time.time())}"), after_save=None)
    people = [await visit(address) for _ in range(PEOPLE)]
    alive = asyncio.ensure_future(_keep_alive(people))
    try:
        await asyncio.sleep(_SETTLE)
        meter = ServerMeter(peer.pid)
        cpu, since = meter.cpu(), time.monotonic()
        await asyncio.sleep(seconds)
        used = (meter.cpu() - cpu) / (time.monotonic() - since)
    finally:
        alive.cancel()
        for person in people:
            person.leave()
    return {"people": PEOPLE, "server_cpu": round(used, 4), "memory_bytes": meter.memory()}


async def _keep_alive(people: list[Visitor]) -> None:
    """Each repeats its cursor every 15 s, one after another."""
    while True:
        for person in people:
            person.move()
            await asyncio.sleep(15 / len(people))
