"""Authorship spans against an oracle: what pycrdt itself says of each character."""

from __future__ import annotations

import random
from itertools import groupby
from typing import Any

import pytest
from pycrdt import Assoc, Doc, Map, Text

from timewarp_jupyter.documents.authors import UNKNOWN
from timewarp_jupyter.documents.authorship import Span, remaining, spans
from timewarp_jupyter.documents.genesis import genesis
from timewarp_jupyter.documents.units import utf16_length

CHARACTERS = ["a", "b", "\n", "é", "字", "😀", "0", " "]
NAMES = ["ana", "ben", "cy"]


def owner_of_each_character(doc: Doc[Any], owners: dict[int, str]) -> list[Span]:
    """By the id that a sticky index has at each character; neighbours of one author are one span."""
    source = doc.get("source", type=Text)
    text, at = str(source), 0
    authors: list[str] = []
    for character in text:
        index = source.sticky_index(at, Assoc.AFTER)
        assert index is not None
        authors += [owners[int(index.to_json()["item"]["client"])]] * utf16_length(character)
        at += len(character.encode())
    found: list[Span] = []
    for author, group in groupby(authors):
        length = len(list(group))
        found.append(Span(author, found[-1].offset + found[-1].length if found else 0, length))
    return found


def type_something(doc: Doc[Any], rand: random.Random) -> None:
    """Insert, delete, or set a value of the state."""
    source = doc.get("source", type=Text)
    starts = [0]
    for character in str(source):
        starts.append(starts[-1] + len(character.encode()))
    kind = rand.random()
    if kind < 0.6 or len(starts) == 1:
        source.insert(rand.choice(starts), "".join(rand.choices(CHARACTERS, k=rand.randint(1, 6))))
    elif kind < 0.9:
        first = rand.randrange(len(starts) - 1)
        last = min(first + rand.randint(1, 5), len(starts) - 1)
        del source[starts[first] : starts[last]]
    else:
        doc.get("state", type=Map)[rand.choice(["dirty", "path", "file"])] = rand.choice([True, "ü", 7, None])


def converse(seed: int) -> tuple[Doc[Any], dict[int, str]]:
    """Several devices of three people type at once, and hear of each other now and then."""
    rand = random.Random(seed)
    first = genesis("a.logo", f"{seed:032x}", "FD 50 😀\n" * rand.randint(0, 3))
    owners = {first.client_id: ":disk"}
    docs: list[Doc[Any]] = []
    for number in range(6):
        client = rand.choice([rand.getrandbits(31) + 1, rand.getrandbits(52) + 1, number + 1])
        owners[client] = NAMES[number % 3]
        docs.append(Doc(client_id=client))
        docs[-1].apply_update(first.update)
    for _ in range(rand.randint(20, 150)):
        doc = rand.choice(docs)
        type_something(doc, rand)
        if rand.random() < 0.3:
            other = rand.choice(docs)
            other.apply_update(doc.get_update(other.get_state()))
    server: Doc[Any] = Doc()
    for doc in docs:
        server.apply_update(doc.get_update(server.get_state()))
    return server, owners


@pytest.mark.parametrize("seed", range(60))
def test_each_character_is_its_writers(seed: int) -> None:
    doc, owners = converse(seed)
    found = spans(doc.get_update(), owners)
    assert found == owner_of_each_character(doc, owners)
    assert sum(remaining(found).values()) == utf16_length(str(doc.get("source", type=Text)))


def test_an_empty_document_is_nobodys() -> None:
    first = genesis("a.logo", "0" * 32, "")
    assert spans(first.update, {first.client_id: ":disk"}) == []


def test_text_of_a_client_that_nobody_has_is_called_so() -> None:
    first = genesis("a.logo", "0" * 32, "FD 50\n")
    assert spans(first.update, {}) == [Span(UNKNOWN, 0, 6)]


def test_fifty_thousand_authors_are_told_apart() -> None:
    client = 7
    doc: Doc[Any] = Doc(client_id=client)
    doc.get("source", type=Text).insert(0, "😀")
    owners = {1000 + number: f"person {number}" for number in range(50_000)} | {client: "last"}
    assert spans(doc.get_update(), owners) == [Span("last", 0, 2)]
