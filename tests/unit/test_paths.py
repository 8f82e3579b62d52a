"""Paths: what may name a program, and what may not."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timewarp_jupyter.documents import paths
from timewarp_jupyter.errors import InvalidInput


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("..", ".."),
        ("../a.bas", ".."),
        ("a/../../b.bas", ".."),
        ("a/./b.bas", ".."),
        ("/etc/passwd", "absolute"),
        ("C:/a.bas", "absolute"),
        ("a//b.bas", "empty"),
        ("a.bas/", "empty"),
        ("..\\a.bas", "backslash"),
        ("a\\b.bas", "backslash"),
        ("%2e%2e/a.bas", "encoded"),
        ("%2E%2E%2Fa.bas", "encoded"),
        ("a%5cb.bas", "encoded"),
        ("a%00.bas", "encoded"),
        ("%252e%252e/a.bas", "encoded"),
        ("a\0.bas", "control"),
        ("a\n.bas", "control"),
        ("a\x7f.bas", "control"),
        ("a\u2028.bas", "control"),
        ("\u202esab.a", "control"),
        ("half\ud83d.bas", "control"),
        (".hidden", "hidden"),
        (".timewarp/timewarp.sqlite", "hidden"),
        ("a/.git/config", "hidden"),
        ("é" * 128 + ".bas", "longer"),
        ("/".join(["deep"] * 300), "longer"),
    ],
)
def test_refused_with_a_reason(path: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        paths.normalise("club", path)
    assert caught.value.error_code == "bad_path"
    assert caught.value.status == 400
    assert reason in caught.value.reason
    assert caught.value.reason.isascii()


@pytest.mark.parametrize(
    "path",
    ["maze.logo", "week 1/maze.logo", "CON", "迷路.logo", "50%.bas", "a..b.bas", "~", "x" * 255, "{{7*7}}"],
)
def test_allowed(path: str) -> None:
    assert paths.normalise("club/monday", path) == f"club/monday/{path}"


def test_two_spellings_are_one_path() -> None:
    decomposed = unicodedata.normalize("NFD", "café.bas")
    assert decomposed != "café.bas"
    assert paths.normalise("club", decomposed) == "club/café.bas"


def test_a_program_is_no_notebook() -> None:
    with pytest.raises(InvalidInput, match="notebook"):
        paths.program_path("lesson.IPYNB")


@given(st.text())
def test_whatever_is_allowed_stays_inside(text: str) -> None:
    try:
        full = paths.normalise("club", text)
    except InvalidInput:
        return
    parts = full.split("/")
    assert parts[0] == "club" and len(parts) > 1
    assert not any(part.startswith(".") or not part.strip() for part in parts)


def test_the_part_below_a_folder() -> None:
    assert paths.inside("club", "club/a/b.bas") == "a/b.bas"
    assert paths.inside("club", "clubhouse/a.bas") is None
    assert paths.inside("club", "club") is None
    assert paths.inside("", "a.bas") == "a.bas"


def test_links(tmp_path: Path) -> None:
    club = tmp_path / "club"
    (club / "inner").mkdir(parents=True)
    (club / ".secret").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (club / "maze.logo").write_text("FD 50\n")
    (club / "alias.logo").symlink_to("maze.logo")
    (club / "out").symlink_to(tmp_path / "elsewhere")
    (club / "passwd.bas").symlink_to("/etc/passwd")
    (club / "dangling.bas").symlink_to("../gone.bas")
    (club / "hidden").symlink_to(".secret")
    root = str(tmp_path)
    assert paths.resolve(root, "club", "maze.logo") == "maze.logo"
    assert paths.resolve(root, "club", "inner/new.bas") == "inner/new.bas"
    assert paths.resolve(root, "club", "alias.logo") == "maze.logo"
    for path in ("out/a.bas", "passwd.bas", "dangling.bas", "hidden/a.bas"):
        with pytest.raises(InvalidInput) as caught:
            paths.resolve(root, "club", path)
        assert caught.value.error_code == "bad_path"


def test_a_folder_that_is_a_link_itself(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "club").symlink_to("real")
    assert paths.resolve(str(tmp_path), "club", "maze.logo") == "maze.logo"
