"""Revisions, versions, diffs and playback from a real store."""

from __future__ import annotations

import difflib
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from engine import create
from pycrdt import Doc, Text

from timewarp_jupyter.documents import history
from timewarp_jupyter.documents.authors import SERVER
from timewarp_jupyter.documents.history import PAUSE_MS, SLOT_MS, Revision, revisions, text_at
from timewarp_jupyter.documents.history_diff import unified_diff
from timewarp_jupyter.documents.history_steps import TextChange, steps
from timewarp_jupyter.errors import NotFound
from timewarp_jupyter.store.interface import Store
from timewarp_jupyter.store.operations import AppendUpdates
from timewarp_jupyter.store.sql import SqlStore, sqlite_url

SLOT = 1_700_000_400_000
"""The beginning of ten minutes of the clock."""
assert SLOT % SLOT_MS == 0


@asynccontextmanager
async def store_in(path: Path, text: str = "") -> AsyncIterator[Store]:
    """Room ``r`` with document ``d``."""
    store = SqlStore(sqlite_url(path / "store.sqlite"), synchronous="normal")
    await store.start()
    try:
        await create(store, text)
        yield store
    finally:
        await store.stop()


async def records(store: Store, *rows: tuple[str, int, int, int]) -> None:
    """Records without content: author, at, inserted, deleted."""
    await store.commit("r", [AppendUpdates("d", who, b"\0\0", new, old, at) for who, at, new, old in rows])


async def listed(store: Store, **page: Any) -> tuple[list[Revision], int | None]:
    return await revisions(store, "d", **{"before": None, "after": None, "limit": 100, **page})


async def test_what_ends_a_revision(tmp_path: Path) -> None:
    """Another author, a pause, the end of ten minutes; the server's records do not."""
    async with store_in(tmp_path) as store:
        await records(
            store,
            ("ben", SLOT, 3, 0),
            (SERVER, SLOT + 10, 0, 0),
            ("ben", SLOT + PAUSE_MS, 1, 2),
            ("ben", SLOT + 2 * PAUSE_MS + 1, 5, 0),
            ("cy", SLOT + 2 * PAUSE_MS + 2, 7, 0),
            ("cy", SLOT + SLOT_MS - 1, 1, 0),
            ("cy", SLOT + SLOT_MS, 1, 1),
        )
        found, following = await listed(store)
        assert following is None
        assert found[:-1] == [
            Revision(8, 8, "cy", SLOT + SLOT_MS, SLOT + SLOT_MS, 1, 1),
            Revision(7, 7, "cy", SLOT + SLOT_MS - 1, SLOT + SLOT_MS - 1, 1, 0),
            Revision(6, 6, "cy", SLOT + 2 * PAUSE_MS + 2, SLOT + 2 * PAUSE_MS + 2, 7, 0),
            Revision(5, 5, "ben", SLOT + 2 * PAUSE_MS + 1, SLOT + 2 * PAUSE_MS + 1, 5, 0),
            Revision(4, 2, "ben", SLOT, SLOT + PAUSE_MS, 4, 2),
        ]
        genesis = found[-1]
        assert (genesis.seq, genesis.author, genesis.added) == (1, "ana", 0)


@pytest.mark.parametrize("limit", [1, 2, 7, 1000])
@pytest.mark.parametrize("scanned", [1, 20_000])
async def test_pages_from_either_end_make_the_same_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, scanned: int
) -> None:
    """Also where a page ends early, for it has looked at enough records."""
    monkeypatch.setattr(history, "_CHUNK", 5)
    monkeypatch.setattr(history, "_MOST_SCANNED", scanned)
    rand = random.Random(limit)
    async with store_in(tmp_path, "x") as store:
        at = SLOT
        for _ in range(60):
            at += rand.choice([10, 500, PAUSE_MS + 1])
            await records(store, (rand.choice(["ben", "ben", "cy", SERVER]), at, rand.randint(0, 1), 0))
        whole = await all_pages(store, 10_000)
        assert await all_pages(store, limit) == whole
        assert await all_pages(store, limit, forward=True) == whole[::-1]
        seqs = [seq for revision in whole[::-1] for seq in (revision.first_seq, revision.seq)]
        assert seqs == sorted(seqs)


async def all_pages(store: Store, limit: int, *, forward: bool = False) -> list[Revision]:
    found: list[Revision] = []
    cursor: int | None = 0 if forward else None
    while True:
        page, cursor = await listed(store, limit=limit, **{"after" if forward else "before": cursor})
        assert page and len(page) <= limit
        found += page
        if cursor is None:
            return found


