"""The bus of a single server: no other process listens, so nothing is sent anywhere."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Unavailable
from .interface import Bus, Listener


class LocalBus(Bus):
    """Delivers in this process, at once."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = {}
        self._running = False

    async def start(self) -> None:
        self._running = True

    async def stop(self) -> None:
        self._running = False
        self._listeners.clear()

    async def publish(self, topic: str, message: bytes) -> None:
        if not self._running:
            raise Unavailable("The bus is not running.", code="bus_stopped")
        for listener in tuple(self._listeners.get(topic, ())):
            listener(message)

    def subscribe(self, topic: str, listener: Listener) -> Callable[[], None]:
        self._listeners.setdefault(topic, []).append(listener)

        def unsubscribe() -> None:
            listeners = self._listeners.get(topic, [])
            if listener in listeners:
                listeners.remove(listener)
            if not listeners:
                self._listeners.pop(topic, None)

        return unsubscribe
