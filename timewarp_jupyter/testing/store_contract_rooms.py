"""Rooms, members, people and invitations: what is stored comes back, in a fresh store object too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ..errors import Conflict, NotFound
from ..store.interface import InvitationRow, MemberRow, PersonRow, RoomRow, Store
from ..store.interface_talk import Window
from ..store.operations import (
    AddActivity,
    AddCheckpoint,
    ChangeRoom,
    ClaimClient,
    DropMember,
    IntendSave,
    MarkEditsTold,
    MarkRead,
    Operation,
    PostMessage,
    PurgeRoom,
    PutMember,
    PutPerson,
    RevokeInvitation,
    SeeMember,
    UseInvitation,
)
from .store_running import StoreFactory, on_loop, running
from .store_samples import DOCUMENT, INVITATION, ROOM, document, room, update

STORED_ROOM = RoomRow(
    id="r1",
    slug="maze",
    name="Labyrinth 迷路",
    folder="programs/maze",
    folder_id="folder-1",
    visibility="invite",
    default_role="viewer",
    locked=False,
    seq=0,
    created_by="ana",
    created_at=1_000,
    deleted_at=None,
)
STORED_INVITATION = InvitationRow(
    id="inv-1",
    room="r1",
    role="editor",
    expires_at=9_000,
    max_uses=2,
    uses=0,
    created_by="ana",
    created_at=1_200,
    revoked_at=None,
)


TALK: Sequence[Operation] = (
    PostMessage("m1", "ana", "hello", (), None, None, "c1", 3_000),
    AddActivity("ana", "joined", None, 3_000),
    MarkRead("ana", 1, 3_000),
    MarkEditsTold(1),
)


class RoomContract:
    """Tests of rooms and of who is in them."""

    @on_loop
    async def test_a_room_comes_back_as_it_was_made(self, factory: StoreFactory) -> None:
        """All values, from a fresh store object."""
        async with running(factory) as store:
            receipt = await store.commit("r1", [ROOM])
            assert (receipt.seq, list(receipt.seqs)) == (0, [None])
            assert await store.rooms() == [STORED_ROOM]
        async with running(factory) as again:
            assert await again.rooms() == [STORED_ROOM]

    @on_loop
    async def test_a_change_leaves_what_it_does_not_name(self, factory: StoreFactory) -> None:
        """Some values, then deletion and bringing back."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM])
            await store.commit("r1", [ChangeRoom(name="New", locked=True, deleted_at=5_000)])
            changed = replace(STORED_ROOM, name="New", locked=True, deleted_at=5_000)
            assert await store.rooms() == [changed]
            await store.commit("r1", [ChangeRoom(locked=False, deleted_at=0, visibility="open")])
            changed = replace(changed, locked=False, deleted_at=None, visibility="open")
            assert await store.rooms() == [changed]

    @on_loop
    async def test_names_and_folders_of_rooms_are_taken_once(self, factory: StoreFactory) -> None:
        """A deleted room gives its name free, and cannot come back once that is taken."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM])
            for other, code in (
                (replace(room(2), slug="maze"), "slug_taken"),
                (replace(room(2), folder="programs/maze"), "folder_taken"),
            ):
                with pytest.raises(Conflict) as taken:
                    await store.commit("r2", [other])
                assert taken.value.error_code == code
            assert await store.rooms() == [STORED_ROOM]
            await store.commit("r1", [ChangeRoom(deleted_at=1)])
            await store.commit("r2", [ROOM])
            with pytest.raises(Conflict) as taken:
                await store.commit("r1", [ChangeRoom(deleted_at=0)])
            assert taken.value.error_code in ("slug_taken", "folder_taken")

    @on_loop
    async def test_a_room_that_is_not_there(self, factory: StoreFactory) -> None:
        """Nothing can be put into it."""
        async with running(factory) as store:
            for operation in (PutMember("ana", "owner", 1), ChangeRoom(name="x")):
                with pytest.raises(NotFound) as missing:
                    await store.commit("nowhere", [operation])
                assert missing.value.error_code == "no_such_room"
            assert await store.members() == []

    @on_loop
    async def test_members_join_change_are_seen_and_leave(self, factory: StoreFactory) -> None:
        """A changed role keeps the time of joining."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, PutMember("ana", "owner", 1), PutMember("bo", "viewer", 2)])
            await store.commit("r1", [PutMember("bo", "editor", 3), SeeMember("bo", 4)])
            ana, bo = MemberRow("r1", "ana", "owner", 1, None), MemberRow("r1", "bo", "editor", 2, 4)
            assert await store.members() == [ana, bo]
            await store.commit("r1", [DropMember("ana"), DropMember("stranger")])
            assert await store.members() == [bo]

    @on_loop
    async def test_people_belong_to_no_room(self, factory: StoreFactory) -> None:
        """Committed with room ""."""
        async with running(factory) as store:
            await store.commit("", [PutPerson("ana", "Ana", "#111111", 1)])
            await store.commit("", [PutPerson("ana", "Ana María", "#222222", 2)])
            assert await store.people() == [PersonRow("ana", "Ana María", "#222222")]
            with pytest.raises(NotFound):
                await store.commit("", [PutMember("ana", "owner", 1)])

    @on_loop
    async def test_invitations_are_found_by_room_and_token(self, factory: StoreFactory) -> None:
        """Newest first; of this room only."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, INVITATION])
            await store.commit("r2", [room(2)])
            newer = replace(INVITATION, invitation="inv-2", token_hash="b" * 64, at=1_300)
            await store.commit("r1", [newer])
            stored = replace(STORED_INVITATION, id="inv-2", created_at=1_300)
            assert await store.invitations("r1") == [stored, STORED_INVITATION]
            assert await store.invitations("r2") == []
            assert await store.invitation("a" * 64) == STORED_INVITATION
            assert await store.invitation("c" * 64) is None

    @on_loop
    async def test_an_invitation_is_used_no_more_than_it_says(self, factory: StoreFactory) -> None:
        """Used up, expired, revoked: nothing of such a commit is stored."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, INVITATION])
            await _refused(store, 9_000, "invitation_expired")
            await store.commit("r1", [UseInvitation("inv-1", "bo", 2_000)])
            await store.commit("r1", [UseInvitation("inv-1", "cy", 2_001)])
            await _refused(store, 2_002, "invitation_used_up")
            assert await store.members() == []
            assert await store.invitation("a" * 64) == replace(STORED_INVITATION, uses=2)
            await store.commit("r1", [RevokeInvitation("inv-1", 2_003)])
            await _refused(store, 2_004, "invitation_revoked")
            assert await store.invitations("r1") == [replace(STORED_INVITATION, uses=2, revoked_at=2_003)]

    @on_loop
    async def test_an_invitation_of_another_room(self, factory: StoreFactory) -> None:
        """Neither used nor revoked from there."""
        async with running(factory) as store:
            await store.commit("r1", [ROOM, INVITATION])
            await store.commit("r2", [room(2)])
            for operation in (UseInvitation("inv-1", "bo", 1), RevokeInvitation("inv-1", 1)):
                with pytest.raises(NotFound) as missing:
                    await store.commit("r2", [operation])
                assert missing.value.error_code == "no_such_invitation"
            assert await store.invitation("a" * 64) == STORED_INVITATION

    @on_loop
    async def test_a_room_that_was_deleted_long_ago_is_removed_in_parts(self, factory: StoreFactory) -> None:
        """With all that belongs to it, and nothing of another; not before its time."""
        async with running(factory) as store:
            whole: list[Operation] = [DOCUMENT, PutMember("ana", "owner", 1), *[update(b"x")] * 5, *TALK]
            await store.commit("r1", [ROOM, *whole, AddCheckpoint("doc-1", 3, b"c", 3_000), INVITATION])
            await store.commit("r1", [IntendSave("doc-1", 3, "h", 3_000), ClaimClient("doc-1", 7, "ana")])
            await store.commit("r2", [room(2), document(2), update(b"y", document="doc-2")])
            with pytest.raises(Conflict):
                await store.commit("r1", [PurgeRoom(10_000, 100)])
            await store.commit("r1", [ChangeRoom(deleted_at=9_000)])
            with pytest.raises(Conflict):
                await store.commit("r1", [PurgeRoom(8_999, 100)])
            commits = 0
            with pytest.raises(NotFound):
                while True:
                    await store.commit("r1", [PurgeRoom(9_000, 3)])
                    commits += 1
            assert 4 <= commits <= 10
            assert [row.id for row in await store.rooms()] == ["r2"]
            assert await store.members() == []
            assert await store.documents("r1") == []
            assert await store.messages("r1", Window(limit=10)) == []
            assert (await store.journal("doc-2")).updates[-1].data == b"y"
            await store.commit("r3", [ROOM, DOCUMENT, INVITATION, *TALK])  # its names are free


async def _refused(store: Store, at: int, code: str) -> None:
    """Using it at a time is a conflict, and makes no member."""
    with pytest.raises(Conflict) as refusal:
        await store.commit("r1", [PutMember("dee", "editor", at), UseInvitation("inv-1", "dee", at)])
    assert refusal.value.error_code == code
