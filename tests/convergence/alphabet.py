"""Characters of all kinds, each of which nobody else types anywhere, and what is typed between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

_SCRIPTS = (
    range(0x4E00, 0x9000),  # Han
    range(0x1F300, 0x1F3FB),  # emoji, before the skin tones
    range(0x0300, 0x0370),  # marks that combine with what stands before
    range(0xAC00, 0xD7A4),  # Hangul
    range(0xFB50, 0xFDC8),  # Arabic forms, from right to left
    range(0x10800, 0x10FFF),  # scripts from right to left, outside the basic plane
    range(0xE0100, 0xE01F0),  # variation selectors, outside the basic plane
)
_LAST_RESORT = 0x20000
"""Han outside the basic plane: there are 40,000 of them."""

JOINER, EMOJI_FORM, SKIN_TONE = "\u200d", "\ufe0f", "\U0001f3fd"
FILLERS = "\n" + JOINER + EMOJI_FORM + SKIN_TONE
"""What may be typed many times: line ends, and what makes one picture of several emoji."""


class Alphabet:
    """Characters that were never used before."""

    def __init__(self) -> None:
        self._letters = self._all()
        self._glue = 0

    @staticmethod
    def _all() -> Iterator[str]:
        for turn in count():
            for script in _SCRIPTS:
                if turn < len(script):
                    yield chr(script[turn])
            yield chr(_LAST_RESORT + turn)

    def new(self, length: int) -> str:
        """So many of them."""
        return "".join(next(self._letters) for _ in range(length))

    def typed(self, length: int) -> str:
        """So many of them as they are typed: now and then with what joins emoji behind one."""
        return "".join(letter + self._behind(letter) for letter in self.new(length))

    def _behind(self, letter: str) -> str:
        if ord(letter) not in _SCRIPTS[1]:
            return ""
        self._glue += 1
        return ("", JOINER, SKIN_TONE, EMOJI_FORM + JOINER)[self._glue % 4]


def units(text: str) -> int:
    """The length of a text as browsers have it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
