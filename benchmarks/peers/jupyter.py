"""A Jupyter Server in a scratch folder, with its stock extensions, ours switched on or off."""

from __future__ import annotations

import json
import secrets
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, ClassVar

from .base import HOST, Peer, PeerFailed

_CONFIG = """\
c.ServerApp.ip = {host!r}
c.ServerApp.port = {port}
c.ServerApp.port_retries = 0
c.ServerApp.open_browser = False
c.ServerApp.allow_root = True
c.ServerApp.root_dir = {root!r}
c.IdentityProvider.token = {token!r}
c.ServerApp.jpserver_extensions = {extensions!r}
c.Application.log_level = "WARN"
c.ServerApp.log_level = "WARN"
{more}
"""


class JupyterPeer(Peer):
    """What our server and jupyter-collaboration's have in common: Jupyter Server."""

    durable = True
    #: What becomes ``c.ServerApp.jpserver_extensions``, over what is installed.
    extensions: ClassVar[dict[str, bool]]
    #: Further lines of configuration.
    more_config = ""

    def __init__(self, scratch: Path, cores: tuple[int, ...]) -> None:
        super().__init__(scratch, cores)
        self.token = secrets.token_hex(16)
        # On a server with one shared token a person is a browser, known by its cookie.
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    @property
    def root(self) -> Path:
        """The workspace."""
        return self.scratch / "workspace"

    def command(self) -> list[str]:
        """``jupyter server`` of this Python, with a configuration of its own."""
        self.root.mkdir(parents=True, exist_ok=True)
        config = self.scratch / "jupyter_server_config.py"
        config.write_text(
            _CONFIG.format(
                host=HOST,
                port=self.port,
                root=str(self.root),
                token=self.token,
                extensions=self.extensions,
                more=self.more_config,
            )
        )
        return [sys.executable, "-m", "jupyter_server", f"--config={config}"]

    def environment(self) -> dict[str, str]:
        """Keep away from the user's own configuration, data and history."""
        folders = {
            name: str(self.scratch / name.lower())
            for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
        }
        # A checkout that is not installed is measured as well.
        return {**folders, "PYTHONPATH": str(Path(__file__).parents[2])}

    def ready_path(self) -> str:
        """Answers as soon as the server listens."""
        return "/api"

    @property
    def headers(self) -> dict[str, str]:
        """What makes a request ours."""
        return {"Authorization": f"token {self.token}"}

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """One JSON request. Raises PeerFailed with what the server answered."""
        request = urllib.request.Request(
            self.url(path),
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={**self.headers, "Content-Type": "application/json"},
        )
        try:
            with self._browser.open(request, timeout=30) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            detail = " ".join(error.read().decode(errors="replace").split())[:200]
            raise PeerFailed(f"{method} {path}: {error.code} {detail}") from error


class PlainJupyter(JupyterPeer):
    """Jupyter as it is without our extension: to see what that adds to its start."""

    name = "jupyter"
    extensions: ClassVar = {"timewarp_jupyter": False}

    def new_document(self, name: str) -> Any:
        """It has no shared documents."""
        raise PeerFailed("plain Jupyter has no shared documents")

    def version(self) -> str:
        """Jupyter Server's version."""
        from jupyter_server import __version__

        return f"jupyter_server {__version__}"
