"""A history made anew from what its edits did: the same texts, the same authors, no client id from before."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents.admission import SERVER_IDS, Ledger
from timewarp_jupyter.documents.genesis import genesis
from timewarp_jupyter.documents.units import utf16_length
from timewarp_jupyter.documents.update import read_update
from timewarp_jupyter.rooms.archive.layout import ArchiveLimits
from timewarp_jupyter.rooms.archive.rebuilding import ArchivedEdit, Change, rebuild, typed

LIMITS = ArchiveLimits(
    **{name: getattr(Limits(), name) for name in ArchiveLimits.__dataclass_fields__},
)
BEGIN = "TO MAZE 😀\nEND\n"
WORDS = ("a", "FD 50\n", "😀", "ö", "")


def random_edits(seed: int, authors: int) -> tuple[list[ArchivedEdit], list[str]]:
    """Edits of several people one after the other, and the text after each."""
    draw, text, texts = random.Random(seed), BEGIN, []
    edits = []
    for seq in range(2, 150):
        changes = []
        for _ in range(draw.randrange(1, 3)):
            start = draw.randrange(len(text) + 1)
            end = min(len(text), start + draw.randrange(4))
            word = draw.choice(WORDS)
            changes.append(Change(utf16_length(text[:start]), utf16_length(text[start:end]), word))
            text = text[:start] + word + text[end:]
        inserted, deleted = typed(changes)
        author = f"p{draw.randrange(authors)}"
        edits.append(ArchivedEdit(seq, author, seq, None, inserted, deleted, changes))
        texts.append(text)
    return edits, texts


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("authors", [1, 3, 20])
def test_every_text_and_every_author_is_there_again(seed: int, authors: int):
    edits, texts = random_edits(seed, authors)
    history = rebuild("h1", BEGIN, edits, LIMITS, time.monotonic() + 60)
    # The genesis is made with another path than the one that the history was built on.
    first = genesis("some/where/maze.logo", "h1", BEGIN)
    doc: Doc[Any] = Doc()
    doc.apply_update(first.update)
    owners = {first.client_id: ":server"}
    ledger = Ledger(owners=owners)
    header = read_update(first.update)
    ledger.enter(ledger.admit(header, ":server", by_server=True), ":server")
    for update, text in zip(history.updates, texts, strict=True):
        header = read_update(update.data)
        # The same rules as for every edit that comes over a socket.
        admitted = ledger.admit(header, update.edit.author, by_server=True)
        ledger.enter(admitted, update.edit.author)
        assert update.client in SERVER_IDS
        doc.apply_update(update.data)
        assert str(doc.get("source", type=Text)) == text
    assert history.text == texts[-1]
    assert doc.get("state", type=Map)["path"] == "some/where/maze.logo"


def test_a_checkpoint_is_the_state_at_its_edit():
    edits, texts = random_edits(5, 3)
    limits = ArchiveLimits(**{**{name: getattr(LIMITS, name) for name in LIMITS.__dataclass_fields__},
                              "checkpoint_every": 50})  # fmt: skip
    history = rebuild("h1", BEGIN, edits, limits, time.monotonic() + 60)
    found = [(number, update.state) for number, update in enumerate(history.updates) if update.state]
    assert [number for number, _ in found] == [48, 98]
    for number, state in found:
        doc: Doc[Any] = Doc()
        doc.apply_update(state or b"")
        assert str(doc.get("source", type=Text)) == texts[number]