async def test_before_the_first_seq_there_is_nothing(tmp_path: Path) -> None:
    async with store_in(tmp_path, "FD 50\n") as store:
        assert (await text_at(store, "d", 1)).text == (await text_at(store, "d", 99)).text == "FD 50\n"
        with pytest.raises(NotFound) as missing:
            await text_at(store, "d", 0)
        assert missing.value.error_code == "no_such_revision"


def after_changes(text: str, changes: list[TextChange]) -> str:
    """The text after changes, whose offsets are UTF-16 units."""
    data = text.encode("utf-16-le")
    for change in changes:
        start, end = 2 * change.offset, 2 * (change.offset + change.removed)
        data = data[:start] + change.inserted.encode("utf-16-le") + data[end:]
    return data.decode("utf-16-le")


@pytest.mark.parametrize("seed", range(10))
async def test_steps_lead_from_every_text_to_the_next(tmp_path: Path, seed: int) -> None:
    rand = random.Random(seed)
    async with store_in(tmp_path, "é😀\n") as store:
        texts, doc = {1: "é😀\n"}, Doc()
        doc.apply_update((await store.updates("d", limit=1))[0].data)
        for _ in range(40):
            update = edited(doc, rand)
            receipt = await store.commit("r", [AppendUpdates("d", "ben", update, 1, 1, SLOT)])
            texts[receipt.seq] = str(doc.get("source", type=Text))
        text, after, seen = "", 0, []
        while True:
            page, following = await steps(store, "d", after=after, before=None, limit=7)
            for step in page:
                text = after_changes(text, list(step.changes))
                assert text == texts[step.seq]
                seen.append(step.seq)
            if following is None:
                break
            after = following
        assert text == texts[max(texts)]
        assert set(texts) - set(seen) <= {seq for seq in texts if texts[seq] == texts.get(seq - 1)}
        page, following = await steps(store, "d", after=3, before=5, limit=7)
        assert [step.seq for step in page if step.changes] == [seq for seq in (4,) if seq in seen]


def edited(doc: Doc[Any], rand: random.Random) -> bytes:
    """One record with edits in several places."""
    source = doc.get("source", type=Text)
    before = doc.get_state()
    events: list[bytes] = []
    subscription = doc.observe(lambda event: events.append(event.update))
    with doc.transaction():
        for _ in range(rand.randint(1, 4)):
            starts = [0]
            for character in str(source):
                starts.append(starts[-1] + len(character.encode()))
            if rand.random() < 0.4 and len(starts) > 2:
                at = rand.randrange(len(starts) - 2)
                del source[starts[at] : starts[at + 2]]
            else:
                source.insert(rand.choice(starts), rand.choice(["a", "字é", "😀b", "\n"]))
    doc.unobserve(subscription)
    return events[0] if events else doc.get_update(before)


TEXTS = [
    ("", "a\n"), ("a\n", ""), ("a", "a\n"), ("a\nb", "a\nc"), ("a\nb\nc\n", "a\nc\n"),
    ("\n".join(map(str, range(40))), "\n".join(str(n) for n in range(40) if n not in (3, 5, 30))),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), TEXTS)
def test_a_diff_is_what_others_make(old: str, new: str) -> None:
    """Python's own does not say where a line has no end."""
    ours = unified_diff(old, new, "old", "new").replace("\n\\ No newline at end of file\n", "")
    theirs = "".join(difflib.unified_diff(old.splitlines(True), new.splitlines(True), "old", "new"))
    assert ours == theirs and ours


@pytest.mark.parametrize("seed", range(30))
def test_a_diff_makes_the_new_text_of_the_old(seed: int) -> None:
    rand = random.Random(seed)
    old = [rand.choice("abcdef") + "\n" for _ in range(rand.randint(0, 60))]
    new = list(old)
    for _ in range(rand.randint(0, 8)):
        at = rand.randint(0, len(new))
        new[at : at + rand.randint(0, 3)] = [rand.choice("xyzabc") + "\n"] * rand.randint(0, 2)
    texts = "".join(old), "".join(new)
    assert patched(old, unified_diff(*texts, "a", "b")) == texts[1]


def patched(old: list[str], diff: str) -> str:
    """What ``patch`` does."""
    done: list[str] = []
    at = 0
    for line in diff.splitlines(True)[2:]:
        head = re.match(r"@@ -(\d+)(?:,(\d+))? ", line)
        if head:
            start = int(head[1]) - (head[2] != "0")
            done += old[at:start]
            at = start
        elif line[0] == "+":
            done.append(line[1:])
        else:
            assert old[at] == line[1:]
            done += [old[at]] if line[0] == " " else []
            at += 1
    return "".join([*done, *old[at:]])
