"""Our own server: Jupyter Server with the extension, over the same API as any client uses."""

from __future__ import annotations

import time
from importlib.metadata import version
from typing import ClassVar
from urllib.parse import quote

from ..address import Address
from .base import HOST, PeerFailed
from .jupyter import JupyterPeer


class TimeWarpPeer(JupyterPeer):
    """Commits every edit before anyone sees it."""

    name = "timewarp"
    extensions: ClassVar = {"timewarp_jupyter": True, "jupyter_server_ydoc": True}

    def wait_until_usable(self, deadline: float) -> None:
        """The store is opened once the server listens; until then rooms answer 503."""
        while time.monotonic() < deadline:
            try:
                self.request("GET", "/api/timewarp/rooms")
                return
            except PeerFailed as error:
                if " 503 " not in str(error):
                    raise
            time.sleep(0.02)
        raise PeerFailed(f"rooms cannot be used: see {self.log}")

    def new_document(self, name: str) -> Address:
        """An open room with one empty program."""
        folder = f"room-{name}"
        room = self.request(
            "POST",
            "/api/timewarp/rooms",
            {"name": folder, "folder": folder, "visibility": "open", "default_role": "editor"},
        )
        base = f"/api/timewarp/rooms/{room['id']}/documents"
        made = self.request("POST", base, {"path": f"{name}.logo", "content": ""})
        path = quote(f"{room['folder']}/{name}.logo")
        return Address(
            HOST,
            self.port,
            f"{base}/{made['id']}/sync?history_id={made['history_id']}",
            self.headers,
            after_save=f"/api/contents/{path}?content=0",
        )

    def version(self) -> str:
        """Its version and those of what it stands on."""
        return ", ".join(
            f"{package} {version(package)}"
            for package in ("jupyter_server", "pycrdt", "tornado", "sqlalchemy")
        )
