"""Invitation links: a role, an expiry and a number of uses behind a secret that is not stored."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from ..clock import now_ms
from ..documents.access import Check, anyone
from ..documents.authors import SERVER
from ..errors import Conflict, NotFound, TooMuch
from ..store.interface import InvitationRow, Store
from ..store.operations import CreateInvitation, RevokeInvitation, Role, UseInvitation
from .activity import invited, revoked
from .permissions import RANK
from .registry import Registry
from .room import Room

if TYPE_CHECKING:
    from ..config import Limits

MAX_EXPIRES_IN = 365 * 24 * 3600
"""Longest life of an invitation, in seconds."""
_DAY_MS = 24 * 3600 * 1000
OWNER_LINK_EXPIRES_IN = 7 * 24 * 3600
"""Life of an owner link, in seconds."""


def hash_token(token: str) -> str:
    """What is stored of a token: it has 256 bits of its own, so that no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """A new invitation: the only moment at which its token is known."""

    row: InvitationRow
    token: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a token opens."""

    row: InvitationRow
    room: Room

    def is_held_by(self, username: str) -> bool:
        """Whether this user already has the role, or a higher one: then there is nothing to use up."""
        return RANK[self.room.member(username).role] >= RANK[self.row.role]


class Invitations:
    """Makes, revokes and takes up invitations."""

    def __init__(self, store: Store, registry: Registry, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._registry = registry

    async def create(
        self,
        room: Room,
        role: Role,
        created_by: str,
        *,
        expires_in: float | None = None,
        max_uses: int | None = None,
        check: Check = anyone,
    ) -> Made:
        """A new invitation; ``expires_in`` is in seconds, None is without end.

        Raises ``TooMuch`` (``too_many_invitations``), and what ``check`` does.
        """
        token, invitation, at = secrets.token_urlsafe(32), uuid4().hex, now_ms()
        expires_at = None if expires_in is None else at + int(expires_in * 1000)
        made = CreateInvitation(invitation, hash_token(token), role, expires_at, max_uses, created_by, at)
        async with room.changing:
            await self._require_place(room)
            check()
            await room.commit(made, invited(made))
        row = InvitationRow(invitation, room.id, role, expires_at, max_uses, 0, created_by, at, None)
        return Made(row, token)

    async def _require_place(self, room: Room) -> None:
        """Those that can be used count, and those of a day: making and revoking has an end as well."""
        rows, day_ago = await self._store.invitations(room.id), now_ms() - _DAY_MS
        counted = [row for row in rows if row.created_at > day_ago or is_usable(row)]
        if len(counted) >= self._limits.max_invitations_per_room:
            raise TooMuch("The room has too many invitations.", code="too_many_invitations")

    async def owner_link(self, room: Room, created_by: str) -> Made:
        """A link that makes one person an owner, once: the way back for an owner's browser."""
        return await self.create(room, "owner", created_by, expires_in=OWNER_LINK_EXPIRES_IN, max_uses=1)

    async def listing(self, room: Room) -> list[InvitationRow]:
        """The invitations of a room that are not revoked, newest first."""
        rows = await self._store.invitations(room.id)
        return [row for row in rows if row.revoked_at is None]

    async def revoke(self, room: Room, invitation: str, by: str = SERVER, check: Check = anyone) -> None:
        """End an invitation. Raises ``NotFound`` (``no_such_invitation``), and what ``check`` does."""
        if all(row.id != invitation for row in await self.listing(room)):
            raise _no_such_invitation()
        check()
        await room.commit(RevokeInvitation(invitation, now_ms()), revoked(by, invitation))

    async def look(self, token: str) -> Offer:
        """What a token opens, whether or not it can still be used.

        Raises ``NotFound`` (``no_such_invitation``).
        """
        row = await self._store.invitation(hash_token(token))
        if row is None:
            raise _no_such_invitation()
        room = self._registry.get(row.room)
        if room.row.deleted_at is not None:
            raise _no_such_invitation()
        return Offer(row, room)

    async def accept(self, token: str, username: str) -> tuple[Room, bool]:
        """Take up an invitation; True where it brought a role. It never lowers one.

        Raises ``NotFound`` and ``Conflict`` (``invitation_used_up``, ``invitation_expired``,
        ``invitation_revoked``).
        """
        offer = await self.look(token)
        if offer.is_held_by(username):
            return offer.room, False
        check_usable(offer.row)
        use = UseInvitation(offer.row.id, username, now_ms())
        return offer.room, await offer.room.accept(username, offer.row.role, use)


def is_usable(row: InvitationRow) -> bool:
    """Whether an invitation can still be used."""
    try:
        check_usable(row)
    except Conflict:
        return False
    return True


def check_usable(row: InvitationRow) -> None:
    """Raise ``Conflict`` where an invitation can no longer be used. The store decides again."""
    if row.revoked_at is not None:
        raise Conflict("This invitation has been revoked.", code="invitation_revoked")
    if row.expires_at is not None and row.expires_at <= now_ms():
        raise Conflict("This invitation has expired.", code="invitation_expired")
    if row.max_uses is not None and row.uses >= row.max_uses:
        raise Conflict("This invitation has been used up.", code="invitation_used_up")


def _no_such_invitation() -> NotFound:
    return NotFound("There is no such invitation.", code="no_such_invitation")
