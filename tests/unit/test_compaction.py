"""Folding old history: content, ids and what save bases need stay; a crash leaves the old or the new."""

from __future__ import annotations

import asyncio
import logging
import random
from pathlib import Path
from typing import Any

import pytest
from engine import HISTORY, create
from pycrdt import Doc, Map, Text

from timewarp_jupyter.config import Limits
from timewarp_jupyter.documents import compaction, folding
from timewarp_jupyter.documents.authors import DISK, SERVER
from timewarp_jupyter.documents.compaction import Compaction, compact
from timewarp_jupyter.documents.compactor import Compactor
from timewarp_jupyter.documents.contributions import Tallies
from timewarp_jupyter.documents.genesis import genesis_client
from timewarp_jupyter.documents.historian import Historian
from timewarp_jupyter.documents.history import text_at
from timewarp_jupyter.errors import Conflict, StorageFailed
from timewarp_jupyter.store.interface import Store
from timewarp_jupyter.store.maintenance import doctor
from timewarp_jupyter.store.operations import (
    AddCheckpoint,
    AppendUpdates,
    ClaimClient,
    ConfirmSave,
    FoldUpdates,
    IntendSave,
)
from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.stores import FlakyStore

LOG = logging.getLogger("timewarp.tests")
BEGIN = 1_700_000_000_000
LATER = 1_900_000_000_000


class Term:
    """A document with much history: four people, pauses, deletions, state records and checkpoints.

    ``texts`` is the text at each seq, ``owners`` whose each client id is.
    """

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.texts: dict[int, str] = {}
        self._rand = random.Random(seed)
        self._server: Doc[Any] = Doc(client_id=genesis_client(HISTORY))
        self._at = BEGIN
        self._docs = {name: Doc(client_id=100 + number) for number, name in enumerate(("ana", "ben", DISK))}

    async def write(self, records: int) -> None:
        """Write so many records."""
        first = (await self.store.journal("d")).updates[0].data
        self._server.apply_update(first)
        claims = [ClaimClient("d", int(doc.client_id), name) for name, doc in self._docs.items()]
        await self.store.commit("r", claims)
        for number in range(records):
            await self._record(number)

    async def _record(self, number: int) -> None:
        rand = self._rand
        self._at += rand.choice([200, 900, 3_000, 3_000, 70_000])
        if rand.random() < 0.05:
            author, update = SERVER, self._change(self._server, None)
            inserted = deleted = 0
        else:
            author = rand.choice(["ana"] * 6 + ["ben"] * 3 + [DISK]) if number % 7 == 0 else self._last
            doc = self._docs[author]
            doc.apply_update(self._server.get_update(doc.get_state()))
            before = len(str(doc.get("source", type=Text)))
            update = self._change(doc, rand)
            grown = len(str(doc.get("source", type=Text))) - before
            inserted, deleted = max(grown, 0), max(-grown, 0)
            self._last = author
            self._server.apply_update(update)
        receipt = await self.store.commit(
            "r", [AppendUpdates("d", author, update, inserted, deleted, self._at)]
        )
        self.texts[receipt.seq] = str(self._server.get("source", type=Text))
        if rand.random() < 0.02:
            await self.store.commit(
                "r", [AddCheckpoint("d", receipt.seq, self._server.get_update(), self._at)]
            )
        if rand.random() < 0.1:
            await self.store.commit("r", [IntendSave("d", receipt.seq, "h", self._at)])
            await self.store.commit("r", [ConfirmSave("d", receipt.seq, "h", self._at)])

    _last = "ana"

    def _change(self, doc: Doc[Any], rand: random.Random | None) -> bytes:
        before = doc.get_state()
        events: list[bytes] = []
        subscription = doc.observe(lambda event: events.append(event.update))
        source = doc.get("source", type=Text)
        if rand is None:
            doc.get("state", type=Map)["hash"] = f"{self._rand.random()}"
        elif len(source) > 4 and rand.random() < 0.3:
            at = rand.randrange(len(source) - 3)
            del source[at : at + 2]
        else:
            at = rand.choice([0, len(source), rand.randint(0, len(source))])
            source.insert(at, rand.choice(["a", "bc", "\n", "FD 50"]))
        doc.unobserve(subscription)
        assert before != b"" and events
        return events[-1]


