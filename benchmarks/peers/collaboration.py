"""jupyter-collaboration in the same Jupyter Server: the stock room of a text file."""

from __future__ import annotations

from importlib.metadata import version
from typing import ClassVar
from urllib.parse import quote

from ..address import Address
from .base import HOST
from .jupyter import JupyterPeer


class Collaboration(JupyterPeer):
    """Stores every update in SQLite and saves the file a second after the last change."""

    name = "jupyter-collaboration"
    extensions: ClassVar = {"timewarp_jupyter": False, "jupyter_server_ydoc": True}

    def new_document(self, name: str) -> Address:
        """An empty file and its room."""
        path = quote(f"{name}.logo")
        self.request("PUT", f"/api/contents/{path}", {"type": "file", "format": "text", "content": ""})
        session = self.request(
            "PUT", f"/api/collaboration/session/{path}", {"type": "file", "format": "text"}
        )
        # The colons as they are: an encoded name makes a room without file or store.
        room = f"text:file:{session['fileId']}"
        return Address(
            HOST,
            self.port,
            f"/api/collaboration/room/{room}?sessionId={session['sessionId']}",
            self.headers,
            after_save=f"/api/contents/{path}?content=0",
        )

    def version(self) -> str:
        """Its version and that of Jupyter Server."""
        return (
            f"jupyter-collaboration {version('jupyter-collaboration')}, "
            f"jupyter_server {version('jupyter_server')}"
        )
