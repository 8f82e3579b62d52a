"""Time Warp for Jupyter: rooms in which a class writes programs together, live."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "timewarp-jupyter"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    # Imported here, so that tools which only look up the labextension do not load the server.
    from .app import TimeWarp

    return [{"module": "timewarp_jupyter", "app": TimeWarp}]
