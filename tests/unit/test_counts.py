"""How much was typed and taken away counts the text, whatever else a client writes beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pycrdt import Doc, Map, Text
from test_admission import replica

from timewarp_jupyter.documents.id_ranges import IdRanges
from timewarp_jupyter.documents.replica import Applied, Replica
from timewarp_jupyter.documents.update import Id


def typing(document: Replica, keys: str) -> Iterator[Applied]:
    """Each key and, as JupyterLab does it, ``dirty`` in the state, in the place of the one before."""
    doc: Doc[Any] = Doc(client_id=77)
    doc.apply_update(document.doc.get_update())
    source, state = doc.get("source", type=Text), doc.get("state", type=Map)
    for key in keys:
        before = doc.get_state()
        with doc.transaction():
            if key == "<":
                del source[len(source) - 1 :]
            else:
                source += key
            state["dirty"] = True
        applied = document.apply(doc.get_update(before), "ana")
        assert applied is not None
        yield applied


def counted(keys: str) -> tuple[int, int]:
    """Units that were added and taken away."""
    applied = list(typing(replica(), keys))
    return sum(each.inserted for each in applied), sum(each.deleted for each in applied)


def test_what_is_written_beside_the_text_takes_nothing_away() -> None:
    assert counted("FORWARD 50") == (10, 0)


def test_what_is_taken_back_does() -> None:
    assert counted("FORWARX<D<<") == (8, 3)


def test_ids_are_counted_across_ranges() -> None:
    ids = IdRanges([Id(5, 2), Id(5, 3), Id(5, 7), Id(6, 0)])
    asked = [(5, 0, 2), (5, 0, 3), (5, 3, 4), (5, 2, 6), (5, 3, 5), (5, 8, 9), (6, 0, 9), (7, 0, 9)]
    assert [ids.count(*each) for each in asked] == [0, 1, 1, 3, 2, 0, 1, 0]
