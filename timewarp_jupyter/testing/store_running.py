"""Running async contract tests without a pytest plugin: each test gets a factory of stores."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from ..store.interface import Store

StoreFactory = Callable[[], Store]
"""Makes store objects, not yet started, that all keep the same data. Has to survive ``pickle``."""

DEADLINE = 60.0


def on_loop(test: Callable[[Any, StoreFactory], Awaitable[None]]) -> Callable[[Any, StoreFactory], None]:
    """A test for pytest of an async one, with a deadline."""

    def run(self: Any, store_factory: StoreFactory) -> None:
        asyncio.run(asyncio.wait_for(test(self, store_factory), DEADLINE))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@asynccontextmanager
async def running(factory: StoreFactory) -> AsyncIterator[Store]:
    """A store that is started, and stopped in the end."""
    store = factory()
    await store.start()
    try:
        yield store
    finally:
        await store.stop()
