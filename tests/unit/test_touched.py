"""Which lines somebody has touched: by known cases, and compared with a slow way to find out."""

from __future__ import annotations

import random
from typing import Any

import pytest
from pycrdt import Doc, StickyIndex, Text

from timewarp_jupyter.documents.authors import DISK, SERVER
from timewarp_jupyter.documents.touched import Touched
from timewarp_jupyter.documents.update import read_update
from timewarp_jupyter.rooms.untold import windows
from timewarp_jupyter.store.interface import Journal, UpdateRow
from timewarp_jupyter.store.interface_talk import EditRow


class Typist:
    """A document whose updates are kept."""

    def __init__(self, text: str) -> None:
        self.doc: Doc[Any] = Doc()
        self.text = self.doc.get("source", type=Text)
        self.updates: list[bytes] = []
        self.edit(0, 0, text)

    def edit(self, start: int, end: int, inserted: str) -> bytes:
        """Replace UTF-8 bytes; gives the update."""
        before = self.doc.get_state()
        with self.doc.transaction():
            if end > start:
                del self.text[start:end]
            if inserted:
                self.text.insert(start, inserted)
        self.updates.append(self.doc.get_update(before))
        return self.updates[-1]

    def touched(self, *updates: bytes) -> set[int]:
        """The lines that these updates have touched, as of now."""
        rows = [UpdateRow(seq, "ana", 1, data) for seq, data in enumerate(self.updates, 1)]
        seqs = [row.seq for row in rows if row.data in updates]
        return Touched(Journal(None, 0, rows[:1], {}), rows[1:]).lines([seqs])[0]


def test_typing_touches_its_line():
    typist = Typist("one\ntwo\nthree\n")
    typed = [typist.edit(at, at, character) for at, character in ((4, "n"), (5, "é"), (7, "😀"))]
    assert typist.touched(*typed) == {2}


def test_new_lines_are_touched_from_the_first_to_the_last():
    typist = Typist("one\ntwo\nthree\n")
    assert typist.touched(typist.edit(5, 5, "x\ny\nz")) == {2, 3, 4}


def test_deleting_touches_the_line_where_it_was():
    typist = Typist("one\ntwo\nthree\nfour\n")
    whole = typist.edit(4, 8, "")
    assert typist.touched(whole) == {2}
    part = typist.edit(10, 12, "")
    assert typist.touched(whole, part) == {2, 3}


def test_lines_are_counted_as_they_are_in_the_end():
    typist = Typist("one\ntwo\n")
    mine = typist.edit(4, 4, "x")
    typist.edit(0, 0, "above\nabove\n")
    assert typist.touched(mine) == {4}


def test_what_was_typed_and_deleted_again_is_one_line():
    typist = Typist("one\ntwo\n")
    assert typist.touched(typist.edit(4, 4, "x\ny\n"), typist.edit(4, 8, "")) == {2}


def test_what_is_only_repeated_is_not_touched_again():
    """One who comes back sends what they have: structs and deletions that are known do not count."""
    typist = Typist("one\ntwo\nthree\n")
    typist.edit(0, 1, "")
    theirs = typist.edit(3, 3, "x")
    gone = typist.edit(8, 10, "")
    typist.updates.append(typist.doc.get_update())
    assert typist.touched(theirs, gone) == {2, 3}
    assert typist.touched(typist.updates[-1]) == set()


@pytest.mark.parametrize("seed", range(20))
def test_single_insertions_agree_with_the_text(seed: int):
    """Each inserted character is unique, so that the text itself says in which lines they are."""
    dice = random.Random(seed)
    typist = Typist("\n" * 30)
    mine: list[bytes] = []
    for number in range(60):
        # Characters of three bytes: an offset has to be found where one begins.
        at = len(str(typist.text)[: dice.randrange(len(str(typist.text)))].encode())
        if number % 2:
            mine.append(typist.edit(at, at, chr(0x2200 + number)))
        else:
            typist.edit(at, at, dice.choice(["\n", "-", "--\n"]))
    lines = str(typist.text).split("\n")
    expected = {number for number, line in enumerate(lines, 1) if set(line) - {"-"}}
    assert typist.touched(*mine) == expected


@pytest.mark.parametrize("seed", range(20))
def test_all_windows_at_once_agree_with_asking_for_every_character(seed: int):
    """The document itself says where a character is or was, one at a time, as it does for cursors."""
    dice = random.Random(seed)
    typist = Typist("line\n" * 20)
    for _ in range(150):
        length = len(str(typist.text))
        start = dice.randrange(length + 1)
        end = min(length, start + dice.choice([0, 0, 0, 1, 5]))
        typist.edit(start, end, dice.choice(["", "x", "\n", "ab\ncd"]))
    rows = [UpdateRow(seq, "ana", 1, data) for seq, data in enumerate(typist.updates, 1)]
    windows = [[row.seq for row in rows[1:] if row.seq % 3 == number] for number in range(3)]

    def line(client: int, clock: int) -> int:
        place = {"item": {"client": client, "clock": clock}, "assoc": 0}
        at = StickyIndex.from_json(place, typist.text).get_index()
        return str(typist.text)[:at].count("\n") + 1

    known, gone = 100, set[int]()
    of_row: dict[int, set[int]] = {}
    for row in rows[1:]:
        header = read_update(row.data)
        clocks = {clock for each in header.structs for clock in range(each.clock, each.clock + each.length)}
        clocks = {clock for clock in clocks if clock >= known}
        known = max([known, *(clock + 1 for clock in clocks)])
        lost = {clock for each in header.deletes for clock in range(each.clock, each.clock + each.length)}
        of_row[row.seq] = {line(typist.doc.client_id, clock) for clock in clocks | lost - gone}
        gone |= lost
    expected = [set().union(*(of_row[seq] for seq in seqs)) for seqs in windows]
    assert Touched(Journal(None, 0, rows[:1], {}), rows[1:]).lines(windows) == expected


def edit(seq: int, author: str, at: int, document: str = "d", inserted: int = 1) -> EditRow:
    """One journal row."""
    return EditRow(seq, document, author, at, inserted, 0)


def test_windows_are_of_one_author_in_one_document_and_not_too_long():
    rows = [
        edit(1, "ana", 0),
        edit(2, "bo", 10),
        edit(3, "ana", 29_999),
        edit(4, "ana", 30_000),
        edit(5, "ana", 30_001, "e"),
        edit(6, DISK, 30_002),
        edit(7, SERVER, 30_003),
        edit(8, "bo", 30_004, inserted=0),
    ]
    found = windows(rows, 30_000)
    assert [(window.author, window.document, [row.seq for row in window.rows]) for window in found] == [
        ("bo", "d", [2]),
        ("ana", "d", [1, 3]),
        ("ana", "d", [4]),
        ("ana", "e", [5]),
    ]
    told = found[1].told("a.bas", {9, 3, 4})
    assert (told.actor, told.verb, told.document, told.at) == ("ana", "document.edited", "d", 29_999)
    assert told.detail == {
        "path": "a.bas", "lines": 3, "line": 3, "added": 2, "removed": 0, "from_seq": 1, "to_seq": 3,
    }  # fmt: skip
