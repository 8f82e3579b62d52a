"""Clients of a real server: pycrdt on a raw socket, and the stock ``yjs`` in Node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from support.node_peer import NodePeer
from support.sync_socket import SyncSocket

from .people import Moved


class SocketClient(SyncSocket):
    """A client of a plan on a real socket."""

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
        start, gone = _units(read[:at]), _units(read[at : at + length])
        if not self._peer.do("replace", read=read, at=start, length=gone, text=inserted)["done"]:
            raise Moved

    def pump(self) -> None:
        """It does so all the time."""

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


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
