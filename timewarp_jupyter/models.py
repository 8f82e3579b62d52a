"""The records of the HTTP interface, made from what is stored. One function per record of the design."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING

from . import records
from .clock import iso
from .documents.access import Identity
from .documents.library_listing import Entry
from .store.interface import DocumentRow, InvitationRow, MemberRow
from .store.interface_talk import Unread

if TYPE_CHECKING:
    from .rooms.invitations import Offer
    from .rooms.room import Room

LANGUAGES: Mapping[str, str] = {
    ".bas": "basic",
    ".c": "c",
    ".cob": "cobol",
    ".erl": "erlang",
    ".forth": "forth",
    ".hs": "haskell",
    ".js": "javascript",
    ".logo": "logo",
    ".lua": "lua",
    ".md": "markdown",
    ".pas": "pascal",
    ".pilot": "pilot",
    ".py": "python",
    ".rb": "ruby",
    ".scm": "scheme",
    ".st": "smalltalk",
    ".tcl": "tcl",
}
"""Languages by file name extension. ``.pl`` is missing: Prolog or Perl is seen by content only."""


MOST_INSIDE = 5
"""People of whom the list of rooms says that they are inside; ``online`` counts all."""


def language_of(path: str) -> str:
    """The language of a program by its name, ``text`` if that says nothing."""
    return LANGUAGES.get(posixpath.splitext(path)[1].lower(), "text")


def _time(ms: int | None) -> str | None:
    return None if ms is None else iso(ms)


def shared_room_record(room: Room) -> records.SharedRoom:
    """``Room`` without what differs between people."""
    row = room.row
    return {
        "id": row.id,
        "slug": row.slug,
        "name": row.name,
        "folder": row.folder,
        "folder_missing": room.is_folder_missing,
        "visibility": row.visibility,
        "default_role": row.default_role,
        "locked": row.locked,
        "created_at": iso(row.created_at),
        "online": len(set(room.usernames())),
        "deleted": row.deleted_at is not None,
        "deleted_at": _time(row.deleted_at),
    }


def room_record(room: Room, username: str) -> records.Room:
    """``Room``, as this user sees it; ``role`` is null for somebody who has not joined."""
    return {**shared_room_record(room), "role": room.member(username).role, "seq": room.seq}


def listed_room_record(room: Room, username: str, unread: Unread | None) -> records.ListedRoom:
    """``ListedRoom``: a stranger is not told who is inside, only how many, and has nothing to read (None)."""
    record = room_record(room, username)
    inside = [] if record["role"] is None else sorted({*room.usernames()})[:MOST_INSIDE]
    return {
        **record,
        "unread": unread.messages if unread else 0,
        "unread_mentions": unread.mentions if unread else 0,
        "inside": [_inside_record(room.identity(each)) for each in inside],
    }


def _inside_record(identity: Identity) -> records.Inside:
    return {
        "username": identity.username,
        "display_name": identity.display_name,
        "color": identity.color,
    }


def member_record(room: Room, row: MemberRow) -> records.Member:
    """``Member``. ``role`` is what counts now, so a teacher's is owner."""
    identity = room.identity(row.username)
    return {
        "username": row.username,
        "display_name": identity.display_name,
        "color": identity.color,
        "role": room.member(row.username).role,
        "online": row.username in room.usernames(),
        "last_seen": _time(row.last_seen),
    }


def former_record(room: Room, identity: Identity) -> records.Member:
    """``Member`` of somebody who is none (any longer)."""
    return {
        "username": identity.username,
        "display_name": identity.display_name,
        "color": identity.color,
        "role": None,
        "online": identity.username in room.usernames(),
        "last_seen": None,
    }


def invitation_record(row: InvitationRow) -> records.Invitation:
    """``Invitation``."""
    return {
        "id": row.id,
        "role": row.role,
        "expires_at": _time(row.expires_at),
        "max_uses": row.max_uses,
        "uses": row.uses,
        "created_by": row.created_by,
        "created_at": iso(row.created_at),
    }


def made_invitation_record(row: InvitationRow, url: str) -> records.MadeInvitation:
    """``Invitation`` that has just been made, with its link."""
    return {**invitation_record(row), "url": url}


def offer_record(offer: Offer, username: str) -> records.Offer:
    """What an invitation opens, for somebody who is not in the room yet."""
    room = offer.room
    return {
        "room": {"id": room.id, "slug": room.row.slug, "name": room.row.name},
        "role": offer.row.role,
        "invited_by": room.inviter_name(offer.row.created_by),
        "expires_at": _time(offer.row.expires_at),
        "already": offer.is_held_by(username),
    }


def document_record(row: DocumentRow, size: int | None) -> records.Document:
    """``Document`` without content; ``size`` is the text's, in bytes of UTF-8."""
    return {
        "id": row.id,
        "kind": "document",
        "room": row.room,
        "path": row.path,
        "language": language_of(row.path),
        "size": size,
        "updated_at": iso(row.updated_at),
        "updated_by": row.updated_by,
        "history_id": row.history_id,
        "deleted": row.deleted_at is not None,
    }


def entry_record(entry: Entry) -> records.Document | records.OtherFile:
    """A line of a listing: a ``Document``, or a file that Jupyter alone opens (``kind: "file"``)."""
    if entry.document is not None:
        return document_record(entry.document, entry.size)
    return {
        "id": None,
        "kind": "file",
        "path": entry.path,
        "size": entry.size,
        "updated_at": _time(entry.modified_at),
    }


def other_record(identity: Identity) -> records.Other:
    """``Other``."""
    return {
        "username": identity.username,
        "display_name": identity.display_name,
        "color": identity.color,
        "initials": identity.initials,
    }


def person_record(identity: Identity, *, name_fixed: bool, chosen: bool) -> records.Person:
    """The caller as a person."""
    return {
        "username": identity.username,
        "display_name": identity.display_name,
        "color": identity.color,
        "initials": identity.initials,
        "name_fixed": name_fixed,
        "chosen": chosen,
    }
