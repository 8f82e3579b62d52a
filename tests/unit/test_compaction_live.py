"""Folding while the server is used, and while it is killed."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from engine import engine

from timewarp_jupyter.clock import now_ms
from timewarp_jupyter.documents.compaction import compact
from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.documents.historian import Historian
from timewarp_jupyter.documents.history import text_at
from timewarp_jupyter.documents.merge import apply_edits
from timewarp_jupyter.documents.restoring import restore
from timewarp_jupyter.documents.saving_base import merge_for, recorded_saves, source_text
from timewarp_jupyter.errors import Forbidden
from timewarp_jupyter.store.interface import Store
from timewarp_jupyter.store.operations import ConfirmSave, IntendSave
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.virtual import VirtualClient

LOG = logging.getLogger("timewarp.tests")

KILLED = """
import asyncio, logging, sys
from timewarp_jupyter.documents import compaction
from timewarp_jupyter.store.sql import SqlStore

compaction._COMPARED_AT_ONCE = 40
compaction._FOLDED_AT_ONCE = 10

async def main():
    store = SqlStore(sys.argv[1])
    await store.start()
    commit = store.commit
    async def counted(room, operations):
        receipt = await commit(room, operations)
        print("committed", flush=True)
        return receipt
    store.commit = counted
    await compaction.Compaction(store, "r", "d", 2**62).run()
    print("done", flush=True)
    await store.stop()

asyncio.run(main())
"""


async def typed(room, seqs: dict[int, str], count: int, seed: int) -> None:
    """Server-side edits of two people in runs; ``seqs`` gets the text after each."""
    rand = random.Random(seed)
    author = "ana"
    for _ in range(count):
        if rand.random() < 0.1:
            author = rand.choice(["ana", "ben"])
        text = room.document.text
        at = rand.randint(0, len(text))
        edit = Edit(at, min(at + rand.choice([0, 0, 0, 3]), len(text)), rand.choice(["FD ", "x", "\n"]))
        seq = await room.document.edit(author, [edit])
        seqs[seq] = room.document.text


async def saved(store: Store, seq: int) -> None:
    await store.commit("r", [IntendSave("d", seq, "h", now_ms())])
    await store.commit("r", [ConfirmSave("d", seq, "h", now_ms())])


async def ends(store: Store) -> list[int]:
    found, _ = await Historian(store).revisions("d", "ana", before=None, after=None, limit=1000)
    return [revision.seq for revision in found]


async def test_people_type_on_and_go_back_while_old_history_is_folded(tmp_path: Path) -> None:
    async with engine(tmp_path, checkpoint_every=50) as room:
        texts: dict[int, str] = {}
        await typed(room, texts, 200, 1)
        base = max(texts)
        await saved(room.store, base)
        ana = VirtualClient(room.document, "ana")
        await room.settle([ana], lambda: ana.text == room.document.text)
        folding = asyncio.create_task(compact(room.store, "r", "d", 2**62, LOG))
        ana.source.insert(0, "here ")
        await typed(room, texts, 30, 2)
        await room.settle([ana], lambda: ana.text == room.document.text)
        done = await folding
        assert done.records_after < done.records_before / 2
        text = (await room.document.committed()).text
        first = (await ends(room.store))[-2]
        restored = await restore(room.document, room.store, first, "ben", lambda: None)
        await room.settle([ana], lambda: ana.text == texts[first])
        await restore(room.document, room.store, restored.undo_seq, "ben", lambda: None)
        await room.settle([ana], lambda: ana.text == text)
        assert (await text_at(room.store, "d", base)).text == texts[base]
        await room.document.close()
        assert (await room.load()).text == text


async def test_a_change_on_disk_is_still_merged_once(tmp_path: Path) -> None:
    """The base of the merge is the newest confirmed save, also when all before it was folded."""
    async with engine(tmp_path) as room:
        texts: dict[int, str] = {}
        await typed(room, texts, 100, 3)
        base = max(texts)
        await saved(room.store, base)
        await typed(room, texts, 20, 4)
        await compact(room.store, "r", "d", 2**62, LOG)
        on_disk = "; by hand\n" + texts[base]
        saves = await recorded_saves(room.store, "d")
        assert saves.confirmed is not None and saves.confirmed.seq == base
        merge = await merge_for(room.store, "d", saves, on_disk)
        assert source_text(merge.base) == texts[base]
        assert apply_edits(texts[base], merge.edits) == on_disk
        await room.document.edit(":disk", merge.edits, base=merge.base)
        assert room.document.text.count("; by hand\n") == 1
        await compact(room.store, "r", "d", 2**62, LOG)
        again = await merge_for(room.store, "d", saves, on_disk)
        assert again.edits == []


async def test_a_restore_leaves_what_others_type_meanwhile(tmp_path: Path) -> None:
    async with engine(tmp_path, "one\ntwo\n") as room:
        await room.document.edit("ana", [Edit(0, 3, "ONE")])
        ben = VirtualClient(room.document, "ben")
        await room.settle([ben], lambda: ben.text == "ONE\ntwo\n")

        def meanwhile() -> None:
            ben.source += "three\n"
            ben.pump()

        done = await restore(room.document, room.store, 1, "ana", meanwhile)
        await room.settle([ben], lambda: ben.text == "one\ntwo\nthree\n")
        assert done.undo_seq < done.seq
        assert (await text_at(room.store, "d", done.undo_seq)).text == "ONE\ntwo\n"


async def test_who_lost_the_right_meanwhile_restores_nothing(tmp_path: Path) -> None:
    async with engine(tmp_path, "one\n") as room:
        await room.document.edit("ana", [Edit(0, 3, "two")])

        def locked() -> None:
            raise Forbidden("The room is locked.", code="locked")

        with pytest.raises(Forbidden):
            await restore(room.document, room.store, 1, "ana", locked)
        assert (await room.document.committed()).text == "two\n"


@pytest.mark.parametrize("seed", range(3))
async def test_kill_9_leaves_the_old_or_the_new(tmp_path: Path, seed: int) -> None:
    """Killed after a different number of commits each time, until it is done."""
    texts: dict[int, str] = {}
    async with engine(tmp_path, checkpoint_every=50) as room:
        await typed(room, texts, 250, seed)
        await saved(room.store, max(texts))
        expected = await ends(room.store)
    url = sqlite_url(tmp_path / "store.sqlite")
    rand = random.Random(seed)
    done = False
    while not done:
        done = await asyncio.to_thread(killed_after, url, rand.randint(1, 8))
        store = SqlStore(url)
        await store.start()
        try:
            assert await ends(store) == expected
            for seq in expected[:-1]:
                assert (await text_at(store, "d", seq)).text == texts[seq], seq
            records = await store.records("d", limit=1000)
        finally:
            await store.stop()
    assert len(records) < 100


def killed_after(url: str, commits: int) -> bool:
    """Fold in a process of its own, and kill it at a moment near its nth commit; whether it was done."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, url], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        for _ in range(commits):
            line = process.stdout.readline()
            if line == "done\n":
                assert process.wait(30) == 0
                return True
            assert line == "committed\n", line
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    return False
