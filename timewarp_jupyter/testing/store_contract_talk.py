"""What every store keeps of chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ..errors import Conflict, NotFound
from ..store.interface import Store
from ..store.interface_talk import (
    MOST_UNREAD,
    MessageRow,
    ReadMark,
    Unread,
    Window,
)
from ..store.operations import (
    Anchor,
    ChangeRoom,
    DeleteMessage,
    EditMessage,
    MarkRead,
    Operation,
    PostMessage,
)
from .store_running import StoreFactory, on_loop, running
from .store_samples import DOCUMENT, ROOM, room

POST = PostMessage(
    "m1", "ana", "Look: <b>*maze*</b> 迷路", ("bo", "cy"), None, Anchor("doc-1", 3, 5), "c1", 3_000
)
STORED = MessageRow(
    "m1", 2, 2, "ana", "Look: <b>*maze*</b> 迷路", ("bo", "cy"), None, Anchor("doc-1", 3, 5), "c1", 3_000,
    None, None,
)  # fmt: skip


def post(number: int, body: str, author: str = "ana") -> PostMessage:
    """One of many messages."""
    return PostMessage(f"m{number}", author, body, (), None, None, f"c{number}", 3_000 + number)


def calls(number: int, *usernames: str, author: str = "ana") -> PostMessage:
    """A message that mentions people."""
    return replace(post(number, "Look!", author), mentions=usernames)


async def _refused(store: Store, operation: Operation, kind: type[NotFound | Conflict], code: str) -> None:
    with pytest.raises(kind) as refusal:
        await store.commit("r1", [ChangeRoom(name="never"), operation])
    assert refusal.value.error_code == code


def bodies(rows: Sequence[MessageRow]) -> list[str]:
    """What was said."""
    return [row.body for row in rows]


class TalkContract:
    """Messages and read marks."""

    @on_loop
    async def test_a_message_comes_back_as_it_was(self, factory: StoreFactory) -> None:
        """With all of its fields, by another store object."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            receipt = await store.commit("r1", [POST])
            assert list(receipt.seqs) == [2]
        async with running(factory) as again:
            assert await again.messages("r1", Window()) == [STORED]
            assert await again.message("r1", "m1") == STORED
            assert await again.message_of_client("r1", "ana", "c1") == STORED
            assert await again.message_of_client("r1", "bo", "c1") is None
            assert await again.message("r2", "m1") is None

    @on_loop
    async def test_a_post_is_stored_once(self, factory: StoreFactory) -> None:
        """By author and the client's own id; nothing else of the second commit is stored, no seq is used."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, POST])
            again = replace(POST, message="m2", body="Again")
            await _refused(store, again, Conflict, "message_exists")
            assert await store.messages("r1", Window()) == [STORED]
            receipt = await store.commit("r1", [replace(again, author="bo")])
            assert list(receipt.seqs) == [3]

    @on_loop
    async def test_an_edit_and_a_deletion_are_records(self, factory: StoreFactory) -> None:
        """They keep the message's place; of a deleted one nothing is left but that it was there."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT, POST])
            edit = EditMessage("m1", "Better", ("dee",), 4_000)
            assert list((await store.commit("r1", [edit])).seqs) == [3]
            edited = replace(STORED, body="Better", mentions=("dee",), edited_at=4_000, changed_seq=3)
            assert await store.messages("r1", Window()) == [edited]
            assert list((await store.commit("r1", [DeleteMessage("m1", 5_000)])).seqs) == [4]
            gone = replace(edited, body="", mentions=(), anchor=None, deleted_at=5_000, changed_seq=4)
            assert await store.messages("r1", Window()) == [gone]
            assert await store.search("r1", "better", Window()) == []
            await _refused(store, edit, Conflict, "message_deleted")
            await _refused(store, DeleteMessage("m1", 1), Conflict, "message_deleted")
            await _refused(store, replace(post(2, "Re"), reply_to="m1"), Conflict, "message_deleted")

    @on_loop
    async def test_what_a_message_names_has_to_be_in_the_room(self, factory: StoreFactory) -> None:
        """Replies, anchors, and what is edited."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, DOCUMENT])
            await store.commit("r2", [room(2), post(7, "Elsewhere")])
            for operation, code in (
                (replace(post(1, "Re"), reply_to="m7"), "no_such_message"),
                (replace(post(1, "See"), anchor=Anchor("doc-9", 1, 1)), "no_such_document"),
                (EditMessage("m7", "x", (), 1), "no_such_message"),
                (DeleteMessage("m7", 1), "no_such_message"),
            ):
                await _refused(store, operation, NotFound, code)
            assert await store.messages("r1", Window()) == []
            assert [row.name for row in await store.rooms()] == [ROOM.name, room(2).name]

    @on_loop
    async def test_pages_go_both_ways(self, factory: StoreFactory) -> None:
        """Both ends are left out; the order is always the same."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, *(post(number, f"say {number}") for number in range(1, 10))])
            for window, expected in (
                (Window(limit=3), [7, 8, 9]),
                (Window(before=7, limit=3), [4, 5, 6]),
                (Window(before=2), [1]),
                (Window(after=7), [8, 9]),
                (Window(after=0, limit=2), [1, 2]),
                (Window(after=2, before=6, limit=2), [3, 4]),
                (Window(after=9), []),
            ):
                found = [f"say {number}" for number in expected]
                assert bodies(await store.messages("r1", window)) == found, window
                assert bodies(await store.search("r1", "say", window)) == found, window

    @on_loop
    async def test_search_finds_words_by_their_beginnings(self, factory: StoreFactory) -> None:
        """All of them, in any order and case, with or without accents; and never another room's."""
        async with running(factory) as store:
            said = ["The turtle turns LEFT", "Déjà vu in maze.logo", "a turtle, a maze", 'NOT "x" OR y*']
            await store.commit("r1", [ROOM, *(post(at, body) for at, body in enumerate(said, 1))])
            await store.commit("r2", [room(2), post(20, "turtle elsewhere")])
            for query, expected in (
                ("turtle", [0, 2]),
                ("TUR left", [0]),
                ("left turtle", [0]),
                ("deja", [1]),
                ("maze logo", [1]),
                ("maze.l", [1]),
                ("urtle", []),
                ('"x" OR', [3]),
                ("body:turtle", []),
                ('")*(', []),
                ("", []),
            ):
                assert bodies(await store.search("r1", query, Window())) == [said[at] for at in expected], (
                    query
                )

    @on_loop
    async def test_search_finds_parts_where_there_are_no_spaces(self, factory: StoreFactory) -> None:
        """In Chinese, Japanese or Thai a sentence is one word for an index."""
        async with running(factory) as store:
            said = [
                "海龟向前走一百步",
                "Logo の亀は左に曲がる",
                "เต่าเดินไปข้างหน้า",
                "turtle 向前 LEFT",
                "100% _",
            ]
            await store.commit("r1", [ROOM, *(post(at, body) for at, body in enumerate(said, 1))])
            await store.commit("r2", [room(2), post(20, "向前")])
            for query, expected in (
                ("向前", [0, 3]),
                ("turt 向前", [3]),
                ("向前 left", [3]),
                ("向前 一百", [0]),
                ("亀は左", [1]),
                ("เดิน", [2]),
                ("向后", []),
                ("向%", []),
                ("'向\" OR", []),
            ):
                assert bodies(await store.search("r1", query, Window())) == [said[at] for at in expected], (
                    query
                )
            assert bodies(await store.search("r1", "向前", Window(limit=1))) == [said[3]]

    @on_loop
    async def test_an_edited_message_is_found_by_its_new_words(self, factory: StoreFactory) -> None:
        """And no longer by the old ones."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, post(1, "old words")])
            await store.commit("r1", [EditMessage("m1", "new words", (), 1)])
            assert await store.search("r1", "old", Window()) == []
            assert bodies(await store.search("r1", "new", Window())) == ["new words"]

    @on_loop
    async def test_what_was_read_stays_read(self, factory: StoreFactory) -> None:
        """One's own and deleted messages are not unread."""
        async with running(factory) as store:
            await store.commit(
                "r1", [ROOM, *(post(number, "hi") for number in (1, 2, 3)), post(4, "me", "bo")]
            )
            assert await store.read_mark("r1", "bo") == ReadMark(0, 3)
            await store.commit("r1", [MarkRead("bo", 2, 1)])
            assert await store.read_mark("r1", "bo") == ReadMark(2, 1)
            await store.commit("r1", [MarkRead("bo", 1, 2), DeleteMessage("m3", 3)])
            assert await store.read_mark("r1", "bo") == ReadMark(2, 0)

    @on_loop
    async def test_what_is_unread_is_counted_in_several_rooms(self, factory: StoreFactory) -> None:
        """Each from its own mark on, and no further than anybody would count."""
        async with running(factory) as store:
            many = [post(number, "hi") for number in range(1, MOST_UNREAD + 21)]
            await store.commit("r1", [ROOM, *many])
            await store.commit("r2", [replace(ROOM, slug="two", folder="two", folder_id="two")])
            await store.commit("r2", [post(501, "one"), post(502, "two"), post(503, "me", "bo")])
            nothing = Unread(0, 0)
            found = await store.unread(["r1", "r2", "r3"], "bo")
            assert found == {"r1": Unread(MOST_UNREAD, 0), "r2": Unread(2, 0), "r3": nothing}
            seq = (await store.messages("r2", Window()))[0].seq
            await store.commit("r2", [MarkRead("bo", seq, 1)])
            assert await store.unread(["r2"], "bo") == {"r2": Unread(1, 0)}

    @on_loop
    async def test_unread_mentions_are_counted(self, factory: StoreFactory) -> None:
        """Of others, since one has read, as the messages are now, and not only among the first."""
        async with running(factory) as store:
            many = [post(number, "hi") for number in range(10, MOST_UNREAD + 21)]
            await store.commit("r1", [ROOM, calls(1, "bo", "cy"), calls(2, "bo", "bo"), *many])
            await store.commit("r1", [calls(3, "bo"), calls(4, "bo", author="bo")])

            async def mentions(username: str) -> int:
                return (await store.unread(["r1"], username))["r1"].mentions

            assert [await mentions(each) for each in ("ana", "bo", "cy", "dee")] == [0, 3, 1, 0]
            await store.commit("r1", [MarkRead("bo", 1, 1)])
            assert [await mentions(each) for each in ("bo", "cy")] == [2, 1]
            await store.commit("r1", [EditMessage("m3", "@Dee", ("dee", "ana"), 1), DeleteMessage("m1", 1)])
            assert [await mentions(each) for each in ("ana", "bo", "cy", "dee")] == [0, 1, 0, 1]
            await store.commit("r2", [room(2), *(calls(number, "bo") for number in range(200, 320))])
            assert await store.unread(["r2"], "bo") == {"r2": Unread(MOST_UNREAD, MOST_UNREAD)}
