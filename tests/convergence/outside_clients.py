"""Clients of a real server: pycrdt on a raw socket, and the stock ``yjs`` in Node."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from pycrdt import Doc
from support.node_peer import NodePeer
from support.sync_socket import SyncSocket

from .alphabet import units
from .people import Moved
from .undoing import ORIGIN, Undoing


class SocketClient(SyncSocket):
    """A client of a plan on a real socket. What comes waits until it is heard."""

    origin = ORIGIN

    def __init__(self, replica: Doc[Any] | None = None) -> None:
        super().__init__(replica)
        self.undoing = Undoing(self.doc)
        self._inbox: deque[bytes] = deque()
        self._has_heard = asyncio.Event()

    def receive(self, message: bytes) -> None:
        """It waits."""
        self._inbox.append(message)
        self._has_heard.set()

    async def arrive(self, seconds: float) -> None:
        """Until the server has answered, for so long at most."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._has_heard.wait(), seconds)

    def hear(self, most: int | None = None) -> None:
        """Deal with so many messages of what has come."""
        count = len(self._inbox) if most is None else min(most, len(self._inbox))
        for _ in range(count):
            self.take(self._inbox.popleft())

    def pump(self) -> None:
        """Deal with what has come, then send what was typed."""
        self.hear()
        self.flush()

    def undo(self) -> tuple[str, str]:
        """Take back the newest own change."""
        return self.undoing.undo()

    def redo(self) -> tuple[str, str]:
        """Do again what was taken back."""
        return self.undoing.redo()

    def vanish(self) -> None:
        """Nothing is read or said any more, and the connection stays for the server to find out about."""
        self.forget_replica()
        self.sleep()

    def point(self) -> None:
        """Move the cursor."""
        self.announce(b'{"cursor": 1}')


class NodeClient:
    """A client of a plan that is y-websocket itself: it comes back by itself as well."""

    is_saved = False
    """Nobody tells it, so that only what others have seen of it is safe."""

    def __init__(self, peer: NodePeer) -> None:
        self._peer = peer
        self._read = ""
        self._denials = len(peer.look("denied"))
        peer.do("connect")

    @property
    def text(self) -> str:
        """What the person sees."""
        self._read = str(self._peer.look("text"))
        return self._read

    @property
    def denied(self) -> list[str]:
        """What was refused on this connection."""
        return list(self._peer.look("denied"))[self._denials :]

    @property
    def ended(self) -> int | None:
        """The close code, if it is final."""
        ended: list[int] = self._peer.look("ended")
        return ended[-1] if ended else None

    @property
    def seen(self) -> Sequence[str]:
        """Whose cursors there are."""
        people: list[Any] = self._peer.look("people")
        return [state["user"]["username"] for state in people if "user" in state]

    def edit(self, at: int, length: int, inserted: str) -> None:
        """Replace a piece of the text that was last read. Raises ``Moved``."""
        read = self._read
        start, gone = units(read[:at]), units(read[at : at + length])
        if not self._peer.do("replace", read=read, at=start, length=gone, text=inserted)["done"]:
            raise Moved

    def undo(self) -> tuple[str, str]:
        """Take back the newest own change."""
        return self._texts("undo")

    def redo(self) -> tuple[str, str]:
        """Do again what was taken back."""
        return self._texts("redo")

    def _texts(self, what: str) -> tuple[str, str]:
        texts = self._peer.do(what)
        return texts["before"], texts["after"]

    def pump(self) -> None:
        """It does so all the time."""

    def flush(self) -> None:
        """It does so all the time."""

    def hear(self, messages: int) -> None:
        """It does so all the time."""

    def vanish(self) -> None:
        """Nothing is read or said any more, and the connection stays for the server to find out about."""
        self._peer.do("vanish")

    def sleep(self) -> None:
        """Read nothing more."""
        self._peer.do("sleep")

    def wake(self) -> None:
        """Read all that waited."""
        self._peer.do("wake")

    def point(self) -> None:
        """Move the cursor."""
        self._peer.do("cursor", state={"cursor": 1})

    def leave(self) -> None:
        """Hang up."""
        self._peer.do("disconnect")
