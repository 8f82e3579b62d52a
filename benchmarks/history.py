"""The history of a document with 100,000 updates: reading it, and what folding makes of it.

    python -m benchmarks.history [--updates 100000]

Twenty people type in turns, as ``typist.py`` does, with a checkpoint every 5,000 updates as the server makes
them. Everything is measured on a store that has just been opened, so nothing is cached by the program.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from pycrdt import Doc

from timewarp_jupyter.documents.compaction import Compaction
from timewarp_jupyter.documents.genesis import genesis
from timewarp_jupyter.documents.historian import Historian
from timewarp_jupyter.documents.replay import load
from timewarp_jupyter.store.interface import Store
from timewarp_jupyter.store.operations import (
    AddCheckpoint,
    AppendUpdates,
    ClaimClient,
    ConfirmSave,
    CreateDocument,
    CreateRoom,
    IntendSave,
    Operation,
)
from timewarp_jupyter.store.sql import SqlStore, sqlite_url

from .typing_run import FIRST_ID, ROOT
from .typist import TAKE_BACK_EVERY, Typist

UPDATES = 100_000
AUTHORS = 20
#: A turn at the keyboard: how many keystrokes one person makes before another does.
TURN = 40
CHECKPOINT_EVERY = 5_000
#: The file is written every few seconds of typing.
SAVE_EVERY = 15
HISTORY_ID = "0123456789abcdef0123456789abcdef"
BEGIN = 1_700_000_000_000
TRIES = 5
READING = 1.0


async def write(store: Store, updates: int) -> None:
    """A room ``r`` with a document ``d`` of so many keystrokes, each a record, as a class makes them."""
    rand = random.Random(1)
    typists = [Typist(FIRST_ID + n, ROOT, None, None, n) for n in range(AUTHORS)]
    doc: Doc[Any] = Doc()
    at, seq, number, left = BEGIN, await _create(store), 0, 0
    doc.apply_update((await store.journal("d")).updates[0].data)
    waiting: list[Operation] = [ClaimClient("d", each.client, f"user{n}") for n, each in enumerate(typists)]
    for _ in range(updates):
        if left == 0:
            number, left = rand.randrange(AUTHORS), rand.randint(1, 2 * TURN)
            at += rand.choice([1_000, 20_000, 120_000])
        left -= 1
        at += rand.randint(80, 500)
        typist = typists[number]
        taken_back = int(typist.clock > 0 and typist.clock % TAKE_BACK_EVERY == 0)
        update = typist.edit()
        doc.apply_update(update)
        seq += 1
        waiting.append(AppendUpdates("d", f"user{number}", update, 1, taken_back, at))
        if seq % SAVE_EVERY == 0:
            waiting += _save(seq, at)
        if seq % CHECKPOINT_EVERY == 0:
            waiting.append(AddCheckpoint("d", seq, doc.get_update(), at))
        if len(waiting) >= 1_000:
            await store.commit("r", waiting)
            waiting = []
    await store.commit("r", [*waiting, *_save(seq, at)])


def _save(seq: int, at: int) -> list[Operation]:
    return [IntendSave("d", seq, "0" * 64, at), ConfirmSave("d", seq, "0" * 64, at)]


async def _create(store: Store) -> int:
    first = genesis("demo/a.logo", HISTORY_ID, "TO MAZE\nEND\n")
    await store.commit("r", [CreateRoom("demo", "Demo", "demo", None, "open", "editor", "user0", BEGIN)])
    made = CreateDocument(
        "d", "a.logo", None, HISTORY_ID, "\n", "user0", first.client_id, first.update, 12, BEGIN
    )
    return (await store.commit("r", [made])).seq


async def timed(
    what: str, work: Callable[[], Awaitable[Any]], most: float | None = None, *, tries: int = TRIES
) -> None:
    """Print the slowest of a few tries, in milliseconds of time and of this process's CPU."""
    clock, cpu = [], []
    for _ in range(tries):
        begun, used = time.perf_counter(), time.process_time()
        await work()
        clock.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    promise = f" (promised: {most:.0f})" if most else ""
    print(f"{what:45} {max(clock):7.1f} ms, CPU {max(cpu):6.1f} ms{promise}")


async def read(store: Store, updates: int) -> None:
    """Measure everything that the interface can be asked."""

    async def page() -> None:
        await Historian(store).revisions("d", before=None, after=None, limit=200)

    async def version() -> None:
        await Historian(store).version("d", random.randint(2, updates))

    async def oldest() -> None:
        await Historian(store).version("d", CHECKPOINT_EVERY - 1)

    async def authors() -> None:
        await Historian(store).authors("d")

    async def steps() -> None:
        await Historian(store).steps("d", after=updates // 2, before=None, limit=200)

    async def opening() -> None:
        journal = await store.journal("d")
        await asyncio.to_thread(load, journal)

    await timed("first page of revisions", page, 100)
    # As in the sidebar: who has seen the list of revisions takes a second to choose one of them, and the
    # process for heavy work starts meanwhile.
    await asyncio.sleep(READING)
    await timed("the first text", version, 200, tries=1)
    await timed("text at any seq", version, 200)
    await timed("text right before a checkpoint", oldest, 200)
    await timed("authorship, nothing cached", authors, 300)
    await timed("200 steps", steps)
    await timed("opening the document", opening)


def size(path: Path) -> int:
    """Bytes of the store that hold something."""
    with closing(sqlite3.connect(path)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        (page,) = connection.execute("PRAGMA page_size").fetchone()
    return int((pages - free) * page)


async def main(updates: int) -> None:
    """Write, measure, fold, measure again."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqlStore(sqlite_url(Path(folder)), synchronous="normal")
        await store.start()
        empty = size(store.path)
        await write(store, updates)
        await read(store, updates)
        before = size(store.path) - empty
        begun = time.perf_counter()
        done = await Compaction(store, "r", "d", 2 * BEGIN).run()
        took = time.perf_counter() - begun
        print(f"\nfolding {done.records_before} records into {done.records_after}: {took:.1f} s")
        print(f"{done.checkpoints_dropped} checkpoints were dropped\n")
        await read(store, updates)
        after = size(store.path) - empty
        await store.stop()
    share = updates / 10_000
    print(f"\nbytes per 10,000 keystrokes: {before / share:,.0f} before, {after / share:,.0f} after")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--updates", type=int, default=UPDATES)
    asyncio.run(main(parser.parse_args().updates))
