"""Names of rooms in any script, and the slugs made from them.

A slug stands in links, so it is lower case, without spaces and signs, and short, but keeps letters of
every script: a class that writes Greek should see Greek in its links.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from ..errors import InvalidInput

MAX_NAME = 100
"""Characters in the name of a room."""
MAX_SLUG = 60
"""Characters in a slug, without the number that may follow."""

_ID = re.compile(r"[0-9a-f]{32}")
_KEPT = ("L", "N", "M")  # letters, numbers, and the marks that belong to letters
_RESERVED = frozenset({"import"})  # a route of the API stands in the place of a room


def clean_name(name: str) -> str:
    """The name as it is stored: composed, without control characters and outer or double spaces.

    Raises ``InvalidInput`` (``bad_name``) where nothing visible is left, or it is too long.
    """
    composed = unicodedata.normalize("NFC", name)
    visible = "".join(" " if ch.isspace() else ch for ch in composed if ch.isspace() or _is_printable(ch))
    result = " ".join(visible.split())
    if not any(unicodedata.category(ch)[0] not in "CZM" for ch in result):
        raise InvalidInput("A name needs at least one visible character.", code="bad_name")
    if len(result) > MAX_NAME:
        raise InvalidInput(
            f"A name can have at most {MAX_NAME} characters.", code="bad_name", reason=name[:40]
        )
    return result


def _is_printable(ch: str) -> bool:
    # Joiners shape words in several scripts and emoji; everything else of "C" (controls, direction
    # overrides, surrogates) only serves to deceive.
    return ch in "\u200c\u200d" or unicodedata.category(ch)[0] != "C"


def is_id(text: str) -> bool:
    """Whether the text has the form of an id (``uuid4().hex``)."""
    return _ID.fullmatch(text) is not None


def slug_of(name: str, taken: Container[str]) -> str:
    """A slug for a name, unlike all in ``taken``, never empty, never of the form of an id."""
    folded = unicodedata.normalize("NFKC", name).lower()
    words = "".join(ch if unicodedata.category(ch)[0] in _KEPT else " " for ch in folded).split()
    base = "-".join(words)[:MAX_SLUG].strip("-") or "room"
    if is_id(base) or base in _RESERVED:
        base = f"room-{base}"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
