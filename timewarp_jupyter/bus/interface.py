"""What the server asks of a bus: to tell the other servers that something is in the store.

A bus carries pointers and awareness, never the only copy of an edit. A lost message is repaired by the
next one, for a pointer names the newest ``seq``, and the reader takes from the store all it lacks.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

Listener = Callable[[bytes], None]


class Bus(ABC):
    """Publish and subscribe, by topic, best effort, in order per publisher and topic."""

    @abstractmethod
    async def start(self) -> None:
        """Connect. Raises ``Unavailable`` if the bus cannot be reached."""

    @abstractmethod
    async def stop(self) -> None:
        """Disconnect. Nothing is delivered any more."""

    @abstractmethod
    async def publish(self, topic: str, message: bytes) -> None:
        """Tell every listener of ``topic``, the own ones as well. Raises ``Unavailable``."""

    @abstractmethod
    def subscribe(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` on the event loop for each message; gives a function that ends it.

        ``listener`` must not block and must not raise.
        """
