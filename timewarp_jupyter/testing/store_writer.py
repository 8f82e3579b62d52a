"""A process that commits until it is killed, and tells of each commit once it is acknowledged.

Reads a pickled ``StoreFactory`` (base64, one line) and writes lines of ``[seq, data]``.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import pickle
import sys

from ..store.interface import Store
from .store_running import StoreFactory
from .store_samples import DOCUMENT, ROOM, update

_WRITERS = 5


async def _write_on(store: Store, name: int) -> None:
    for number in itertools.count():
        data = [f"{name}.{number}.{half}" for half in (1, 2)]
        receipt = await store.commit("r1", [update(text.encode()) for text in data])
        told = "".join(json.dumps([seq, text]) + "\n" for seq, text in zip(receipt.seqs, data, strict=True))
        sys.stdout.write(told)
        sys.stdout.flush()


async def main() -> None:
    """Commit from several tasks, for ever."""
    # The pipe comes from the test that started this process.
    factory: StoreFactory = pickle.loads(base64.b64decode(sys.stdin.readline()))
    store = factory()
    await store.start()
    await store.commit("r1", [ROOM, DOCUMENT])
    await asyncio.gather(*(_write_on(store, name) for name in range(_WRITERS)))


if __name__ == "__main__":
    asyncio.run(main())
