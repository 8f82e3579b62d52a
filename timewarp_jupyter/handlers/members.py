"""The members of a room over HTTP."""

from __future__ import annotations

from collections.abc import Sequence

from ..models import former_record, member_record
from ..records import Member
from ..rooms.people import IMPORTED, check_username
from ..rooms.permissions import Action
from ..rooms.room import Room
from ..schema import Listing
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, one_of, text_flag
from .operation import NOTHING, PAGE, operation

_ROLE = Fields({"role": one_of("owner", "editor", "viewer")}, required=("role",))


class MembersHandler(TimeWarpHandler):
    """All members of a room."""

    @allow("read")
    @operation({200: Listing(Member)}, query=Fields({**PAGE, "former": text_flag}))
    async def get(self, room_id: str) -> None:
        """A listing in the order in which they came.

        With ``?former=true`` everyone else follows whom the room's chat, activity or programs name, with
        role null: those who have left or were removed, teachers who never joined, authors of an import.
        """
        room = self.room(room_id, Action.READ)
        everyone = [member_record(room, row) for row in room.members.values()]
        if self.asked("former"):
            everyone += await self._former(room)
        items, following = self.page().cut(everyone)
        self.answer({"items": items, "next": following})

    async def _former(self, room: Room) -> Sequence[Member]:
        named = await self.services.store.people_told_of(room.id)
        people = [name for name in named if not name.startswith(":") or name.startswith(IMPORTED)]
        return [former_record(room, identity) for identity in room.members.others(people)]


class MemberHandler(TimeWarpHandler):
    """One member of a room."""

    @allow("write")
    @operation({200: Member}, body=_ROLE)
    async def put(self, room_id: str, username: str) -> None:
        """Give a user a role, whether or not they are a member yet."""
        room = self.room(room_id, Action.CHANGE_ROLES)
        values = self.body()
        check = room.check(self.username, Action.CHANGE_ROLES)
        await room.set_role(check_username(username), values["role"], self.username, check)
        self.answer(member_record(room, room.members[username]))

    @allow("write")
    @operation({204: NOTHING})
    async def delete(self, room_id: str, username: str) -> None:
        """Remove a member; everyone may remove themselves."""
        own = username == self.username
        action = Action.READ if own else Action.CHANGE_ROLES
        room = self.room(room_id, action)
        await room.remove(username, self.username, room.check(self.username, action))
        self.done()