class Stores:
    """Opens one store again and again."""

    def __init__(self, path: Path) -> None:
        self.url = sqlite_url(path / "store.sqlite")
        self.opened: list[SqlStore] = []

    async def open(self) -> SqlStore:
        """The store as it is on disk."""
        for store in self.opened:
            await store.stop()
        self.opened = [SqlStore(self.url, synchronous="normal")]
        await self.opened[0].start()
        return self.opened[0]


@pytest.fixture
def stores(tmp_path: Path, jp_asyncio_loop: Any):
    made = Stores(tmp_path)
    yield made
    for store in made.opened:
        jp_asyncio_loop.run_until_complete(store.stop())


async def term(stores: Stores, seed: int, records: int = 300) -> Term:
    store = await stores.open()
    await create(store, "TO MAZE\n")
    made = Term(store, seed)
    await made.write(records)
    return made


async def ends(store: Store) -> list[int]:
    """The seqs at which revisions end."""
    found, following = await Historian(store).revisions("d", "ana", before=None, after=None, limit=1000)
    assert following is None
    return [revision.seq for revision in found]


@pytest.mark.parametrize("seed", range(8))
async def test_all_that_is_promised_is_as_it_was(stores: Stores, seed: int) -> None:
    made = await term(stores, seed)
    store = made.store
    newest = (await store.saves("d", limit=1))[0]
    revisions = await Historian(store).revisions("d", "ana", before=None, after=None, limit=1000)
    authors = await Historian(store).authors("d", "ana")
    clocks = (await store.journal("d")).clients
    done = await compact(store, "r", "d", LATER, LOG)
    assert done.records_after < done.records_before / 2
    store = await stores.open()
    assert await Historian(store).authors("d", "ana") == authors
    assert await Historian(store).revisions("d", "ana", before=None, after=None, limit=1000) == revisions
    assert (await store.journal("d")).clients == clocks
    for seq in [*await ends(store), newest.seq, *(seq for seq in made.texts if seq > newest.seq)]:
        if seq in made.texts:
            assert (await text_at(store, "d", seq)).text == made.texts[seq], seq
    assert (await store.saves("d"))[0] == newest
    first = (await store.updates("d", limit=1))[0]
    assert (first.seq, (await text_at(store, "d", first.seq)).text) == (1, "TO MAZE\n")


async def test_a_folded_store_is_a_sound_one(stores: Stores) -> None:
    made = await term(stores, 2, records=80)
    await compact(made.store, "r", "d", LATER, LOG)
    assert await asyncio.to_thread(doctor, stores.opened[0].path) == []


async def test_what_is_newer_is_left_alone(stores: Stores) -> None:
    made = await term(stores, 1)
    rows = await made.store.updates("d", limit=10_000)
    middle = rows[150].at
    await compact(made.store, "r", "d", middle, LOG)
    after = await made.store.updates("d", limit=10_000)
    assert [row for row in after if row.at >= middle] == [row for row in rows if row.at >= middle]
    assert len(after) < len(rows)
    for row in rows[150:]:
        assert (await text_at(made.store, "d", row.seq)).text == made.texts[row.seq]


async def test_without_a_confirmed_save_nothing_is_folded(stores: Stores) -> None:
    store = await stores.open()
    await create(store, "TO MAZE\n")
    made = Term(store, 3)
    made._rand.random = lambda: 0.5  # type: ignore[method-assign]
    await made.write(30)
    before = await store.updates("d", limit=1000)
    assert (await compact(store, "r", "d", LATER, LOG)).records_before == 0
    assert await store.updates("d", limit=1000) == before


async def test_it_comes_to_an_end(stores: Stores) -> None:
    """Where checkpoints were dropped, runs may grow once more; then there is nothing left to do."""
    made = await term(stores, 2)
    await compact(made.store, "r", "d", LATER, LOG)
    await compact(made.store, "r", "d", LATER, LOG)
    rows = await made.store.updates("d", limit=1000)
    done = await compact(made.store, "r", "d", LATER, LOG)
    assert done.records_before == done.records_after
    assert await made.store.updates("d", limit=1000) == rows


