"""Names in any script, and their slugs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timewarp_jupyter.errors import InvalidInput
from timewarp_jupyter.rooms.slugs import MAX_NAME, clean_name, is_id, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Maze Club", "maze-club"),
        ("  The   maze!  ", "the-maze"),
        ("\u0397 τάξη μας", "η-τάξη-μας"),
        ("编程 课", "编程-课"),
        ("ﬁne Ⅳ", "fine-iv"),
        ("हिन्दी", "हिन्दी"),
        ("🐭🐭", "room"),
        ("../../etc", "etc"),
        ("0" * 32, "room-" + "0" * 32),
        ("import", "room-import"),
    ],
)
def test_slugs_keep_letters_of_every_script(name, slug):
    assert slug_of(name, set()) == slug


def test_slugs_are_unique():
    taken = {"maze", "maze-2"}
    assert slug_of("Maze", taken) == "maze-3"


@given(st.text(), st.sets(st.sampled_from(["room", "a", "room-2"])))
def test_any_slug_can_stand_in_an_address(name, taken):
    slug = slug_of(name, taken)
    assert slug and slug not in taken and not is_id(slug)
    assert not set(slug) & set("/\\?#%&. \0\n<>\"'")
    assert slug == slug.strip("-")


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e", "\n\t", "x" * (MAX_NAME + 1), "\u0301"])
def test_names_that_show_nothing_or_too_much_are_refused(name):
    with pytest.raises(InvalidInput) as caught:
        clean_name(name)
    assert caught.value.error_code == "bad_name"


def test_names_lose_what_deceives():
    assert clean_name(" A\u202eB\tC\u0000 ") == "AB C"
    assert clean_name("e\u0301") == "é"
    assert clean_name("🐭") == "🐭"
