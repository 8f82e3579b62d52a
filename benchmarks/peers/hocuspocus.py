"""Hocuspocus server 4 from npm, with its defaults.

Its protocol is y-websocket's with the document's name before every message, and a client says who
it is first.
"""

from __future__ import annotations

from ..address import Address
from ..varint import write_string, write_uint
from .base import HOST
from .node import NodePeer

_AUTH, _TOKEN = 2, 0


class Hocuspocus(NodePeer):
    """Merges what came in one turn of its event loop; in memory only."""

    name = "hocuspocus"

    def command(self) -> list[str]:
        """Our few lines that start it."""
        return [self.node(), str(self.modules / "hocuspocus.mjs")]

    def environment(self) -> dict[str, str]:
        """Where it listens."""
        return {"HOST": HOST, "PORT": str(self.port), "NODE_ENV": "production"}

    def new_document(self, name: str) -> Address:
        """A document is made by asking for its name; it is forgotten when nobody is there."""
        prefix = write_string(name)
        hello = prefix + write_uint(_AUTH) + write_uint(_TOKEN) + write_string("a token")
        return Address(HOST, self.port, "/", prefix=prefix, hello=(hello,))

    def version(self) -> str:
        """The package's version."""
        return self.package_version("@hocuspocus/server")
