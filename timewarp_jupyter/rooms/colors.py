"""The colours of people.

Each has a contrast of at least 4.5:1 to white (a name in white on it can be read, WCAG 2 AA) and of at
least 3:1 to a dark editor (#111111), so that a caret in it can be seen in both themes. Neighbours
differ in saturation as well as in hue. A test checks all of this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from ..errors import InvalidInput

PALETTE = (
    "#d81111",
    "#a55730",
    "#90640c",
    "#707020",
    "#52770a",
    "#407923",
    "#0a7e0a",
    "#247b41",
    "#0a7b56",
    "#237777",
    "#0d73a5",
    "#3a69c6",
    "#5656f1",
    "#7c54cd",
    "#a61aec",
    "#b134b1",
    "#cb108d",
    "#c03865",
)


def color_for(username: str) -> str:
    """The colour of somebody who has not chosen one: always the same for the same user."""
    digest = hashlib.sha256(username.encode("utf-8", "surrogatepass")).digest()
    return PALETTE[int.from_bytes(digest[:4], "big") % len(PALETTE)]


def free_color(wanted: str, used: Collection[str]) -> str:
    """``wanted``, or the next one of the palette that nobody has; ``wanted`` again where all are taken."""
    at = PALETTE.index(wanted)
    return next((color for color in (*PALETTE[at:], *PALETTE[:at]) if color not in used), wanted)


def clean_color(color: str) -> str:
    """A colour of the palette, lower case. Raises ``InvalidInput`` (``bad_color``)."""
    lowered = color.lower()
    if lowered not in PALETTE:
        raise InvalidInput(
            "Take one of the offered colours: others may be hard to read.",
            code="bad_color",
            reason=color[:40],
        )
    return lowered
