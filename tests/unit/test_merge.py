"""Diffs: what they make of a text, and what two sides keep of their own."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.documents.merge import apply_edits, edits_between

MEBIBYTE = 1 << 20

few_letters = st.text(alphabet="ab \n", max_size=40)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
line = st.sampled_from(["FD 50\n", "RT 90\n", 'PRINT "é"\n', "\n", "REM 🐢\n", "GOTO 10\n", "  RT 90\n"])
program = st.lists(line, max_size=14).map("".join)


@given(st.one_of(st.tuples(*[each] * 2) for each in (few_letters, any_text, program)))
@settings(max_examples=600, deadline=None)
def test_the_edits_make_the_new_text(texts: tuple[str, str]) -> None:
    old, new = texts
    edits = edits_between(old, new)
    assert apply_edits(old, edits) == new
    assert all(before.end < after.start for before, after in pairwise(edits))


@given(program, program)
@settings(max_examples=200, deadline=None)
def test_a_crdt_takes_the_edits_as_they_are(old: str, new: str) -> None:
    doc: Doc[Text] = Doc()
    doc["source"] = source = Text(old)
    with doc.transaction():
        for edit in reversed(edits_between(old, new)):
            del source[edit.start : edit.end]
            source.insert(edit.start, edit.text)
    assert str(source) == new


@given(program, st.data())
@settings(max_examples=300, deadline=None)
def test_both_sides_keep_what_they_inserted_once(base: str, data: st.DataObject) -> None:
    """One side types in the document, the other in the file; both started from the same text."""
    places = st.integers(0, len(base))
    ours, theirs = data.draw(places), data.draw(places)
    live: Doc[Text] = Doc()
    live["source"] = Text(base)
    fork: Doc[Text] = Doc()
    fork["source"] = forked = Text()
    fork.apply_update(live.get_update())
    live["source"].insert(len(base[:ours].encode()), "<ours>")
    on_disk = base[:theirs] + "<theirs>" + base[theirs:]
    for edit in reversed(edits_between(base, on_disk)):
        del forked[edit.start : edit.end]
        forked.insert(edit.start, edit.text)
    live.apply_update(fork.get_update())
    merged = str(live["source"])
    assert merged.count("<ours>") == merged.count("<theirs>") == 1
    assert merged.replace("<ours>", "").replace("<theirs>", "") == base


def test_only_the_changed_characters_are_touched() -> None:
    assert edits_between("FD 50\nRT 90\n", "FD 60\nRT 90\nFD 1\n") == [
        Edit(3, 4, "6"),
        Edit(12, 12, "FD 1\n"),
    ]


def test_an_emoji_is_replaced_whole() -> None:
    assert edits_between("REM 🐢!", "REM 🐁!") == [Edit(4, 8, "🐁")]


def test_a_formatter_leaves_every_line_its_own() -> None:
    old = "".join(f"PRINT {number}\n" for number in range(2000))
    new = "".join(f"    PRINT {number}\n" for number in range(2000))
    edits = edits_between(old, new)
    assert apply_edits(old, edits) == new
    assert all(edit == Edit(edit.start, edit.start, "    ") for edit in edits)


def test_a_moved_block_is_one_deletion_and_one_insertion() -> None:
    block, rest = "TO MAZE\nFD 5\nEND\n", "".join(f"LT {number}\n" for number in range(9))
    assert sorted(edits_between(block + rest, rest + block), key=lambda edit: edit.start) == [
        Edit(0, len(block), ""),
        Edit(len(block + rest), len(block + rest), block),
    ]


def test_two_words_do_not_become_a_salad() -> None:
    assert len(edits_between("forward", "backwards now")) <= 2


RANDOM = random.Random(7)


def _letters(alphabet: str, size: int = MEBIBYTE) -> str:
    return "".join(RANDOM.choices(alphabet, k=size))


def _lines(alphabet: str, width: int) -> str:
    text = _letters(alphabet)
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def _shuffled(text: str) -> str:
    lines = text.split("\n")
    RANDOM.shuffle(lines)
    return "\n".join(lines)


_SHORT_LINES = _lines("abcdefgh", 3)
_LONG_LINES = _lines("abcdefgh", 60)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(_letters("abcdefgh"), _letters("ijklmnop"), id="nothing in common"),
        pytest.param(_letters("abcdefgh"), _letters("abcdefgh"), id="one line each"),
        pytest.param(_letters("ab"), _letters("ab"), id="two letters"),
        pytest.param(_LONG_LINES, _lines("abcdefgh", 60), id="other lines of the same width"),
        pytest.param(_SHORT_LINES, _shuffled(_SHORT_LINES), id="many equal lines, shuffled"),
        pytest.param(_LONG_LINES, _shuffled(_LONG_LINES), id="single lines, shuffled"),
        pytest.param("a\n" * (MEBIBYTE // 2), "b\n" * (MEBIBYTE // 2), id="half a million lines"),
        pytest.param("ab" * (MEBIBYTE // 2), "ba" * (MEBIBYTE // 2), id="periodic"),
    ],
)
def test_a_mebibyte_takes_less_than_half_a_second(old: str, new: str) -> None:
    """In processor time: the machine may have other work."""
    start = time.process_time()
    edits = edits_between(old, new)
    taken = time.process_time() - start
    assert apply_edits(old, edits) == new
    assert taken < 0.5
