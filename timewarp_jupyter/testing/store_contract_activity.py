"""What every store keeps of activity, and tells of what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ..store.interface import Store
from ..store.interface_talk import ActivityFilter, ActivityRow, EditRow, Window
from ..store.operations import AddActivity, EditMessage, MarkEditsTold
from ..store.reads_talk import read_edits
from .store_contract_talk import post
from .store_running import StoreFactory, on_loop, running
from .store_samples import DOCUMENT, ROOM, update


async def untold(store: Store, limit: int, *, heavily: bool = False) -> Sequence[EditRow]:
    """The oldest edits of the room that the activity does not tell of."""
    return await store.examine(partial(read_edits, room="r1", limit=limit), _as_read, heavily=heavily)


def _as_read(rows: Sequence[EditRow]) -> Sequence[EditRow]:
    return rows


class ActivityContract:
    """Activity, what was missed, and the edits that are told of."""

    @on_loop
    async def test_activity_is_filtered_and_paged(self, factory: StoreFactory) -> None:
        """By person, document and kind, in any combination."""
        rows = [
            ActivityRow(1, "ana", "document.created", "d1", {"path": "a.bas"}, 1),
            ActivityRow(2, "bo", "document.edited", "d1", {"lines": 2, "added": 30, "removed": 1}, 2),
            ActivityRow(3, "ana", "document.edited", "d2", {}, 3),
            ActivityRow(4, "ana", "room.locked", None, {"名": ["x", None]}, 4),
        ]
        operations = [AddActivity(row.actor, row.verb, row.document, row.at, row.detail) for row in rows]
        async with running(factory) as store:
            receipt = await store.commit("r1", [ROOM, *operations])
            assert list(receipt.seqs) == [None, 1, 2, 3, 4]
            for wanted, window, expected in (
                (ActivityFilter(), Window(), [1, 2, 3, 4]),
                (ActivityFilter(actor="ana"), Window(limit=2), [3, 4]),
                (ActivityFilter(document="d1"), Window(), [1, 2]),
                (ActivityFilter(verb="document.edited"), Window(after=2), [3]),
                (ActivityFilter("ana", "d2", "document.edited"), Window(), [3]),
                (ActivityFilter(), Window(before=3, limit=1), [2]),
            ):
                found = await store.activity("r1", window, wanted)
                assert found == [row for row in rows if row.seq in expected], wanted

    @on_loop
    async def test_whom_a_room_names(self, factory: StoreFactory) -> None:
        """Those who did something, wrote, typed, or were made members or removed; no others."""
        told = [
            AddActivity("cleo", "member.added", None, 1, {"username": "sam"}),
            AddActivity("cleo", "member.removed", None, 2, {"username": "vera"}),
            AddActivity(":disk", "document.edited", None, 3, {"username": "nobody"}),
        ]
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, *told, post(1, "hi", "bo"), update(b"x", author="ana")])
            await store.commit("r2", [replace(ROOM, slug="two", folder="two", folder_id="two")])
            named = await store.people_told_of("r1")
            assert {"cleo", "sam", "vera", ":disk", "bo"} <= {*named} and list(named) == sorted(named)
            assert "nobody" not in named
            assert await store.people_told_of("r2") == []

    @on_loop
    async def test_what_was_missed(self, factory: StoreFactory) -> None:
        """Everything after a seq once, as it is now, or nothing at all where that is too much."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, post(1, "one"), post(2, "two"), AddActivity("ana", "v", None, 1)])
            await store.commit("r1", [EditMessage("m1", "ONE", (), 1), post(3, "three")])
            since = await store.since("r1", 2, 10)
            assert (since.seq, since.complete) == (5, True)
            assert [(row.id, row.seq, row.changed_seq) for row in since.messages] == [
                ("m1", 1, 4),
                ("m3", 5, 5),
            ]
            assert [row.seq for row in since.activity] == [3]
            assert (await store.since("r1", 2, 2)).complete is False
            for after in (None, 5, 99):
                nothing = await store.since("r1", after, 10)
                assert (nothing.seq, list(nothing.messages), list(nothing.activity)) == (5, [], [])

    @on_loop
    async def test_edits_are_told_once(self, factory: StoreFactory) -> None:
        """What a document began with is no edit."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, update(b"abc"), update(b"de", author="bo", at=2_500)])
            assert await untold(store, 10) == [
                EditRow(2, "doc-1", "ana", 2_000, 3, 0),
                EditRow(3, "doc-1", "bo", 2_500, 2, 0),
            ]
            assert [row.seq for row in await untold(store, 1)] == [2]
            await store.commit("r1", [MarkEditsTold(2)])
            assert [row.seq for row in await untold(store, 10)] == [3]
            await store.commit("r1", [MarkEditsTold(3)])
            assert await untold(store, 10) == []

    @on_loop
    async def test_what_is_examined_heavily_is_the_same(self, factory: StoreFactory) -> None:
        """Wherever that is done."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, update(b"abc"), update(b"de", author="bo", at=2_500)])
            assert await untold(store, 10, heavily=True) == await untold(store, 10)
            await store.commit("r1", [update(b"f", at=3_000)])
            assert [row.seq for row in await untold(store, 10, heavily=True)] == [2, 3, 4]
