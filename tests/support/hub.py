"""A real JupyterHub with its proxy and the class's server."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil

from .server import environment, free_port
from .waiting import until

EXAMPLE = Path(__file__).parents[2] / "examples" / "jupyterhub" / "jupyterhub_config.py"

_CONFIG = """\
exec(compile(open({example!r}).read(), {example!r}, "exec"), {{**globals(), "__file__": {example!r}}})
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.SharedPasswordAuthenticator.admin_password = {admin!r}
c.JupyterHub.services[0]["environment"].update({environment!r})
c.JupyterHub.services[0]["command"] += {arguments!r}
c.JupyterHub.services.append({{"name": "tests", "api_token": {token!r}}})
c.JupyterHub.load_roles.append(
    {{"name": "tests", "services": ["tests"], "scopes": ["admin:users", "admin:groups", "read:services"]}}
)
"""

_HASTY = ["--HubOAuth.cache_max_age=1", "--Limits.reauthenticate_interval=1"]
"""Tests do not wait a minute until a change at the hub is seen."""


def missing() -> str:
    """The line that installs what a hub needs; empty where it is there."""
    if not shutil.which("jupyterhub", path=os.path.dirname(sys.executable)):
        return "pip install jupyterhub"
    hint = "npm install -g --ignore-scripts configurable-http-proxy"
    return "" if shutil.which("configurable-http-proxy") else hint


class Hub:
    """The example of this repository, on ports that are free."""

    def __init__(self, folder: Path) -> None:
        self.port, self.token, self.password = free_port(), secrets.token_hex(16), secrets.token_hex(8)
        self.folder, self.log_file = folder, folder / "hub.log"
        self.classroom = folder / "classroom"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the proxy, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def service(self) -> str:
        """The address of the class's server."""
        return f"{self.url}/services/classroom"

    @property
    def log(self) -> str:
        """All that the hub, its proxy and the class's server have printed."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def start(self) -> Hub:
        """Start everything, and wait until the class's server answers through the proxy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        env = environment(
            self.folder,
            CLASS_PASSWORD=self.password,
            CLASSROOM_URL=f"http://127.0.0.1:{free_port()}",
            CLASSROOM_FOLDER=str(self.classroom),
        )
        config = self.folder / "jupyterhub_config.py"
        config.write_text(
            _CONFIG.format(
                example=str(EXAMPLE),
                port=self.port,
                hub=free_port(),
                api=free_port(),
                proxy=shutil.which("configurable-http-proxy"),
                admin=secrets.token_hex(32),
                token=self.token,
                arguments=[*_HASTY, *(["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else [])],
                environment={
                    name: env[name]
                    for name in (
                        "HOME",
                        "PATH",
                        "JUPYTER_CONFIG_DIR",
                        "JUPYTER_DATA_DIR",
                        "JUPYTER_RUNTIME_DIR",
                    )
                },
            )
        )
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [os.path.join(os.path.dirname(sys.executable), "jupyterhub"), "-f", str(config)],
                cwd=self.folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.until_classroom()
        return self

    def stop(self) -> None:
        """End the hub, its proxy and the class's server. Raises if one of them goes on."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(15)
        self._process = None
        left = self._processes()
        for process in left:
            process.kill()
        _, immortal = psutil.wait_procs(left, 15)
        assert not immortal, f"these go on: {immortal}"

    def kill_classroom(self) -> None:
        """End the class's server at once, as a power cut would; the hub starts it again."""
        server = [process for process in self._processes() if "jupyterhub-singleuser" in _command(process)]
        assert len(server) == 1, server
        server[0].kill()
        psutil.wait_procs(server, 15)

    def until_classroom(self) -> None:
        """Wait until the class's server answers; the hub looks every 30 s whether it is there."""
        until(self._answers, f"the class's server behind the hub; its log: {self.log_file}", 60)

    def _processes(self) -> list[psutil.Process]:
        """All that work in the hub's folder.

        The hub gives its proxy and its services sessions of their own, and a proxy's wrapper does not end
        what it wraps: neither the group of the hub nor its children are all.
        """
        return [process for process in psutil.process_iter() if _works_in(process, self.folder)]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The hub's own API, as an administrator."""
        request = urllib.request.Request(
            f"{self.url}/hub/api{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise AssertionError(f"The hub ended:\n{self.log}")
        try:
            with urllib.request.urlopen(f"{self.service}/api", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def _works_in(process: psutil.Process, folder: Path) -> bool:
    """Whether the current folder of a process is this one or inside it; not where that is not told."""
    try:
        return Path(process.cwd()).is_relative_to(folder.resolve())
    except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
        return False


def _command(process: psutil.Process) -> str:
    """The command line of a process; empty where it has ended."""
    try:
        return " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return ""
