"""What is read: one function per question, on a session that belongs to the calling thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import BigInteger, BindParameter, bindparam, func, select

from .interface import (
    DocumentRow,
    InvitationRow,
    Journal,
    MemberRow,
    PersonRow,
    RoomRow,
    SaveRow,
    UpdateRow,
)
from .schema import (
    checkpoints,
    document_clients,
    documents,
    invitations,
    members,
    people,
    rooms,
    saves,
    updates,
)
from .session import Row, Session

_LAST_SEQ = 2**63 - 1
_DOCUMENT: BindParameter[str] = bindparam("b_document")
_UPTO: BindParameter[int] = bindparam("b_upto", type_=BigInteger)

_ROOMS = select(rooms).order_by(rooms.c.created_at, rooms.c.id)
_MEMBERS = select(members).order_by(members.c.room, members.c.username)
_ROOM = select(rooms).where(rooms.c.id == bindparam("b_room"))
_MEMBERS_OF = _MEMBERS.where(members.c.room == bindparam("b_room"))
_PEOPLE = select(people.c.username, people.c.display_name, people.c.color).order_by(people.c.username)
_DOCUMENTS = (
    select(*(column for column in documents.c if column.name != "previous_history_id"))
    .where(documents.c.room == bindparam("b_room"))
    .order_by(documents.c.path, documents.c.created_at, documents.c.id)
)
_NEWEST_CHECKPOINT = (
    select(func.max(checkpoints.c.seq))
    .where(checkpoints.c.document == _DOCUMENT, checkpoints.c.seq <= _UPTO)
    .scalar_subquery()
)
_CHECKPOINT = select(checkpoints.c.seq, checkpoints.c.data).where(
    checkpoints.c.document == _DOCUMENT, checkpoints.c.seq == _NEWEST_CHECKPOINT
)
_CHECKPOINT_SIZE = select(checkpoints.c.seq, func.length(checkpoints.c.data)).where(
    checkpoints.c.document == _DOCUMENT, checkpoints.c.seq == _NEWEST_CHECKPOINT
)
_UPDATES_SIZE = select(func.sum(func.length(updates.c.data))).where(
    updates.c.document == _DOCUMENT, updates.c.seq > bindparam("b_after"), updates.c.seq <= _UPTO
)
_UPDATES = (
    select(updates.c.seq, updates.c.author, updates.c.at, updates.c.data)
    .where(updates.c.document == _DOCUMENT, updates.c.seq > bindparam("b_after"), updates.c.seq <= _UPTO)
    .order_by(updates.c.seq)
)
_CLIENTS = select(document_clients.c.client_id, document_clients.c.username).where(
    document_clients.c.document == _DOCUMENT
)
_SAVES = (
    select(saves.c.seq, saves.c.intended_hash, saves.c.confirmed_hash, saves.c.at)
    .where(saves.c.document == _DOCUMENT)
    .order_by(saves.c.id.desc())
    .limit(bindparam("b_limit"))
    .offset(bindparam("b_offset"))  # otherwise SQLAlchemy adds a parameter of its own
)
_INVITATION = select(*(column for column in invitations.c if column.name != "token_hash"))
_INVITATIONS = _INVITATION.where(invitations.c.room == bindparam("b_room")).order_by(
    invitations.c.created_at.desc(), invitations.c.id
)
_BY_TOKEN = _INVITATION.where(invitations.c.token_hash == bindparam("b_token_hash"))


def read_rooms(session: Session) -> Sequence[RoomRow]:
    """All rooms."""
    return [_room(row) for row in session.all(_ROOMS, {})]


def _room(row: Row) -> RoomRow:
    # SQLite has no booleans: `locked` comes back as 0 or 1.
    return replace(RoomRow(*row), locked=bool(row[7]))


def read_members(session: Session) -> Sequence[MemberRow]:
    """All members of all rooms."""
    return [MemberRow(*row) for row in session.all(_MEMBERS, {})]


def read_standing(session: Session, room: str) -> tuple[RoomRow | None, Sequence[MemberRow]]:
    """A room and its members; None if there is no such room (any more)."""
    rows = [_room(row) for row in session.all(_ROOM, {"b_room": room})]
    own = [MemberRow(*row) for row in session.all(_MEMBERS_OF, {"b_room": room})]
    return (rows[0] if rows else None), own


def read_people(session: Session) -> Sequence[PersonRow]:
    """All people."""
    return [PersonRow(*row) for row in session.all(_PEOPLE, {})]


def read_documents(session: Session, room: str) -> Sequence[DocumentRow]:
    """All documents of a room."""
    return [DocumentRow(*row) for row in session.all(_DOCUMENTS, {"b_room": room})]


def read_journal(session: Session, document: str, upto: int | None) -> Journal:
    """The newest checkpoint at or before ``upto``, what came after it, and whose client ids are whose."""
    last = _LAST_SEQ if upto is None else upto
    checkpoint = session.one(_CHECKPOINT, {"b_document": document, "b_upto": last})
    seq, data = checkpoint if checkpoint is not None else (0, None)
    rows = session.all(_UPDATES, {"b_document": document, "b_after": seq, "b_upto": last})
    clients: dict[int, str] = {int(c): str(u) for c, u in session.all(_CLIENTS, {"b_document": document})}
    return Journal(data, seq, [UpdateRow(*row) for row in rows], clients)


def journal_size(session: Session, document: str, upto: int) -> int:
    """Bytes of updates in what ``read_journal`` reads."""
    values = {"b_document": document, "b_upto": upto}
    seq, size = session.one(_CHECKPOINT_SIZE, values) or (0, 0)
    (found,) = session.one(_UPDATES_SIZE, {**values, "b_after": seq}) or (0,)
    return int(size) + int(found or 0)


def read_saves(session: Session, document: str, limit: int) -> Sequence[SaveRow]:
    """The newest save intents of a document, newest first."""
    return [
        SaveRow(*row)
        for row in session.all(_SAVES, {"b_document": document, "b_limit": limit, "b_offset": 0})
    ]


def read_invitations(session: Session, room: str) -> Sequence[InvitationRow]:
    """All invitations of a room, newest first."""
    return [InvitationRow(*row) for row in session.all(_INVITATIONS, {"b_room": room})]


def read_invitation(session: Session, token_hash: str) -> InvitationRow | None:
    """The invitation of a token."""
    row = session.one(_BY_TOKEN, {"b_token_hash": token_hash})
    return None if row is None else InvitationRow(*row)
