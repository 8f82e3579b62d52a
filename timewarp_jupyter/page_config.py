"""What the frontend is told in the page itself, so that nothing in it waits for the network at start."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

_NEWS = "@jupyterlab/apputils-extension:announcements"
Page = dict[str, Any]


def announce(settings: dict[str, Any], *, enabled: bool, version: str) -> None:
    """Put the option ``timewarp`` into the pages of JupyterLab and Notebook.

    Page options are strings; this one is JSON: ``{"enabled": …, "version": …}``.
    """
    page_config = settings.setdefault("page_config_data", {})
    page_config["timewarp"] = json.dumps({"enabled": enabled, "version": version})


def ask_nothing_about_news(settings: dict[str, Any]) -> None:
    """Keep JupyterLab from asking everyone whether it may fetch news.

    It asks even where there are none to fetch (``LabApp.news_url`` is None), unless its plugin is disabled.
    """
    before: Callable[[Any, Page], Page] | None = settings.get("page_config_hook")

    def hook(handler: Any, page_config: Page) -> Page:
        if before is not None:
            page_config = before(handler, page_config)
        disabled = page_config.get("disabledExtensions", [])
        # A list of names, or names and whether they are disabled.
        names = [name for name, off in disabled.items() if off] if isinstance(disabled, dict) else [*disabled]
        return {**page_config, "disabledExtensions": sorted({*names, _NEWS})}

    settings["page_config_hook"] = hook
