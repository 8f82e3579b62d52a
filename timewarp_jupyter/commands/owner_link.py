"""``jupyter timewarp owner-link ROOM``: the way back for an owner whose browser was lost."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from jupyter_server.serverapp import list_running_servers

from .base import StoreCommand
from .links import find_room, join_path, link_at, make_link

HOURS = 24
UNKNOWN_SERVER = "http://localhost:8888/"


class OwnerLink(StoreCommand):
    """Makes a link for one use, also while the server runs."""

    name = "jupyter-timewarp-owner-link"
    usage = "jupyter timewarp owner-link ROOM"
    description = """Make a link that makes the one who opens it an owner of ROOM.

    ROOM is a room's short name, name, folder or id. The link is for one use within 24 hours. The server
    may be running, unless the store lies on a network folder.
    """
    examples = "jupyter timewarp owner-link demo\njupyter timewarp owner-link demo --root-dir=/home/class"

    def run(self) -> int:
        """Make the link and print it."""
        return asyncio.run(self._make())

    async def _make(self) -> int:
        wanted = self.argument()
        async with self.store() as store:
            room = await find_room(store, wanted)
            token = await make_link(store, room.id, "owner", hours=HOURS, uses=1)
        server = running_server(self.root)
        url, server_token = (server["url"], server["token"]) if server else (UNKNOWN_SERVER, "")
        print(f"An owner of the room '{room.name}' becomes who opens this first, within {HOURS} hours:")
        print(f"  {link_at(url, server_token, join_path(token))}")
        if server is None:
            print("No server runs in this folder. Start it, and put its address into the link.")
        return 0


def running_server(root: str) -> dict[str, Any] | None:
    """The running Jupyter server of a workspace, if it belongs to the same user."""
    for server in list_running_servers():
        if os.path.realpath(server["root_dir"]) == root:
            return dict(server)
    return None
