"""What the benchmark asks of every peer: to start, to stop, and to have a document."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

import psutil  # type: ignore[import-untyped]

from ..address import Address

HOST = "127.0.0.1"
START_DEADLINE = 60.0
STOP_DEADLINE = 20.0


class PeerFailed(Exception):
    """A peer did not start, or refused what was asked of it; the message says where its log is."""


class Peer(ABC):
    """One server under test. ``start`` and ``stop`` may be called again and again."""

    name: ClassVar[str]
    #: Whether documents survive a restart of the server.
    durable: ClassVar[bool]

    def __init__(self, scratch: Path, cores: tuple[int, ...]) -> None:
        """``scratch`` is this peer's own folder; ``cores`` those it may run on, () for any."""
        self.scratch = scratch
        self.log = scratch / "server.log"
        self._cores = cores
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        #: Seconds from the last start until documents could be opened.
        self.usable_after = 0.0

    @abstractmethod
    def command(self) -> list[str]:
        """The command that starts the server on ``self.port``."""

    @abstractmethod
    def new_document(self, name: str) -> Address:
        """Make an empty document and say where it is. Raises PeerFailed."""

    @abstractmethod
    def version(self) -> str:
        """What is measured, with its version."""

    def environment(self) -> dict[str, str]:
        """Variables the server gets beside our own."""
        return {}

    def ready_path(self) -> str:
        """A path that answers 200 when the server is ready."""
        return "/"

    @property
    def pid(self) -> int:
        """The server's process id. Raises PeerFailed if it does not run."""
        if self._process is None:
            raise PeerFailed(f"{self.name} does not run")
        return self._process.pid

    def url(self, path: str) -> str:
        """An HTTP address of the server."""
        return f"http://{HOST}:{self.port}{path}"

    def start(self) -> float:
        """Start the server; answer the seconds until it answered. Raises PeerFailed."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.port = self.port or _free_port()
        begun = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.scratch,
                env={**os.environ, **self.environment()},
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        if self._cores:
            psutil.Process(self.pid).cpu_affinity(list(self._cores))
        self._wait_until_ready(begun + START_DEADLINE)
        answered = time.monotonic() - begun
        self.wait_until_usable(begun + START_DEADLINE)
        self.usable_after = time.monotonic() - begun
        return answered

    def wait_until_usable(self, deadline: float) -> None:
        """Wait until documents can be opened: for most servers that is with the first answer."""
        return

    def _wait_until_ready(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise PeerFailed(f"{self.name} ended at its start: see {self.log}")
            try:
                with urllib.request.urlopen(self.url(self.ready_path()), timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.01)
        raise PeerFailed(f"{self.name} did not answer within {START_DEADLINE:.0f} s: {self.log}")

    def stop(self) -> None:
        """Stop the server as an operator would; kill it if it does not go."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_DEADLINE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_DEADLINE)
        self._process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
