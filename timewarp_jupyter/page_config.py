"""What the frontend is told in the page itself, so that nothing in it waits for the network at start."""

from __future__ import annotations

import json
from typing import Any


def announce(settings: dict[str, Any], *, enabled: bool, version: str) -> None:
    """Put the option ``timewarp`` into the pages of JupyterLab and Notebook.

    Page options are strings; this one is JSON: ``{"enabled": …, "version": …}``.
    """
    page_config = settings.setdefault("page_config_data", {})
    page_config["timewarp"] = json.dumps({"enabled": enabled, "version": version})
