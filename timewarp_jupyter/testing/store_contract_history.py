"""Journal records in parts, and old ones folded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ..errors import Conflict, NotFound
from ..store.interface import ContributionRow, RecordRow, SaveRow, UpdateRow
from ..store.operations import (
    AddCheckpoint,
    AppendUpdates,
    ConfirmSave,
    DropCheckpoint,
    FoldUpdates,
    ForgetSaves,
    IntendSave,
)
from .store_running import StoreFactory, on_loop, running
from .store_samples import DOCUMENT, ROOM, document

ROWS = [
    AppendUpdates("doc-1", "ana", b"2", 5, 0, 2_000),
    AppendUpdates("doc-1", ":server", b"3", 0, 0, 2_500),
    AppendUpdates("doc-1", "ana", b"4", 1, 2, 3_000),
    AppendUpdates("doc-1", "bo", b"5", 7, 1, 4_000),
    AppendUpdates("doc-1", "ana", b"6", 0, 3, 9_000),
]
GENESIS = RecordRow(1, ":disk", 1_100, 12, 0, 1, 1_100)
RECORDS = [
    GENESIS,
    *(RecordRow(n, r.author, r.at, r.inserted, r.deleted, n, r.at) for n, r in enumerate(ROWS, 2)),
]
FOLD = FoldUpdates("doc-1", 2, 4, 3, 2, 2_000, b"2 to 4")
FOLDED = RecordRow(4, "ana", 3_000, 6, 2, 2, 2_000)


class HistoryContract:
    """Tests of history."""

    @on_loop
    async def test_records_come_in_parts(self, factory: StoreFactory) -> None:
        """From either end, with and without their content."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, *ROWS])
            assert await store.records("doc-1", limit=100) == RECORDS
            assert await store.records("doc-1", limit=2, newest=True) == RECORDS[:3:-1]
            assert await store.records("doc-1", after=2, before=5, limit=100) == RECORDS[2:4]
            assert await store.records("doc-1", before=4, limit=1, newest=True) == [RECORDS[2]]
            assert await store.updates("doc-1", after=4, limit=1) == [UpdateRow(5, "bo", 4_000, b"5")]
            assert await store.updates("doc-1", after=6, limit=1) == []
            assert await store.records("doc-9", limit=100) == []

    @on_loop
    async def test_contributions_are_sums_with_pauses(self, factory: StoreFactory) -> None:
        """A gap above the pause is no time active; records without text are no contribution."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, *ROWS])
            found = {
                row.author: row for row in await store.contributions("doc-1", after=1, upto=6, pause_ms=1_000)
            }
            assert found == {
                "ana": ContributionRow("ana", 6, 5, 1_000, 2_000, 9_000),
                "bo": ContributionRow("bo", 7, 1, 0, 4_000, 4_000),
            }
            [ana] = await store.contributions("doc-1", after=1, upto=4, pause_ms=999)
            assert ana == ContributionRow("ana", 6, 2, 0, 2_000, 3_000)

    @on_loop
    async def test_records_are_folded(self, factory: StoreFactory) -> None:
        """Into one, which says where it began; those around it stay."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, *ROWS])
            await store.commit("r1", [FOLD])
        async with running(factory) as again:
            assert await again.records("doc-1", limit=100) == [GENESIS, FOLDED, *RECORDS[4:]]
            [row] = await again.updates("doc-1", after=1, before=5, limit=100)
            assert row == UpdateRow(4, "ana", 3_000, b"2 to 4")
            [_, ana, bo] = await again.contributions("doc-1", after=0, upto=5, pause_ms=1)
            assert (ana.active_ms, ana.typed, bo.typed) == (1_000, 6, 7)
            assert (await again.rooms())[0].seq == 6

    @on_loop
    async def test_a_fold_of_other_records_is_refused(self, factory: StoreFactory) -> None:
        """Of others than there are, and of another room's."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, document(2), *ROWS])
            wrong = [replace(FOLD, count=2), replace(FOLD, first_seq=0), replace(FOLD, document="doc-2")]
            rows = await store.updates("doc-1", limit=100)
            for operation in wrong:
                with pytest.raises(Conflict) as refused:
                    await store.commit("r1", [operation])
                assert refused.value.error_code == "history_changed"
            with pytest.raises(NotFound):
                await store.commit("r1", [replace(FOLD, document="doc-9")])
            assert await store.updates("doc-1", limit=100) == rows

    @on_loop
    async def test_checkpoints_and_saves_are_dropped_by_name(self, factory: StoreFactory) -> None:
        """The others stay."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, *ROWS])
            await store.commit("r1", [AddCheckpoint("doc-1", seq, b"at", 1) for seq in (2, 4, 5)])
            await store.commit("r1", [DropCheckpoint("doc-1", 4), DropCheckpoint("doc-1", 3)])
            assert await store.checkpoints("doc-1") == [2, 5]
            for seq, at in ((2, 10), (3, 30), (5, 40)):
                await store.commit("r1", [IntendSave("doc-1", seq, "h", at)])
                await store.commit("r1", [ConfirmSave("doc-1", seq, "h", at)])
            await store.commit("r1", [ForgetSaves("doc-1", 5, 30)])
            kept = [SaveRow(5, "h", "h", 40), SaveRow(3, "h", "h", 30)]
            assert await store.saves("doc-1") == kept
