"""Opening a document with 10,000 updates: from connecting to synced, warm and after a restart.

Twenty authors take turns, so that a store which keeps a row per author's run keeps 10,000 of them.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import Any

from .address import Address
from .peers import Peer
from .typing_run import FIRST_ID, ROOT
from .typist import Typist
from .visitor import visit

UPDATES = 10_000
AUTHORS = 20
TRIES = 5
#: Updates sent per second: well below what any of the servers takes.
PACE = 1000
#: Seconds until the restart: every server has saved its file by then, if it saves one at all.
REST = 6.0


async def run(peer: Peer) -> dict[str, Any]:
    """Open the document again and again, and once after a restart, if the peer remembers it.

    A document that is not there again is told as an error: it was lost.
    """
    address = peer.new_document(f"opening-{int(time.time())}")
    writers = [await visit(address, ROOT) for _ in range(AUTHORS)]
    typists = [Typist(FIRST_ID + n, ROOT, None, None, n) for n in range(AUTHORS)]
    begun = time.monotonic()
    for number in range(UPDATES):
        writers[number % AUTHORS].write(typists[number % AUTHORS].edit())
        if number % AUTHORS == 0:
            await asyncio.sleep(max(0.0, begun + number / PACE - time.monotonic()))
    for writer in writers:
        await writer.settle()
    size = len(writers[0].text)
    warm = [await _open(address, size) for _ in range(TRIES)]
    await asyncio.sleep(REST)
    for writer in writers:
        writer.leave()
    return {
        "updates": UPDATES,
        "warm_ms": round(statistics.median(warm), 1),
        "after_restart_ms": await _after_restart(peer, address, size) if peer.durable else None,
    }


async def _after_restart(peer: Peer, address: Address, size: int) -> float:
    """The first opening after the server was stopped and started again."""
    await asyncio.to_thread(peer.stop)
    await asyncio.to_thread(peer.start)
    return round(await _open(address, size), 1)


async def _open(address: Address, size: int) -> float:
    """Milliseconds from connecting until the whole text is here."""
    begun = time.monotonic()
    visitor = await visit(address, ROOT)
    took = time.monotonic() - begun
    found = len(visitor.text)
    visitor.leave()
    if found != size:
        raise AssertionError(f"opened a text of {found} characters instead of {size}")
    return took * 1000
