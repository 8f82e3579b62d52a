"""Rooms over HTTP."""

from __future__ import annotations

from ..models import room_record
from ..rooms.permissions import Action
from ..rooms.slugs import clean_name
from .allow import allow
from .base import TimeWarpHandler
from .body import flag, one_of, only, text

_DEFAULT_ROLE = one_of("editor", "viewer")
_VISIBILITY = one_of("open", "invite")


class RoomsHandler(TimeWarpHandler):
    """All rooms that the caller may see."""

    @allow("read")
    async def get(self) -> None:
        """A listing; ``?deleted=true`` gives those that the caller could bring back."""
        registry = self.services.registry
        deleted = self.query_flag("deleted")
        rooms = (registry.deleted_for if deleted else registry.visible_to)(self.username)
        items, following = self.page().cut(rooms)
        records = [room_record(room, self.username) for room in items]
        self.answer({"items": records, "next": following})

    @allow("write")
    async def post(self) -> None:
        """Make a room; the caller owns it."""
        values = self.body(
            {
                "name": text(400),
                "folder": text(1024),
                "visibility": _VISIBILITY,
                "default_role": _DEFAULT_ROLE,
            },
            required=("name",),
        )
        values.setdefault("folder", None)
        room = await self.services.registry.create(owner=self.username, **values)
        self.set_header("Location", self.url("api/timewarp/rooms", room.id))
        self.answer(room_record(room, self.username), 201)


class RoomHandler(TimeWarpHandler):
    """One room."""

    @allow("read")
    async def get(self, room_id: str) -> None:
        """The room as the caller sees it. Its owners see a deleted one as well."""
        room = self.services.registry.find(room_id, self.username)
        self.answer(room_record(room, self.username))

    @allow("write")
    async def patch(self, room_id: str) -> None:
        """Change it. A deleted room takes ``{"deleted": false}`` and nothing else before that.

        ``{"folder_missing": false}`` writes a vanished folder and its programs again.
        """
        room = self.room(room_id, Action.CHANGE_ROOM)
        values = self.body(
            {
                "name": text(400),
                "visibility": _VISIBILITY,
                "default_role": _DEFAULT_ROLE,
                "locked": flag,
                "deleted": only(False),
                "folder_missing": only(False),
            }
        )
        if "name" in values:
            values["name"] = clean_name(values["name"])
        if "deleted" in values:
            values.pop("deleted")
            await self.services.registry.bring_back(room, self.username)
        room.require_not_deleted()
        if values.pop("folder_missing", None) is False:
            await room.write_back()
        if values:
            async with room.changing:
                await room.change(by=self.username, **values)
        self.answer(room_record(room, self.username))

    @allow("write")
    async def delete(self, room_id: str) -> None:
        """Delete it; with ``?files=true`` its folder as well."""
        room = self.room(room_id, Action.DELETE_ROOM)
        await self.services.registry.delete(room, files=self.query_flag("files"), by=self.username)
        self.done()
