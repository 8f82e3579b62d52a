"""Servers whose file system is not what it was: a small library answers for it, preloaded into them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXTENSIONS = """\
c.ServerApp.jpserver_extensions = {
    "timewarp_jupyter": True, "jupyterlab": False, "notebook": False, "notebook_shim": False,
    "jupyter_lsp": False, "jupyter_server_terminals": False, "jupyter_server_ydoc": False,
}
"""
"""A server with us alone."""

MARKS = [
    pytest.mark.skipif(sys.platform != "linux", reason="what is preloaded is for Linux"),
    pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler"),
]


def build(name: str, folder: Path) -> str:
    """The library of a C file beside this one, made in a folder."""
    made, source = folder / f"{name}.so", Path(__file__).with_name(f"{name}.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl"], check=True)
    return str(made)
