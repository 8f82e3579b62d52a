"""Operations on rooms, members and people."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Table, Update, bindparam, delete, insert, update

from .carrying import Carrying
from .operations import ChangeRoom, CreateRoom, DropMember, PutMember, PutPerson, SeeMember
from .schema import members, people, rooms

_ADD_ROOM = insert(rooms).values(
    {
        column: bindparam(column)
        for column in (
            "id", "slug", "name", "folder", "folder_id", "visibility", "default_role", "created_by",
            "created_at",
        )
    }
)  # fmt: skip
_ONE_MEMBER = (members.c.room == bindparam("b_room"), members.c.username == bindparam("b_username"))
_SET_ROLE = update(members).where(*_ONE_MEMBER).values(role=bindparam("b_role"))
_ADD_MEMBER = insert(members)
_SEE_MEMBER = update(members).where(*_ONE_MEMBER).values(last_seen=bindparam("b_at"))
_DROP_MEMBER = delete(members).where(*_ONE_MEMBER)
_ADD_PERSON = insert(people)
_SET_PERSON = (
    update(people)
    .where(people.c.username == bindparam("b_username"))
    .values(display_name=bindparam("b_name"), color=bindparam("b_color"), changed_at=bindparam("b_at"))
)


@cache  # there are no more than subsets of columns
def change_of(table: Table, columns: tuple[str, ...]) -> Update:
    """``UPDATE`` of these columns of one row (``b_id``) of a room's table."""
    mine = table.c.id == bindparam("b_id")
    where = (mine,) if table is rooms else (mine, table.c.room == bindparam("b_room"))
    return update(table).where(*where).values({column: bindparam(f"new_{column}") for column in columns})


def changes(operation: ChangeRoom | Any, fields: tuple[str, ...]) -> dict[str, Any]:
    """The fields that are not None; ``deleted_at`` 0 means not deleted."""
    values = {field: getattr(operation, field) for field in fields}
    found = {field: value for field, value in values.items() if value is not None}
    if found.get("deleted_at") == 0:
        found["deleted_at"] = None
    return found


def _create_room(carrying: Carrying, operation: CreateRoom) -> None:
    carrying.session.run(
        _ADD_ROOM,
        {
            "id": carrying.room,
            "slug": operation.slug,
            "name": operation.name,
            "folder": operation.folder,
            "folder_id": operation.folder_id,
            "visibility": operation.visibility,
            "default_role": operation.default_role,
            "created_by": operation.created_by,
            "created_at": operation.at,
        },
    )


_ROOM_FIELDS = (
    "name", "slug", "folder", "folder_id", "visibility", "default_role", "locked", "deleted_at",
)  # fmt: skip


def _change_room(carrying: Carrying, operation: ChangeRoom) -> None:
    new = changes(operation, _ROOM_FIELDS)
    if new:
        parameters = {f"new_{field}": value for field, value in new.items()}
        carrying.session.run(change_of(rooms, tuple(new)), {**parameters, "b_id": carrying.room})


def _put_member(carrying: Carrying, operation: PutMember) -> None:
    room, username, role = carrying.room, operation.username, operation.role
    changed = carrying.session.run(_SET_ROLE, {"b_room": room, "b_username": username, "b_role": role})
    if not changed.rowcount:
        carrying.session.run(
            _ADD_MEMBER,
            {"room": room, "username": username, "role": role, "joined_at": operation.at, "last_seen": None},
        )


def _drop_member(carrying: Carrying, operation: DropMember) -> None:
    carrying.session.run(_DROP_MEMBER, {"b_room": carrying.room, "b_username": operation.username})


def _see_member(carrying: Carrying, operation: SeeMember) -> None:
    carrying.session.run(
        _SEE_MEMBER, {"b_room": carrying.room, "b_username": operation.username, "b_at": operation.at}
    )


def _put_person(carrying: Carrying, operation: PutPerson) -> None:
    name, color, at = operation.display_name, operation.color, operation.at
    changed = carrying.session.run(
        _SET_PERSON, {"b_username": operation.username, "b_name": name, "b_color": color, "b_at": at}
    )
    if not changed.rowcount:
        carrying.session.run(
            _ADD_PERSON,
            {"username": operation.username, "display_name": name, "color": color, "changed_at": at},
        )


ROOM_OPERATIONS: dict[type[Any], Callable[[Carrying, Any], None]] = {
    CreateRoom: _create_room,
    ChangeRoom: _change_room,
    PutMember: _put_member,
    DropMember: _drop_member,
    SeeMember: _see_member,
    PutPerson: _put_person,
}
