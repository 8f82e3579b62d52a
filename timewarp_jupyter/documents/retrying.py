"""What is tried again until it can be done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from logging import Logger

from ..errors import Unavailable

FIRST_RETRY, LAST_RETRY = 0.25, 5.0
"""Seconds between attempts to use a store that failed: doubled from the first to the last."""


async def until_available(attempt: Callable[[], Awaitable[None]], who: str, log: Logger) -> None:
    """Try until it does not raise ``Unavailable``. ``who`` is named in the log."""
    wait = FIRST_RETRY
    while True:
        try:
            await attempt()
            return
        except Unavailable as error:
            log.info("%s: not yet: %s", who, error.reason or error.message)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LAST_RETRY)
