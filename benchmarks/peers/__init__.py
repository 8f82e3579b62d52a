"""The servers that are measured side by side, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .base import Peer
from .collaboration import Collaboration
from .hocuspocus import Hocuspocus
from .timewarp import TimeWarpPeer
from .ywebsocket import YWebsocket

#: All peers by name, ours first; each is made with a scratch folder and the server's cores.
PEERS: dict[str, Callable[[Path, tuple[int, ...]], Peer]] = {
    kind.name: kind for kind in (TimeWarpPeer, YWebsocket, Collaboration, Hocuspocus)
}

__all__ = ["PEERS", "Peer"]
