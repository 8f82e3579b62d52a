"""Where text may be written: between two that have stood side by side in what somebody can have had."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from time import process_time
from typing import Any

import pytest
from pycrdt import Doc, Text
from test_engine_faults import beside, first_text, reloaded, replica, update

from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents.costs import cost_of
from timewarp_jupyter.documents.lib0 import var_string, varuint
from timewarp_jupyter.documents.replica import Replica
from timewarp_jupyter.documents.update import Id
from timewarp_jupyter.errors import ProtocolError, TooLarge

X = b"\x04" + var_string("x")


def written() -> Replica:
    """``abcdef`` by 5, with ``XY`` of 6 behind ``b``."""
    document = replica("")
    document.apply(update((5, 0, [first_text("abcdef")])), "ana")
    document.apply(update((6, 0, [beside(b"\x04" + var_string("XY"), (5, 1), (5, 2))])), "ben")
    return document


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((5, 4), (5, 1)),
        ((5, 2), (5, 1)),
        ((6, 1), (5, 1)),
        ((5, 0), (5, 4)),
        ((5, 0), (6, 0)),
        ((5, 1), (6, 1)),
    ],
)
def test_text_between_two_that_never_stood_side_by_side_is_refused(left, right, again: bool) -> None:
    """A left one that stands behind the right one once had yrs run in a circle, and the server with it."""
    document = reloaded(written()) if again else written()
    with pytest.raises(ProtocolError, match="side by side"):
        document.apply(update((7, 0, [beside(X, left, right)])), "eve")
    assert document.text == "abXYcdef"


def test_text_at_the_end_of_the_middle_is_refused() -> None:
    document = written()
    with pytest.raises(ProtocolError, match="side by side"):
        document.apply(update((7, 0, [beside(X, (6, 1))])), "eve")
    document.apply(update((7, 0, [beside(X, (5, 5))])), "eve")
    assert document.text == "abXYcdefx"


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("place", [((5, 1), (6, 0)), ((6, 0), (6, 1)), ((6, 1), (5, 2)), ((5, 1), (5, 2))])
def test_text_between_two_that_stand_or_stood_side_by_side_is_taken(place, again: bool) -> None:
    """``b`` and ``c`` did before XY came: this is how it looks to who has not seen that yet."""
    document = reloaded(written()) if again else written()
    document.apply(update((7, 0, [beside(X, *place)])), "eve")
    assert len(document.text) == 9


def test_what_came_to_stand_side_by_side_by_being_written_at_once_is_found_out() -> None:
    document = written()
    for client in (20, 30, 40):
        mark = b"\x04" + var_string(f"<{client}>")
        document.apply(update((client, 0, [beside(mark, (5, 3), (5, 4))])), "ana")
    assert document.text == "abXYcd<20><30><40>ef"
    for left, right in pairwise(((20, 3), (30, 0), (30, 3), (40, 0))):
        assert document.ledger.neighbours.stood_together(Id(*left), Id(*right)) in (None, True)
    document.apply(update((7, 0, [beside(X, (20, 3), (30, 0))])), "eve")
    document.apply(update((8, 0, [beside(X, (30, 3), (40, 0))])), "eve")
    assert document.text == "abXYcd<20>x<30>x<40>ef"
    document.apply(update((9, 0, [beside(X, (20, 3), (40, 0))])), "eve")  # who has not seen 30 may
    with pytest.raises(ProtocolError, match="side by side"):
        document.apply(update((10, 0, [beside(X, (40, 3), (20, 0))])), "eve")


def written_at_once(runs: int) -> tuple[Replica, list[tuple[int, int, list[bytes]]]]:
    """``x`` by 40 people at one place, on top of so many runs, and what stands between each two of them."""
    document = replica("")
    document.apply(update((5, 0, [first_text("ab")])), "ana")
    backwards = [beside(X, (5, 0), (6, clock - 1) if clock else (5, 1)) for clock in range(runs)]
    document.apply(update((6, 0, backwards)), "ben")
    at = (6, runs - 1), (6, runs - 2)
    for client in range(100, 140):
        document.apply(update((client, 0, [beside(X, *at)])), "ana")
    return document, [(1000 + one, 0, [beside(X, (one, 0), (one + 1, 0))]) for one in range(100, 139)]


def test_one_message_goes_through_so_many_runs_of_text_and_no_more() -> None:
    document, between = written_at_once(3000)
    with pytest.raises(TooLarge, match="at once"):
        document.apply(update(*between), "eve")
    applied = document.apply(update(*between[:10]), "eve")
    assert applied is not None and applied.gone_through > 10 * 3000
    assert Limits().max_updates_burst > cost_of(applied) > cost_of(replace(applied, gone_through=0)) + 200


def test_in_a_small_document_nobody_writes_at_too_many_places() -> None:
    document, between = written_at_once(10)
    for part in (between[:20], between[20:]):  # of more people nobody brings something new at once
        assert document.apply(update(*part), "eve") is not None
    assert len(document.text) == 2 + 10 + 40 + 39


def test_whatever_honest_people_write_at_the_same_time_is_taken() -> None:
    """Yjs clients that hear of each other late, all in the same few lines, and undo."""
    dice, document = random.Random(5), replica("FD 50\n")
    people: list[tuple[Doc[Any], Text]] = []
    for client in range(6):
        doc: Doc[Any] = Doc(client_id=100 + client)
        people.append((doc, doc.get("source", type=Text)))
    for _ in range(1500):
        doc, text = dice.choice(people)
        if dice.random() < 0.5:
            doc.apply_update(document.doc.get_update(doc.get_state()))
        with doc.transaction():
            for _ in range(dice.randrange(1, 4)):
                at = dice.randrange(len(text) + 1)
                if dice.random() < 0.4 and at < len(text):
                    del text[at : min(len(text), at + dice.randrange(1, 4))]
                else:
                    text.insert(at, dice.choice(("x", "yz", "\n")))
        if dice.random() < 0.7:
            news = doc.get_update(document.doc.get_state())
            document.apply(news, f"person {people.index((doc, text))}", whole=True)
    assert reloaded(document).text == document.text


def test_what_is_deleted_by_the_million_takes_no_time() -> None:
    """It was 26 s and two gigabytes, while there was no limit to it."""
    document = written()
    gone = beside(b"\x01" + varuint(2**24), (6, 1), (5, 2))
    document.apply(update((6, 2, [gone])), "ben")
    for client in (20, 30):
        document.apply(update((client, 0, [beside(X, (6, 2**20), (6, 2**20 + 1))])), "ana")
    with pytest.raises(TooLarge, match="full"):
        document.apply(update((8, 0, [beside(b"\x01" + varuint(2**31 - 8), (6, 1), (5, 2))])), "ben")
    began = process_time()
    document.apply(update((40, 0, [beside(X, (20, 0), (30, 0))])), "eve")
    for left, right in (((30, 0), (20, 0)), ((6, 2**20), (6, 2**21))):
        with pytest.raises(ProtocolError, match="side by side"):
            document.apply(update((50, 0, [beside(X, left, right)])), "eve")
    assert process_time() - began < 0.5
    assert document.text == "abXYxxxcdef"
