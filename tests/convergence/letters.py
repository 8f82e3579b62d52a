"""What was typed into one program: every character is one that nobody else types anywhere, so that at the
end it can be said of each whether it is there, and how often. Of line ends and what joins emoji, which are
not unlike each other, it can be said how many there are at least and at most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from timewarp_jupyter.documents.merge_search import common_prefix, common_suffix

from .alphabet import FILLERS, units


class Letters:
    """The characters of one program: who typed and deleted each, who has seen it, and what may be gone.

    ``unsure`` are those of which nobody was told that they are safe, and that nobody else has seen.
    ``contested`` are those that a difference of two texts may bring back. ``again`` says how often an undo
    or redo made a character again: Yjs makes a new one of it each time, and does not know of two people that
    they undo the same.
    """

    def __init__(self) -> None:
        self.typed: dict[str, str] = {}
        self.deleters: defaultdict[str, set[str]] = defaultdict(set)
        self.unsure: set[str] = set()
        self.contested: set[str] = set()
        self.again: Counter[str] = Counter()
        self.disk_differs = False
        self.fillers: defaultdict[str, Counter[str]] = defaultdict(Counter)
        """How many each has typed."""
        self._disk_base = ""
        self._remade: set[str] = set()
        self._seen: set[str] = set()
        self._seen_gone: set[str] = set()
        self._again_by: defaultdict[str, set[str]] = defaultdict(set)
        self._made_again: Counter[str] = Counter()
        self._fillers_gone: Counter[str] = Counter()
        self._fillers_unsure: dict[str, Counter[str]] = {}

    def remember(self, inserted: str, gone: str, author: str) -> None:
        """Somebody replaced one text by another."""
        for letter in inserted:
            if letter in FILLERS:
                self.fillers[author][letter] += 1
            else:
                self.typed[letter] = author
        self._forget(gone, author)

    def _forget(self, gone: str, author: str) -> None:
        for letter in gone:
            if letter in FILLERS:
                self._fillers_gone[letter] += 1
            else:
                self.deleters[letter].add(author)
        self.contested.update(gone if self.disk_differs else self._remade.intersection(gone))

    def remember_undo(self, before: str, after: str, author: str) -> None:
        """Somebody has undone or redone something of their own."""
        gone, back = _replaced(before, after)
        self._forget("".join(gone), author)
        for letter in back:
            if letter in FILLERS:
                self.fillers[author][letter] += 1
            else:
                self.again[letter] += 1
                self._again_by[author].add(letter)
                self.deleters[letter].discard(author)
                self._made_again[author] += units(letter)

    def changed_on_disk(self, text: str, changed: str) -> None:
        """The file, which held ``text``, was changed.

        What was deleted and still stands in it may come back: a piece around it may be taken for another,
        as a difference of two texts is a guess at what was done. A few characters between two changes are
        made anew with them, and who deletes them without having seen that deletes others.
        """
        if not self.disk_differs:
            self._disk_base = text
        self.disk_differs = True
        before, after = _changed(self._disk_base, changed)
        self._remade |= set(before) & set(after)
        self.contested.update(letter for letter in text if self.deleters.get(letter))

    def look(self, viewer: str, there: Collection[str], gone: Collection[str]) -> None:
        """Somebody sees these characters, and those no longer: what others did of that has come to be."""
        self._seen.update(letter for letter in there if self.typed.get(letter, viewer) != viewer)
        self._seen_gone.update(letter for letter in gone if viewer not in self.deleters[letter])

    def given_up(self, author: str, sure: Collection[str]) -> None:
        """A replica of the author is gone: of what they typed and deleted only what is ``sure`` (which the
        server has acknowledged) or was seen has to be so. What an undo has made again was seen before it."""
        mine = {letter for letter, who in self.typed.items() if who == author}
        self.unsure |= mine.difference(sure, self._seen)
        deleted = {letter for letter, who in self.deleters.items() if author in who}
        self.unsure |= (deleted - self._seen_gone) | self._again_by[author]
        self._fillers_unsure[author] = self.fillers[author].copy()

    def most_added(self, author: str) -> int:
        """UTF-16 units that the author can have added at most."""
        typed = sum(units(letter) for letter, who in self.typed.items() if who == author)
        return typed + sum(units(each) for each in self.fillers[author].elements()) + self._made_again[author]

    def wrong_in(self, text: str) -> str:
        """What is wrong with a text at the end; empty if nothing is."""
        counts = Counter(text)
        twice = [letter for letter in self.typed if counts[letter] > 1 + self.again[letter]]
        lost = [letter for letter in self.typed if not counts[letter] and self._has_to_be_there(letter)]
        back = [letter for letter in self.deleters if counts[letter] and self._has_to_be_gone(letter)]
        foreign = [letter for letter in counts if letter not in FILLERS and letter not in self.typed]
        fillers = "".join(self._wrong_about(filler, counts[filler]) for filler in FILLERS)
        if not (twice or lost or back or foreign or fillers):
            return ""
        names = {letter: self.typed[letter] for letter in (*twice, *lost, *back)}
        return f"twice {twice}, lost {lost}, back {back}, never typed {foreign} {fillers}: {names}"

    def _has_to_be_there(self, letter: str) -> bool:
        return not self.deleters[letter] and letter not in self.unsure

    def _has_to_be_gone(self, letter: str) -> bool:
        may_be_there = letter in self.unsure or letter in self.contested or self.again[letter]
        return bool(self.deleters[letter]) and letter in self.typed and not may_be_there

    def _wrong_about(self, filler: str, count: int) -> str:
        most = sum(typed[filler] for typed in self.fillers.values())
        unsure = sum(typed[filler] for typed in self._fillers_unsure.values())
        least = most - unsure - self._fillers_gone[filler]
        return "" if least <= count <= most else f"{filler!r} {count} times, not {least} to {most}"


def _replaced(before: str, after: str) -> tuple[list[str], list[str]]:
    """What is gone and what is new between two texts.

    A filler may have given way to another of its kind: all that stand where something was replaced count.
    """
    old, new = _changed(before, after)
    gone = [letter for letter in old if letter in FILLERS or letter not in new]
    return gone, [letter for letter in new if letter in FILLERS or letter not in old]


def _changed(before: str, after: str) -> tuple[str, str]:
    """Two texts without what they begin and end with both."""
    start = common_prefix(before, after)
    end = common_suffix(before, after, min(len(before), len(after)) - start)
    return before[start : len(before) - end], after[start : len(after) - end]
