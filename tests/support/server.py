"""A Jupyter server in a process of its own, in a scratch folder, as a user would start it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .waiting import until

CONFIG = """\
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port_retries = 0
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.expose_app_in_browser = True
c.JupyterNotebookApp.expose_app_in_browser = True
"""


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """A console script of the environment that the tests run in; a whole path is taken as it is."""
    if os.path.isabs(name):
        return name
    found = shutil.which(name, path=os.path.dirname(sys.executable))
    if found is None:
        raise RuntimeError(f"{name} is not installed here: run `pip install .` first.")
    return found


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process with its home in a scratch folder."""
    places = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "TIMEWARP"))}
    bin_folder = os.path.dirname(sys.executable)
    return {
        **kept,
        **{name: str(home / folder) for name, folder in places.items()},
        "HOME": str(home),
        "PATH": bin_folder + os.pathsep + os.environ.get("PATH", ""),
        **more,
    }


class LabServer:
    """One server; it can be killed and started again on the same port, with the same folders."""

    def __init__(
        self,
        root: Path,
        home: Path,
        *arguments: str,
        command: tuple[str, ...] = ("jupyter-lab",),
        config: str = "",
        usable: bool = True,
        files: Mapping[str, str] | None = None,
        **env: str,
    ) -> None:
        self.root, self.home = root, home
        self.port, self.token = free_port(), secrets.token_hex(16)
        self.log_file = home / "server.log"
        self._command, self._arguments, self._env, self._usable = command, arguments, env, usable
        self._process: subprocess.Popen[bytes] | None = None
        root.mkdir(parents=True, exist_ok=True)
        for name, content in (files or {}).items():
            (root / name).write_text(content, encoding="utf-8")
        (home / "config").mkdir(parents=True, exist_ok=True)
        (home / "config" / "jupyter_server_config.py").write_text(CONFIG + config)

    @property
    def url(self) -> str:
        """The address of the server, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """All that the server has printed."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    @property
    def faults(self) -> list[str]:
        """The lines of the log that tell of something unexpected."""
        marks = ("Traceback", "ERROR", "panicked", "[E ", "Uncaught", "never retrieved", "never awaited")
        return [line for line in self.log.splitlines() if any(mark in line for mark in marks)]

    def start(self) -> LabServer:
        """Start, and wait until the rooms can be used (or, with ``usable=False``, are known not to be)."""
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    program(self._command[0]),
                    *self._command[1:],
                    f"--ServerApp.port={self.port}",
                    f"--IdentityProvider.token={self.token}",
                    f"--ServerApp.root_dir={self.root}",
                    *self._arguments,
                ],
                cwd=self.root,
                env=environment(self.home, **self._env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(self._has_started, f"a server that answers; its log: {self.log_file}", 60)
        return self

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def about(self) -> dict[str, Any] | None:
        """What the server says of itself; None while it says nothing, {} where it has no rooms at all."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/api/timewarp", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            return {} if error.code == 404 else None
        except OSError:
            return None

    def _has_started(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise AssertionError(f"The server ended:\n{self.log}")
        about = self.about()
        if not about:
            return about == {}
        return bool(about["ready"]) is self._usable and "still starting" not in (about["failure"] or "")

    def kill(self) -> None:
        """End it at once, as a power cut would (SIGKILL)."""
        self.end(signal.SIGKILL)

    def stop(self) -> int | None:
        """Ask it to end (SIGTERM), and wait: the exit code, None where it did not run."""
        return self.end(signal.SIGTERM)

    def restart(self) -> LabServer:
        """Start again after an end."""
        return self.start()

    def use(self, *command: str) -> None:
        """Start with another command next time."""
        self._command = command

    def end(self, number: signal.Signals) -> int | None:
        """Send a signal that ends it, and wait for the end: the exit code, None where it did not run."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return None
        process.send_signal(number)
        return process.wait(30)


@contextmanager
def servers_in(folder: Path) -> Iterator[Callable[..., LabServer]]:
    """Starts servers, each with a workspace and a home in this folder; they end with the context."""
    servers: list[LabServer] = []

    def start(*arguments: str, name: str = "workspace", **options: Any) -> LabServer:
        server = LabServer(folder / name, folder / f"{name}-home", *arguments, **options)
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.stop()
