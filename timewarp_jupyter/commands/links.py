"""Links into rooms, made straight in the store: before a room is loaded, or from another process."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from ..clock import now_ms
from ..documents.authors import SERVER
from ..errors import NotFound
from ..rooms.invitations import hash_token
from ..store.interface import RoomRow, Store
from ..store.operations import CreateInvitation, Role

HOUR_MS = 3_600_000


async def make_link(store: Store, room: str, role: Role, *, hours: float, uses: int) -> str:
    """Store an invitation and give its token, which is known only now. Raises ``StorageFailed``."""
    token, at = secrets.token_urlsafe(32), now_ms()
    expires_at = at + int(hours * HOUR_MS)
    invitation = CreateInvitation(uuid4().hex, hash_token(token), role, expires_at, uses, SERVER, at)
    await store.commit(room, [invitation])
    return token


async def find_room(store: Store, wanted: str) -> RoomRow:
    """A room by id, slug, name or folder. Raises ``NotFound`` with the rooms that there are."""
    rooms = [row for row in await store.rooms() if row.deleted_at is None]
    for attribute in ("id", "slug", "name", "folder"):
        found = [row for row in rooms if getattr(row, attribute) == wanted]
        if len(found) == 1:
            return found[0]
    known = ", ".join(sorted(row.slug for row in rooms)) or "none"
    raise NotFound(f"There is no room {wanted!r}. Rooms here: {known}.", code="no_such_room")


def join_path(token: str) -> str:
    """The path of the page that a link opens, below the server's base URL."""
    return f"timewarp/join/{token}"


def link_at(url: str, server_token: str, path: str) -> str:
    """A whole link on the server at ``url``; with the server's token, where it has one."""
    query = f"?{urlencode({'token': server_token})}" if server_token else ""
    return f"{url.rstrip('/')}/{path}{query}"


def with_token(server: Any, path: str) -> str:
    """A whole link on this running server."""
    return link_at(server.connection_url, server.identity_provider.token, path)
