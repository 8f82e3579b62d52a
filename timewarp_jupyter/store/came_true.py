"""Commits that are said to have failed and are on disk all the same, as where the word of it was lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ..errors import StorageFailed
from .interface import Store


async def came_true(store: Store, look: Callable[[Store], Awaitable[bool]]) -> bool:
    """Whether a commit that has failed is on disk, as ``look`` sees; False where nobody can tell.

    It may come true until the store has carried out something else, and not after that.
    """
    try:
        await store.probe()
        return await look(store)
    except StorageFailed:
        return False
