"""All rooms of the server: made, deleted, brought back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from logging import Logger
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ..clock import now_ms
from ..documents.access import Check, anyone
from ..documents.authors import SERVER
from ..errors import Conflict, StorageFailed
from ..store.interface import RoomRow, Store
from ..store.operations import CreateRoom, Operation, PutMember, Role, Visibility
from .allowance import require_place
from .changing import Changing
from .claims import Claim, Claims
from .context import Arrived, Context
from .directory import UNDO_DAYS, Directory, is_too_late
from .folders import Folders, check_apart, clean_folder, is_within
from .keeper import Keeper
from .operator_log import Emit
from .people import People
from .purging import Purging
from .room import Room
from .slugs import clean_name, slug_of
from .teachers import Teachers

if TYPE_CHECKING:
    from ..config import Limits
    from ..documents.workspace import Workspace

Filled = Callable[[str], AbstractAsyncContextManager[Sequence[Operation]]]
"""The folder of a new room, with content for as long as the room is really made."""


class Registry(Directory):
    """Rooms and their members, all in memory after ``start``."""

    def __init__(
        self,
        store: Store,
        workspace: Workspace,
        limits: Limits,
        teachers: Teachers,
        default_visibility: Visibility,
        log: Logger,
        *,
        people: People,
        folders: Folders,
        emit: Emit | None = None,
        on_arrival: Arrived | None = None,
    ) -> None:
        super().__init__(folders)
        self.workspace = workspace
        self.teachers = teachers
        self.people = people
        self.default_visibility = default_visibility
        self._claims = Claims()
        self._making = Changing(self._read_again)
        self._context = Context(
            store, workspace, limits, people, teachers, log, self.connections, self.connections_of,
            emit, on_arrival,
        )  # fmt: skip
        self._keeper = Keeper(self, limits, log)
        self.purging = Purging(self, store, UNDO_DAYS, log)

    async def start(self) -> None:
        """Load all rooms and members. Raises ``StorageFailed``."""
        await self._load()
        self._keeper.start()
        self.purging.start()

    async def _load(self) -> None:
        store = self._context.store
        rows = await store.rooms()
        members = await store.members()  # of rooms that are in the rows, at least
        for row in rows:
            if row.id not in self._rooms:
                own = [member for member in members if member.room == row.id]
                self._add(Room(row, own, self._context))

    @property
    def is_in_doubt(self) -> bool:
        """Whether a room may be stored that is not known here."""
        return self._making.is_in_doubt

    async def settle(self) -> None:
        """Take in rooms of which nobody knew whether they are stored. Raises ``StorageFailed``."""
        async with self._making:
            """Begins with that."""

    async def _read_again(self) -> None:
        await self._context.store.probe()  # until then, what has failed may come true
        await self._load()

    async def stop(self) -> None:
        """Flush and unload everything, for good."""
        await self._keeper.stop()
        await self.purging.stop()
        await asyncio.gather(*(room.talk.close() for room in self._rooms.values()))
        await asyncio.gather(*(room.close() for room in self._rooms.values()))

    def _add(self, room: Room) -> None:
        self._rooms[room.id] = room
        self._ids[room.row.slug] = room.id
        self._context.moves += 1

    async def forget(self, room: Room) -> None:
        """Let go of a deleted room that cannot come back."""
        self._rooms.pop(room.id, None)
        if self._ids.get(room.row.slug) == room.id:
            del self._ids[room.row.slug]
        await room.talk.close()
        await room.close()

    @property
    def moves(self) -> int:
        """Grows with each change of which paths belong to which rooms."""
        return self._context.moves

    def note(self, user: Any) -> None:
        """Take notice of a request's user: a new name or another standing acts at once."""
        renamed = self.people.note(user)
        if self.teachers.note(user) or renamed:
            self.recheck(user.username)

    def recheck(self, username: str) -> None:
        """Somebody's name, colour or standing changed: act in the rooms where they are."""
        for room in self._rooms.values():
            if username in room.usernames() or (room.is_loaded and username in room.members):
                room.recheck()

    # --- changing

    async def create(
        self,
        name: str,
        folder: str | None,
        owner: str | None,
        visibility: Visibility | None = None,
        default_role: Role = "editor",
        filled: Filled | None = None,
    ) -> Room:
        """Make a room, and its folder where that is missing.

        ``filled`` makes the folder itself, with what is in it, and gives what to commit with the room.

        Without ``folder`` a new one is named after the room. A room that the server makes has no owner
        (``None``) until somebody comes by an owner link. Raises ``InvalidInput``, ``Conflict``
        (see ``folders``) and ``TooMuch`` (``too_many_rooms``).
        """
        cleaned = clean_name(name)
        await self.settle()
        if owner is not None:
            rows = (room.row for room in self._rooms.values())
            require_place(owner, rows, self._context.limits, self._claims.of(owner))
        with self._claims.claim(owner, slug_of(cleaned, self._ids.keys() | self._claims.slugs)) as claim:
            place = await self._take_folder(claim, folder)
            facts = (cleaned, claim.slug, place, owner, visibility or self.default_visibility, default_role)
            if filled is not None:
                async with filled(place) as content:
                    return await self._create(*facts, content)
            await self.folders.make(place)
            room = await self._create(*facts)
        await room.arrived()
        return room

    async def _take_folder(self, claim: Claim, folder: str | None) -> str:
        """The folder for a new room, which is nobody else's from now on. Raises as ``check_apart`` does."""
        place = await self._free_folder(claim) if folder is None else clean_folder(folder)
        real = await self.folders.real(place)
        taken = self._taken_folders(but=claim)
        check_apart(real, taken)
        check_apart(place, taken)
        claim.folders = {place, real}
        return place

    async def _free_folder(self, claim: Claim) -> str:
        """A folder named after the room, that it has from now on."""
        while True:
            place = clean_folder(await self.folders.free_name(claim.slug, self._taken_folders()))
            if place not in self._taken_folders():  # while the disk was asked
                claim.folders = {place}
                return place

    def _taken_folders(self, but: Claim | None = None) -> list[str]:
        """Those of all rooms that are not deleted, and of those that are being made."""
        rooms = self._rooms.values()
        taken = [room for room in rooms if room.row.deleted_at is None or room.changing.is_in_doubt]
        return [room.row.folder for room in taken] + self._claims.folders(but)

    async def _create(
        self,
        name: str,
        slug: str,
        folder: str,
        owner: str | None,
        visibility: Visibility,
        default_role: Role,
        content: Sequence[Operation] = (),
    ) -> Room:
        room_id, at = uuid4().hex, now_ms()
        folder_id, by = self.folders.id_of(folder), owner or SERVER
        operations: list[Operation] = [
            CreateRoom(slug, name, folder, folder_id, visibility, default_role, by, at)
        ]
        if owner is not None:
            await self.people.remember(owner)
            operations.append(PutMember(owner, "owner", at))
        operations += content
        try:
            receipt = await self._context.store.commit(room_id, operations)
        except (StorageFailed, asyncio.CancelledError) as error:
            self._making.is_in_doubt = True
            if isinstance(error, StorageFailed):
                with suppress(StorageFailed):
                    await self.settle()
            if room_id not in self._rooms:
                raise
        if room_id in self._rooms:
            return self._rooms[room_id]
        row = RoomRow(
            room_id, slug, name, folder, folder_id, visibility, default_role, False, receipt.seq,
            by, at, None,
        )  # fmt: skip
        room = Room(row, [], self._context)
        for operation in operations:
            if isinstance(operation, PutMember):
                room.members.apply(operation)
        self._add(room)
        return room

    async def delete(
        self, room: Room, *, files: bool = False, by: str = SERVER, check: Check = anyone
    ) -> None:
        """Delete a room; with ``files`` its folder as well. Journals are kept for undoing.

        Until that is done the folder is nobody else's, and the room does not come back. Raises what
        ``check`` does.
        """
        await room.settle()
        with self._claims.claim(None, room.row.slug, room.row.folder):
            if room.row.deleted_at is None:
                await room.change(by=by, check=check, deleted_at=now_ms())
            room.end_deleted()
            await room.unload()
            if files:
                await self.folders.delete(room.row.folder)

    @contextmanager
    def emptying(self, path: str) -> Iterator[None]:
        """Nobody has a room at or below a workspace path, or gets one while the block runs.

        Raises ``Conflict`` where somebody is just making one.
        """
        check_apart(path, self._claims.folders())
        with self._claims.claim(None, "", path):
            yield

    async def bring_back(self, room: Room, by: str = SERVER, check: Check = anyone) -> None:
        """Undo a deletion; ``check`` is asked before anything is done.

        Raises ``Conflict`` (``too_late``, or its folder is in another room).
        """
        await self.settle()
        await room.settle()
        if room.row.deleted_at is None:
            return
        if is_too_late(room):
            raise Conflict(f"A deleted room can be brought back for {UNDO_DAYS} days.", code="too_late")
        check_apart(room.row.folder, self._taken_folders())
        with self._claims.claim(None, room.row.slug, room.row.folder):
            is_gone = not await self.folders.exists(room.row.folder)
            check()
            await self.folders.make(room.row.folder)
            await room.change(by=by, deleted_at=0)
            if is_gone:
                await room.write_back()
        await room.arrived()

    async def folder_moved(self, old: str, new: str) -> None:
        """A folder of the workspace has another path now: the rooms in it follow."""
        old, new = old.strip("/"), new.strip("/")
        for room in self._rooms.values():
            folder = room.row.folder
            if room.row.deleted_at is None and is_within(folder, old):
                place = new + folder[len(old) :]
                await room.moved(place, self.folders.id_of(place))
                await room.arrived()
