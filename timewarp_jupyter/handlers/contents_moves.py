"""Renames, moves and deletions that reach into rooms, and what the rooms make of them."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

from jupyter_core.utils import ensure_async

from ..documents.access import Check
from ..documents.authors import DISK
from ..errors import Conflict, Forbidden, NotFound
from ..rooms.folders import clean_folder, is_within
from ..rooms.permissions import Action
from ..rooms.registry import Registry
from ..rooms.room import Room
from .doors import Place


class Mover:
    """Moves and deletes for one user."""

    def __init__(self, username: str, registry: Registry) -> None:
        self._username = username
        self._registry = registry
        self._workspace = registry.workspace

    @staticmethod
    def concerns(source: Place, target: Place) -> bool:
        """Whether a move has anything to do with rooms."""
        return bool(source.room or source.around or target.room)

    # --- moving

    async def move(self, source: Place, target: Place) -> None:
        """Move a file or folder into, out of, within a room, or a room itself."""
        if source.rooms_moved:
            await self._move_rooms(source, target)
        elif source.room is not None and source.room is target.room:
            await self._move_within(source.room, source, target)
        else:
            await self._move_across(source, target)
        if target.room is not None:
            await target.room.arrived(target.relative)

    async def _move_rooms(self, source: Place, target: Place) -> None:
        check = partial(self._require_owner, source.rooms_moved, Action.CHANGE_ROOM)
        check()
        for room in source.rooms_moved:
            clean_folder(target.path + room.row.folder[len(source.path) :])
        if target.room is not None:
            raise Conflict("A room cannot be inside another room.", code="inside_room")
        await self._rename(source, target, check)
        await self._registry.folder_moved(source.path, target.path)

    async def _move_within(self, room: Room, source: Place, target: Place) -> None:
        check = room.check(self._username, Action.RENAME)
        check()
        if await self._is_folder(source):
            await self._move_folder(room, source, target, check)
        elif await room.has_program(source.relative):
            async with room.use() as library:
                row = library.by_path(source.relative)
                row = row or await library.adopt(source.relative, DISK)
                await library.rename(row.id, target.relative, self._username, check)
        else:
            await self._rename(source, target, check)

    async def _move_folder(self, room: Room, source: Place, target: Place, check: Check) -> None:
        """A folder in a room: its programs go one by one, the rest with what is left of it."""
        if is_within(target.relative, source.relative):
            raise Conflict("A folder cannot go into itself.", code="path_taken")
        if await self._workspace.exists(target.path):
            raise Conflict("There is a folder of this name already.", code="path_taken")
        check()
        await self._workspace.make_folder(target.path)
        async with room.use() as library:
            for row in [row for row in library.rows.values() if row.deleted_at is None]:
                if is_within(row.path, source.relative):
                    moved = target.relative + row.path[len(source.relative) :]
                    await library.rename(row.id, moved, self._username, check)
        check()
        await self._move_rest(source.path, target.path)

    async def _move_rest(self, source: str, target: str) -> None:
        """What is left of a folder, into one that may be there; then the empty folder goes."""
        contents: Any = self._workspace.contents
        model = await ensure_async(contents.get(source, content=True, type="directory"))
        for entry in model["content"]:
            place = f"{target}/{entry['name']}"
            if entry["type"] == "directory" and await self._workspace.exists(place):
                await self._move_rest(entry["path"], place)
            else:
                await self._workspace.rename(entry["path"], place)
        await self._workspace.delete(source)

    async def _move_across(self, source: Place, target: Place) -> None:
        """Between a room and elsewhere: gone from the one, new in the other."""
        check = partial(self._require_across, source, target)
        check()
        if source.room is not None:
            await self._save_programs(source.room, source)
        await self._rename(source, target, check)
        if source.room is not None:
            await self._forget_programs(source.room, source)
        if target.room is not None and await target.room.has_program(target.relative):
            async with target.room.use() as library:
                if library.by_path(target.relative) is None:
                    await library.adopt(target.relative, self._username)

    def _require_across(self, source: Place, target: Place) -> None:
        if source.room is not None:
            source.room.require(self._username, Action.DELETE)
        if target.room is not None:
            target.room.require(self._username, Action.CREATE)

    # --- deleting

    async def delete(self, place: Place) -> None:
        """Delete a file, a folder in a room, or the folders of rooms with the rooms."""
        room = place.room
        if place.rooms_moved:
            await self._delete_rooms(place)
            return
        if room is None:
            raise Forbidden("Nothing here belongs to a room.")
        check = room.check(self._username, Action.DELETE)
        check()
        if not await self._is_folder(place) and await room.has_program(place.relative):
            async with room.use() as library:
                row = library.by_path(place.relative)
                row = row or await library.adopt(place.relative, DISK)
                await library.delete(row.id, self._username, check)
            return
        check()
        await self._forget_programs(room, place)
        await self._workspace.delete(place.path)

    async def _delete_rooms(self, place: Place) -> None:
        """The rooms first: they can be brought back, and their programs with them."""
        self._require_owner(place.rooms_moved, Action.DELETE_ROOM)
        with self._registry.emptying(place.path):
            for room in place.rooms_moved:
                check = partial(self._require_owner, (room,), Action.DELETE_ROOM)
                await self._registry.delete(room, by=self._username, check=check)
            await self._workspace.delete(place.path)

    # --- parts

    async def _save_programs(self, room: Room, place: Place) -> None:
        async with room.use() as library:
            for row in [row for row in library.rows.values() if row.deleted_at is None]:
                if is_within(row.path, place.relative):
                    await library.save(row.id)

    async def _forget_programs(self, room: Room, place: Place) -> None:
        """The programs at or below a place are deleted in the room, journals kept."""
        async with room.use() as library:
            for row in [row for row in library.rows.values() if row.deleted_at is None]:
                if is_within(row.path, place.relative):
                    # Whoever watches the file may have seen first that it is gone.
                    with suppress(NotFound):
                        await library.delete(row.id, self._username)

    async def _rename(self, source: Place, target: Place, check: Check) -> None:
        if await self._workspace.exists(target.path):
            raise Conflict("There is a file of this name already.", code="path_taken")
        check()
        await self._workspace.rename(source.path, target.path)

    async def _is_folder(self, place: Place) -> bool:
        return await self._workspace.folder_exists(place.path)

    def _require_owner(self, rooms: tuple[Room, ...], action: Action) -> None:
        for room in rooms:
            if not room.decide(self._username, action):
                raise Forbidden("This folder holds a room: only its owners may do this.")
