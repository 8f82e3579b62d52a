"""Invitations over HTTP: made and revoked by owners, looked at and accepted by who has the link."""

from __future__ import annotations

from ..models import invitation_record, made_invitation_record, offer_record, room_record
from ..records import Invitation, MadeInvitation, Offer, Room
from ..rooms.invitations import MAX_EXPIRES_IN, check_usable
from ..rooms.permissions import Action
from ..schema import Listing
from .allow import allow
from .base import TimeWarpHandler
from .body import Fields, number, one_of, optional
from .operation import NOTHING, PAGE, operation

MAX_USES = 100_000

_MADE = Fields(
    {
        "role": one_of("owner", "editor", "viewer"),
        "expires_in": optional(number(1, MAX_EXPIRES_IN)),
        "max_uses": optional(number(1, MAX_USES)),
    }
)


class InvitationsHandler(TimeWarpHandler):
    """The invitations of a room."""

    @allow("read")
    @operation({200: Listing(Invitation)}, query=Fields(PAGE))
    async def get(self, room_id: str) -> None:
        """A listing, newest first, without those that were revoked."""
        room = self.room(room_id, Action.INVITE)
        rows = await self.services.invitations.listing(room)
        items, following = self.page().cut(rows)
        self.answer({"items": [invitation_record(row) for row in items], "next": following})

    @allow("write")
    @operation({201: MadeInvitation}, body=_MADE)
    async def post(self, room_id: str) -> None:
        """Make one. ``expires_in`` is in seconds; the answer is the only one with the link."""
        room = self.room(room_id, Action.INVITE)
        values = self.body()
        role = values.pop("role", room.row.default_role)
        check = room.check(self.username, Action.INVITE)
        made = await self.services.invitations.create(room, role, self.username, **values, check=check)
        url = self.url("timewarp/join", made.token)
        self.answer(made_invitation_record(made.row, url), 201)


class InvitationHandler(TimeWarpHandler):
    """One invitation of a room."""

    @allow("write")
    @operation({204: NOTHING})
    async def delete(self, room_id: str, invitation: str) -> None:
        """Revoke it."""
        room = self.room(room_id, Action.INVITE)
        check = room.check(self.username, Action.INVITE)
        await self.services.invitations.revoke(room, invitation, self.username, check)
        self.done()


class TokenHandler(TimeWarpHandler):
    """What the holder of a link can do. The token is the permission."""

    @allow("read")
    @operation({200: Offer}, refuses=(409,))
    async def get(self, token: str) -> None:
        """Look at it: the room's name, the role, who invites."""
        offer = await self.services.invitations.look(token)
        if not offer.is_held_by(self.username):
            check_usable(offer.row)
        self.answer(offer_record(offer, self.username))

    @allow("write")
    @operation({200: Room}, refuses=(409,))
    async def post(self, token: str) -> None:
        """Accept it; gives the room."""
        room, _ = await self.services.invitations.accept(token, self.username)
        self.answer(room_record(room, self.username))
