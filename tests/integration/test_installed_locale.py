"""JupyterLab finds the translations of the installed package."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jupyterlab_server.translation_utils import get_installed_packages_locale

import timewarp_jupyter

LOCALE = Path(timewarp_jupyter.__file__).parent / "locale"


@pytest.mark.parametrize("locale", ["de_DE", "es_ES"])
def test_jupyterlab_finds_the_catalogue(locale: str):
    found, _ = get_installed_packages_locale(locale)
    catalogue = LOCALE / locale / "LC_MESSAGES" / "timewarp_jupyter.json"
    assert found["timewarp_jupyter"] == json.loads(catalogue.read_text(encoding="utf-8"))
