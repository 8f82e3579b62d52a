"""How many rooms somebody may have, and may make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..clock import now_ms
from ..errors import TooMuch
from ..store.interface import RoomRow

if TYPE_CHECKING:
    from ..config import Limits

DAY_MS = 24 * 60 * 60 * 1000


def require_place(owner: str, rooms: Iterable[RoomRow], limits: Limits, being_made: int = 0) -> None:
    """Raise ``TooMuch`` (``too_many_rooms``) where the user may not make another one.

    ``rooms`` are all, the deleted ones as well: those can come back for a while, and are kept for that.
    ``being_made`` are more of the user's that are no rooms yet.
    """
    own = [row for row in rooms if row.created_by == owner]
    if sum(row.deleted_at is None for row in own) + being_made >= limits.max_rooms_per_user:
        raise TooMuch("You have too many rooms. Delete some first.", code="too_many_rooms")
    today = sorted(row.created_at for row in own if row.created_at > now_ms() - DAY_MS)
    today += [now_ms()] * being_made
    most = limits.max_rooms_per_day
    if len(today) >= most:
        raise TooMuch(
            "You have made many rooms today. Go on tomorrow.",
            code="too_many_rooms",
            retry_after=(today[-most] + DAY_MS - now_ms()) / 1000,
        )
