"""Running ``jupyter timewarp …`` as a user does, in a folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .server import environment, program


def jupyter_timewarp(root: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; output and status are in what is given back."""
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [program("jupyter"), "timewarp", *arguments],
        cwd=root,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
