"""UTF-16 units, in which browsers and the interface count text."""

from __future__ import annotations


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text has: two for a character above U+FFFF."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
