"""The server of the npm package y-websocket 2, as ``npx y-websocket`` starts it."""

from __future__ import annotations

from ..address import Address
from .base import HOST
from .node import NodePeer


class YWebsocket(NodePeer):
    """Relays every update as it comes; in memory only."""

    name = "y-websocket"

    def command(self) -> list[str]:
        """Its own ``bin/server.cjs``."""
        return [self.node(), str(self.modules / "node_modules/y-websocket/bin/server.cjs")]

    def environment(self) -> dict[str, str]:
        """Where it listens."""
        return {"HOST": HOST, "PORT": str(self.port), "NODE_ENV": "production"}

    def new_document(self, name: str) -> Address:
        """A document is made by connecting to its name."""
        return Address(HOST, self.port, f"/{name}")

    def version(self) -> str:
        """The package's version."""
        return self.package_version("y-websocket")
