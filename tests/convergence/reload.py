"""Prints the texts of documents as JSON, read from a store: run in a process of its own.

``python reload.py URL DOCUMENT…``
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence

from timewarp_jupyter.documents.replay import replay
from timewarp_jupyter.documents.saving_base import source_text
from timewarp_jupyter.store.sql import SqlStore


async def read(url: str, documents: Sequence[str]) -> list[str]:
    """The text of each document."""
    store = SqlStore(url)
    await store.start()
    try:
        return [source_text(replay(await store.journal(document))) for document in documents]
    finally:
        await store.stop()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(read(sys.argv[1], sys.argv[2:]))))
