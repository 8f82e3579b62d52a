"""Finding out that the other side of a socket is gone: pings, and a deadline for a sign of life."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Heartbeat:
    """Every ``interval`` seconds ``ping``; unless ``is_alive`` within ``timeout`` seconds, ``give_up``."""

    def __init__(
        self,
        ping: Callable[[], None],
        is_alive: Callable[[], bool],
        give_up: Callable[[], None],
        interval: float,
        timeout: float,
    ) -> None:
        self._ping = ping
        self._is_alive = is_alive
        self._give_up = give_up
        self._interval = interval
        self._timeout = min(timeout, interval) or interval
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Ping after the first interval. An interval of 0 is never."""
        if self._interval > 0:
            self._again(self._interval, self._beat)

    def stop(self) -> None:
        """No more pings."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _beat(self) -> None:
        self._ping()
        self._again(self._timeout, self._listen)

    def _listen(self) -> None:
        if self._is_alive():
            self._again(max(0.0, self._interval - self._timeout), self._beat)
        else:
            self._give_up()

    def _again(self, delay: float, callback: Callable[[], None]) -> None:
        self._timer = asyncio.get_running_loop().call_later(delay, callback)
