"""Stock Yjs clients in Node, as people at a server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from .person import Person
from .server import program
from .waiting import until

SOURCE = Path(__file__).parent.parent / "node"


def installed() -> Path:
    """The folder with ``peer.mjs`` and the pinned packages, installed once per lock file."""
    lock = (SOURCE / "package-lock.json").read_bytes()
    folder = Path(tempfile.gettempdir()) / f"timewarp-test-peers-{sha256(lock).hexdigest()[:12]}"
    if not (folder / "complete").exists():
        folder.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(SOURCE / name, folder / name)
        command = [program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, check=True, timeout=120, stdin=subprocess.DEVNULL)
        (folder / "complete").touch()
    shutil.copyfile(SOURCE / "peer.mjs", folder / "peer.mjs")
    return folder


def sync_path(room: Any, document: Any) -> str:
    """The name of a document's sync socket, as y-websocket wants it."""
    return f"rooms/{room['id']}/documents/{document['id']}/sync"


class NodePeer:
    """One y-websocket client on one document."""

    def __init__(self, person: Person, room: Any, document: Any, **params: str) -> None:
        address = person.server.url.replace("http", "ws", 1) + "/api/timewarp"
        path = sync_path(room, document)
        headers = {"Cookie": person.cookie_header(), "Authorization": f"token {person.server.token}"}
        self._last = 0
        self._process = subprocess.Popen(
            [program("node"), "peer.mjs", address, path, json.dumps(headers), json.dumps(params)],
            cwd=installed(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
            text=True,
            start_new_session=True,  # `node` may be a program that starts the real one: both are to be frozen
        )

    def do(self, what: str, **arguments: Any) -> Any:
        """Carry out a command of ``peer.mjs``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._last += 1
        self._process.stdin.write(json.dumps({"id": self._last, "do": what, **arguments}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or "{}")
        assert answer.get("id") == self._last, f"The Node client ended: {answer}"
        return answer

    def look(self, key: str) -> Any:
        """One value of what the client sees: text, connected, synced, closes, ended, people."""
        return self.do("look")[key]

    def until(self, key: str, expected: Any, seconds: float = 20.0) -> None:
        """Wait until the client sees ``expected``."""
        until(lambda: self.look(key) == expected or None, f"{key} = {expected!r}", seconds)

    def freeze(self) -> None:
        """Stop the process, as a browser stops a tab in the background."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.killpg(self._process.pid, signal.SIGCONT)

    def close(self) -> None:
        """End the client."""
        if self._process.poll() is None:
            self.thaw()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()
