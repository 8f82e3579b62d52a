"""What was typed into one program: every character is one that nobody else types anywhere, so that at the
end it can be said of each whether it is there, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import count

_SCRIPTS = (0x4E00, 0x20000, 0xAC00)
"""Where unique characters are taken from: Han, Han outside the basic plane, Hangul."""


class Alphabet:
    """Characters that were never used before."""

    def __init__(self) -> None:
        self._numbers = count()

    def new(self, length: int) -> str:
        """So many of them."""
        return "".join(chr(_SCRIPTS[n % 3] + n) for n in (next(self._numbers) for _ in range(length)))


class Letters:
    """The characters of one program: who typed and deleted each, and what need not be there.

    ``unsure`` are those of which nobody was told that they are safe, and that are in no replica any more.
    ``contested`` are those that a difference of two texts may bring back.
    """

    def __init__(self) -> None:
        self.typed: dict[str, str] = {}
        self.deleted: dict[str, str] = {}
        self.unsure: set[str] = set()
        self.contested: set[str] = set()
        self.disk_differs = False
        self.line_ends: Counter[str] = Counter()
        """How many each has typed: these are not unlike each other."""

    def remember(self, inserted: str, gone: str, author: str) -> None:
        """Somebody replaced one text by another."""
        self.line_ends[author] += inserted.count("\n")
        for letter in inserted.replace("\n", ""):
            self.typed[letter] = author
        for letter in gone:
            self.deleted[letter] = author
        if self.disk_differs:
            self.contested.update(gone)

    def changed_on_disk(self, text: str) -> None:
        """The file, which held ``text``, was changed.

        What was deleted and still stands in it may come back: a piece around it may be taken for another,
        as a difference of two texts is a guess at what was done.
        """
        self.disk_differs = True
        self.contested.update(letter for letter in text if letter in self.deleted)

    def given_up(self, author: str, sure: Collection[str]) -> None:
        """A replica of the author is gone: only what is ``sure`` has to be there, be it typed or deleted."""
        mine = {letter for letter, who in self.typed.items() if who == author}
        self.unsure |= mine.difference(sure)
        self.unsure |= {letter for letter, who in self.deleted.items() if who == author}

    def wrong_in(self, text: str) -> str:
        """What is wrong with a text at the end; empty if nothing is."""
        counts = Counter(text)
        twice = [letter for letter in self.typed if counts[letter] > 1]
        lost = [letter for letter in self.typed if not counts[letter] and self._has_to_be_there(letter)]
        back = [letter for letter in self.deleted if counts[letter] and self._has_to_be_gone(letter)]
        if not (twice or lost or back):
            return ""
        names = {letter: self.typed[letter] for letter in (*twice, *lost, *back)}
        return f"twice {twice}, lost {lost}, back {back}: {names}"

    def _has_to_be_there(self, letter: str) -> bool:
        return letter not in self.deleted and letter not in self.unsure

    def _has_to_be_gone(self, letter: str) -> bool:
        return letter in self.typed and letter not in self.unsure and letter not in self.contested
