"""Who wrote each character of a text: by the client id of its struct, whoever delivered it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .authors import UNKNOWN
from .relabel import FIRST_LABEL, LABELS, relabelled


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` UTF-16 units from ``offset`` on, written by ``author``."""

    author: str
    offset: int
    length: int


def spans(whole: bytes, owners: Mapping[int, str]) -> list[Span]:
    """Whose each part of the text is, in order; neighbours of one author are one span.

    ``whole`` is the encoded state of a document and ``owners`` say whose each client id is.
    """
    authors = list(dict.fromkeys([UNKNOWN, *owners.values()]))
    if len(authors) > LABELS:
        raise ValueError("more authors than characters")
    labels = {author: chr(FIRST_LABEL + number) for number, author in enumerate(authors)}
    of_client = {client: labels[author] for client, author in owners.items()}
    unknown = labels[UNKNOWN]

    def label(client: int, clock: int, units: int, deleted: bool) -> str | None:
        return None if deleted else of_client.get(client, unknown) * units

    found: list[Span] = []
    offset = 0
    for match in re.finditer(r"(.)\1*", relabelled(whole, label), re.DOTALL):
        length = match.end() - match.start()
        found.append(Span(authors[ord(match[1]) - FIRST_LABEL], offset, length))
        offset += length
    return found


def remaining(found: Sequence[Span]) -> dict[str, int]:
    """How many UTF-16 units of each author the text has."""
    totals: dict[str, int] = {}
    for span in found:
        totals[span.author] = totals.get(span.author, 0) + span.length
    return totals
