"""The members of a room over HTTP."""

from __future__ import annotations

from ..models import member_record
from ..records import Member
from ..rooms.people import check_username
from ..rooms.permissions import Action
from ..schema import Listing
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, one_of
from .operation import NOTHING, PAGE, operation

_ROLE = Fields({"role": one_of("owner", "editor", "viewer")}, required=("role",))


class MembersHandler(TimeWarpHandler):
    """All members of a room."""

    @allow("read")
    @operation({200: Listing(Member)}, query=Fields(PAGE))
    async def get(self, room_id: str) -> None:
        """A listing in the order in which they came."""
        room = self.room(room_id, Action.READ)
        items, following = self.page().cut(list(room.members.values()))
        self.answer({"items": [member_record(room, row) for row in items], "next": following})


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
