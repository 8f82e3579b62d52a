"""Rooms over HTTP."""

from __future__ import annotations

from ..models import listed_room_record, room_record
from ..records import ListedRoom, Room
from ..rooms.permissions import Action
from ..rooms.slugs import clean_name
from ..schema import Listing
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, flag, one_of, only, text, text_flag
from .operation import NOTHING, PAGE, operation

_DEFAULT_ROLE = one_of("editor", "viewer")
_VISIBILITY = one_of("open", "invite")
_MADE = Fields(
    {
        "name": text(400),
        "folder": text(1024),
        "visibility": _VISIBILITY,
        "default_role": _DEFAULT_ROLE,
    },
    required=("name",),
)
_CHANGED = Fields(
    {
        "name": text(400),
        "visibility": _VISIBILITY,
        "default_role": _DEFAULT_ROLE,
        "locked": flag,
        "deleted": only(False),
        "folder_missing": only(False),
    }
)


class RoomsHandler(TimeWarpHandler):
    """All rooms that the caller may see."""

    @allow("read")
    @operation({200: Listing(ListedRoom)}, query=Fields({**PAGE, "deleted": text_flag}))
    async def get(self) -> None:
        """A listing; ``?deleted=true`` gives those that the caller could bring back."""
        registry = self.services.registry
        deleted = self.asked("deleted")
        rooms = (registry.deleted_for if deleted else registry.visible_to)(self.username)
        items, following = self.page().cut(rooms)
        joined = [room.id for room in items if room.member(self.username).role is not None]
        unread = await self.services.store.unread(joined, self.username)
        records = [listed_room_record(room, self.username, unread.get(room.id)) for room in items]
        self.answer({"items": records, "next": following})

    @allow("write")
    @operation({201: Room}, body=_MADE, refuses=(409, 429))
    async def post(self) -> None:
        """Make a room; the caller owns it."""
        values = self.body()
        values.setdefault("folder", None)
        room = await self.services.registry.create(owner=self.username, **values)
        self.set_header("Location", self.url("api/timewarp/rooms", room.id))
        self.answer(room_record(room, self.username), 201)


class RoomHandler(TimeWarpHandler):
    """One room."""

    @allow("read")
    @operation({200: Room})
    async def get(self, room_id: str) -> None:
        """The room as the caller sees it. Its owners see a deleted one as well."""
        room = self.services.registry.find(room_id, self.username)
        self.answer(room_record(room, self.username))

    @allow("write")
    @operation({200: Room}, body=_CHANGED, refuses=(409,))
    async def patch(self, room_id: str) -> None:
        """Change it. A deleted room takes ``{"deleted": false}`` and nothing else before that.

        ``{"folder_missing": false}`` writes a vanished folder and its programs again.
        """
        room = self.room(room_id, Action.CHANGE_ROOM)
        values, check = self.body(), room.check(self.username, Action.CHANGE_ROOM)
        if "name" in values:
            values["name"] = clean_name(values["name"])
        if "deleted" in values:
            values.pop("deleted")
            await self.services.registry.bring_back(room, self.username, check)
        room.require_not_deleted()
        if values.pop("folder_missing", None) is False:
            check()
            await room.write_back()
        if values:
            await room.change(by=self.username, check=check, **values)
        self.answer(room_record(room, self.username))

    @allow("write")
    @operation({204: NOTHING}, query=Fields({"files": text_flag}), refuses=(409,))
    async def delete(self, room_id: str) -> None:
        """Delete it; with ``?files=true`` its folder as well."""
        room = self.room(room_id, Action.DELETE_ROOM)
        check = room.check(self.username, Action.DELETE_ROOM)
        files = bool(self.asked("files"))
        await self.services.registry.delete(room, files=files, by=self.username, check=check)
        self.done()
