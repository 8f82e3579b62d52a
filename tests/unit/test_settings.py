"""Settings: the environment's word, the documentation of each, times for people."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from traitlets import TraitError

from timewarp_jupyter.app import TimeWarp
from timewarp_jupyter.clock import iso, now_ms
from timewarp_jupyter.config import Limits

CHECKOUT = Path(__file__).parents[2]
OWNERS: tuple[Any, ...] = (TimeWarp, Limits)


def settings() -> dict[str, Any]:
    """Every setting by the name that it has in a configuration file."""
    return {
        f"c.{owner.__name__}.{name}": trait
        for owner in OWNERS
        for name, trait in owner.class_own_traits(config=True).items()
    }


def test_the_table_of_settings_is_what_the_code_says() -> None:
    made = runpy.run_path(str(CHECKOUT / "docs" / "make_configuration.py"))["document"]()
    written = (CHECKOUT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert written == made, "Run: python docs/make_configuration.py"


def test_every_setting_is_explained() -> None:
    table = (CHECKOUT / "docs" / "configuration.md").read_text(encoding="utf-8")
    for name, trait in settings().items():
        assert f"| `{name}` |" in table
        assert len(trait.help) > 20, name
        if isinstance(trait.default_value, float):
            assert re.search(r"seconds?\b|Days", trait.help, re.IGNORECASE), f"{name} does not say its unit"


def test_the_readme_names_only_settings_that_there_are() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(c\.(?:TimeWarp|Limits)\.\w+)`", readme))
    assert named
    assert named <= set(settings())


@pytest.mark.parametrize(("word", "enabled"), [("0", False), ("false", False), ("1", True), ("", True)])
def test_timewarp_enabled(monkeypatch: pytest.MonkeyPatch, word: str, enabled: bool) -> None:
    monkeypatch.setenv("TIMEWARP_ENABLED", word)
    assert TimeWarp().enabled is enabled


def test_rooms_are_by_invitation_on_a_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUPYTERHUB_API_TOKEN", raising=False)
    assert TimeWarp().default_visibility == "open"
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret")
    assert TimeWarp().default_visibility == "invite"


def test_limits_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_CONCURRENT_SESSIONS", "30")
    monkeypatch.setenv("SESSION_TIMEOUT", "90.5")
    assert Limits().max_connections == 30
    assert Limits().session_timeout == 90.5
    assert Limits(max_connections=7).max_connections == 7


@pytest.mark.parametrize("wrong", ["many", "-5"])
def test_a_limit_that_is_none_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("MAX_CONCURRENT_SESSIONS", wrong)
    with pytest.raises(TraitError, match=r"MAX_CONCURRENT_SESSIONS|max_connections"):
        _ = Limits().max_connections


def test_times_are_iso_8601_in_utc() -> None:
    assert iso(0) == "1970-01-01T00:00:00.000Z"
    assert iso(1_769_851_800_007) == "2026-01-31T09:30:00.007Z"
    assert iso(now_ms()) > "2024"
