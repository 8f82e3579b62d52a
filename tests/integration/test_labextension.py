"""What the installed labextension adds to every page of JupyterLab."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

INSTALLED = Path(sys.prefix) / "share/jupyter/labextensions/timewarp-jupyter"
MOST_JAVASCRIPT = 350_000
"""Bytes, minified and not compressed."""


def test_it_is_small_enough_for_a_school_s_network() -> None:
    if not INSTALLED.exists():
        pytest.skip("the labextension is not in this environment: pip install .")
    if (INSTALLED / "build_log.json").exists():  # only the builder's development mode writes it
        pytest.skip("this is a development build, which is not minified: pip install .")
    scripts = {path.name: path.stat().st_size for path in (INSTALLED / "static").glob("*.js")}
    assert sum(scripts.values()) <= MOST_JAVASCRIPT, scripts