@pytest.mark.parametrize("commit", range(1, 8))
async def test_a_commit_that_fails_leaves_the_old_or_the_new(stores: Stores, commit: int) -> None:
    made = await term(stores, 4, records=1200)
    kept = await ends(made.store)
    flaky = FlakyStore(made.store, fail_at=[commit])
    with pytest.raises(StorageFailed):
        await Compaction(flaky, "r", "d", LATER).run()
    store = await stores.open()
    for seq in kept[::5]:
        assert (await text_at(store, "d", seq)).text == made.texts.get(seq, "TO MAZE\n"), seq
    assert await ends(store) == kept
    await Compaction(store, "r", "d", LATER).run()
    assert await ends(store) == kept
    for seq in kept[::5]:
        assert (await text_at(store, "d", seq)).text == made.texts.get(seq, "TO MAZE\n"), seq


async def test_a_fold_of_other_records_than_there_are_is_refused(stores: Stores) -> None:
    made = await term(stores, 5, records=20)
    rows = await made.store.updates("d", limit=1000)
    with pytest.raises(Conflict) as refused:
        await made.store.commit("r", [FoldUpdates("d", rows[2].seq, rows[9].seq, 7, 1, rows[2].at, b"\0\0")])
    assert refused.value.error_code == "history_changed"
    assert await made.store.updates("d", limit=1000) == rows


async def test_the_compactor_goes_round_and_the_historian_counts_right(stores: Stores) -> None:
    """Also where it has counted up to the middle of what became one record."""
    made = await term(stores, 6)
    historian = Historian(made.store)
    authors = await historian.authors("d", "ana")
    # Old enough since BEGIN; but the document itself was created by the test just now.
    limits = Limits(history_detail=1e-9)
    compactor = Compactor(made.store, historian, limits, LOG)
    done = await compactor.go_round(rest=0)
    assert done.records_after < done.records_before
    assert await historian.authors("d", "ana") == authors
    assert await Historian(made.store).authors("d", "ana") == authors
    await compactor.go_round(rest=0)
    again = await compactor.go_round(rest=0)
    assert again.records_before == again.records_after


async def test_a_tally_of_half_a_run_is_forgotten(stores: Stores) -> None:
    made = await term(stores, 7, records=200)
    tallies = Tallies(made.store)
    whole = await Tallies(made.store).upto("d", 10_000)
    await tallies.upto("d", 100)
    await compact(made.store, "r", "d", LATER, LOG)
    tallies.forget("d")
    assert await tallies.upto("d", 10_000) == whole


@pytest.mark.parametrize("fault", [b"\0\0", None])
async def test_what_does_not_compare_equal_is_not_deleted(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: bytes | None
) -> None:
    """A merge that loses everything, and one that loses the first update of each run."""
    made = await term(stores, 8, records=60)
    rows = await made.store.updates("d", limit=1000)
    checkpoints = await made.store.checkpoints("d")
    monkeypatch.setattr(folding, "merged", lambda parts: [parts[-1] if fault is None else fault])
    await compact(made.store, "r", "d", LATER, LOG)
    assert "comparison failed" in caplog.text
    assert await made.store.updates("d", limit=1000) == rows
    assert await made.store.checkpoints("d") == checkpoints


async def test_a_store_that_loses_a_checkpoint_keeps_its_records(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What was written as a snapshot is read again before anything rests on it."""
    made = await term(stores, 9, records=60)
    rows = await made.store.updates("d", limit=1000)
    checkpoints = await made.store.checkpoints("d")
    monkeypatch.setattr(
        compaction, "AddCheckpoint", lambda *values: AddCheckpoint(*values[:2], b"\0\0", values[3])
    )
    await compact(made.store, "r", "d", LATER, LOG)
    assert "comparison failed" in caplog.text
    assert await made.store.updates("d", limit=1000) == rows
    assert await made.store.checkpoints("d") == checkpoints
    assert (await text_at(made.store, "d", rows[-1].seq)).text == made.texts[rows[-1].seq]
