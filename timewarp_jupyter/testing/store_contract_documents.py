"""Documents, their journals, checkpoints and saves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ..errors import Conflict, NotFound
from ..store.interface import DocumentRow, Journal, SaveRow, UpdateRow
from ..store.operations import (
    AddCheckpoint,
    AppendUpdates,
    ChangeDocument,
    ClaimClient,
    ConfirmSave,
    IntendSave,
    Operation,
)
from .store_running import StoreFactory, on_loop, running
from .store_samples import DOCUMENT, ROOM, document, room, update

STORED = DocumentRow(
    id="doc-1",
    room="r1",
    path="mouse.logo",
    file_id="file-1",
    history_id="history-1",
    newline="\r\n",
    created_at=1_100,
    updated_at=1_100,
    updated_by=":disk",
    updated_seq=1,
    deleted_at=None,
)
GENESIS = UpdateRow(1, ":disk", 1_100, DOCUMENT.genesis)
CLIENTS = {2**40 + 7: ":disk"}


class DocumentContract:
    """Tests of documents."""

    @on_loop
    async def test_a_document_comes_with_its_genesis_and_client(self, factory: StoreFactory) -> None:
        """All or nothing, from a fresh store object too."""
        async with running(factory) as store:
            receipt = await store.commit("r1", [ROOM, DOCUMENT])
            assert (receipt.seq, list(receipt.seqs)) == (1, [None, 1])
        async with running(factory) as again:
            assert await again.documents("r1") == [STORED]
            assert await again.journal("doc-1") == Journal(None, 0, [GENESIS], CLIENTS)

    @on_loop
    async def test_a_path_is_taken_once(self, factory: StoreFactory) -> None:
        """Two openings cannot both insert the file; a deleted document gives its path free."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            second = replace(document(2), path="mouse.logo")
            with pytest.raises(Conflict) as taken:
                await store.commit("r1", [second])
            assert taken.value.error_code == "path_taken"
            assert await store.documents("r1") == [STORED]
            assert (await store.journal("doc-2")).updates == []
            await store.commit("r1", [ChangeDocument("doc-1", deleted_at=7)])
            receipt = await store.commit("r1", [second])
            assert list(receipt.seqs) == [2]
            with pytest.raises(Conflict) as taken:
                await store.commit("r1", [ChangeDocument("doc-1", deleted_at=0)])
            assert taken.value.error_code == "path_taken"

    @on_loop
    async def test_a_document_is_renamed_deleted_and_brought_back(self, factory: StoreFactory) -> None:
        """Its journal stays."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            await store.commit("r1", [ChangeDocument("doc-1", path="cat.logo", newline="\n", deleted_at=9)])
            changed = replace(STORED, path="cat.logo", newline="\n", deleted_at=9)
            assert await store.documents("r1") == [changed]
            await store.commit("r1", [ChangeDocument("doc-1", deleted_at=0)])
            assert await store.documents("r1") == [replace(changed, deleted_at=None)]
            assert (await store.journal("doc-1")).updates == [GENESIS]

    @on_loop
    async def test_updates_come_back_in_order(self, factory: StoreFactory) -> None:
        """With their authors, and the document says who was last."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            receipt = await store.commit(
                "r1", [update(b"\x00a"), update(b"", author="bo", at=2_001), update(b"c" * 70_000)]
            )
            assert (receipt.seq, list(receipt.seqs)) == (4, [2, 3, 4])
            await store.commit("r1", [update(b"d", author="cy", at=2_005)])
        async with running(factory) as again:
            assert (await again.journal("doc-1")).updates == [
                GENESIS,
                UpdateRow(2, "ana", 2_000, b"\x00a"),
                UpdateRow(3, "bo", 2_001, b""),
                UpdateRow(4, "ana", 2_000, b"c" * 70_000),
                UpdateRow(5, "cy", 2_005, b"d"),
            ]
            [row] = await again.documents("r1")
            assert row == replace(STORED, updated_at=2_005, updated_by="cy", updated_seq=5)

    @on_loop
    async def test_a_record_that_changes_no_text_is_nobodys_edit(self, factory: StoreFactory) -> None:
        """The server writes the ``state`` after every save; that is not who edited last."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, update(b"a", author="cy", at=2_005)])
            await store.commit("r1", [AppendUpdates("doc-1", ":server", b"b", 0, 0, 3_000)])
            [row] = await store.documents("r1")
            assert row == replace(STORED, updated_at=2_005, updated_by="cy", updated_seq=3)

    @on_loop
    async def test_a_client_id_belongs_to_its_first_user(self, factory: StoreFactory) -> None:
        """In one document; another is free to have it."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, document(2)])
            await store.commit("r1", [ClaimClient("doc-1", 2**53 - 1, "ana")])
            await store.commit("r1", [ClaimClient("doc-1", 2**53 - 1, "ana"), ClaimClient("doc-2", 5, "bo")])
            with pytest.raises(Conflict) as taken:
                await store.commit("r1", [update(b"x"), ClaimClient("doc-1", 2**53 - 1, "bo")])
            assert taken.value.error_code == "client_taken"
            journal = await store.journal("doc-1")
            assert journal.clients == {**CLIENTS, 2**53 - 1: "ana"}
            assert journal.updates == [GENESIS]

    @on_loop
    async def test_a_journal_begins_at_the_newest_checkpoint(self, factory: StoreFactory) -> None:
        """And ends at ``upto``, of which the checkpoint must not be later."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, update(b"2"), update(b"3"), update(b"4")])
            await store.commit(
                "r1", [AddCheckpoint("doc-1", 3, b"old", 1), AddCheckpoint("doc-1", 3, b"at 3", 2)]
            )
            rows = {seq: UpdateRow(seq, "ana", 2_000, str(seq).encode()) for seq in (2, 3, 4)}
            assert await store.journal("doc-1") == Journal(b"at 3", 3, [rows[4]], CLIENTS)
            assert await store.journal("doc-1", 3) == Journal(b"at 3", 3, [], CLIENTS)
            assert await store.journal("doc-1", 2) == Journal(None, 0, [GENESIS, rows[2]], CLIENTS)

    @on_loop
    async def test_saves_are_intended_and_confirmed(self, factory: StoreFactory) -> None:
        """Newest first; the newest of a seq is confirmed, the one before stays as it is."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, IntendSave("doc-1", 1, "h1", 10)])
            await store.commit("r1", [ConfirmSave("doc-1", 1, "h1 read", 11)])
            await store.commit("r1", [IntendSave("doc-1", 1, "h2", 12)])
            newest, first = SaveRow(1, "h2", None, 12), SaveRow(1, "h1", "h1 read", 11)
            assert await store.saves("doc-1") == [newest, first]
            await store.commit("r1", [ConfirmSave("doc-1", 1, "h2 read", 13)])
            newest = SaveRow(1, "h2", "h2 read", 13)
            assert await store.saves("doc-1") == [newest, first]
            assert await store.saves("doc-1", limit=1) == [newest]
            with pytest.raises(NotFound) as missing:
                await store.commit("r1", [ConfirmSave("doc-1", 99, "h", 14)])
            assert missing.value.error_code == "no_such_save"

    @on_loop
    async def test_a_document_that_is_not_in_the_room(self, factory: StoreFactory) -> None:
        """Every operation on it is refused, and leaves nothing."""
        operations: list[Operation] = [
            update(b"x"),
            ClaimClient("doc-1", 5, "bo"),
            ChangeDocument("doc-1", path="y"),
            ChangeDocument("doc-1"),
            AddCheckpoint("doc-1", 1, b"x", 1),
            IntendSave("doc-1", 1, "h", 1),
            ConfirmSave("doc-1", 1, "h", 1),
        ]
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            await store.commit("r2", [room(2)])
            for operation in operations:
                with pytest.raises(NotFound) as missing:
                    await store.commit("r2", [operation])
                assert missing.value.error_code == "no_such_document"
            assert await store.journal("doc-1") == Journal(None, 0, [GENESIS], CLIENTS)
            assert [row.seq for row in await store.rooms()] == [1, 0]
