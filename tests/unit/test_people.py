"""Distinct names, contrasting colours, and who may change what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from timewarp_jupyter.errors import Forbidden, InvalidInput
from timewarp_jupyter.rooms.colors import PALETTE, clean_color, color_for
from timewarp_jupyter.rooms.members import Members
from timewarp_jupyter.rooms.people import (
    MOST_PASSING,
    People,
    check_username,
    distinct,
    initials_of,
    is_named_by_server,
)
from timewarp_jupyter.rooms.teachers import Teachers
from timewarp_jupyter.store.interface import MemberRow, PersonRow

ANON = "0123456789abcdef" * 2


@dataclass
class User:
    username: str
    display_name: str = ""
    name: str = ""
    hub_user: dict[str, Any] | None = None


@dataclass
class Rows:
    """What People asks of a store."""

    rows: list[PersonRow] = field(default_factory=list)
    committed: list[tuple[str, str, str]] = field(default_factory=list)

    async def people(self):
        return self.rows

    async def commit(self, room, operations):
        assert room == ""
        self.committed += [(op.username, op.display_name, op.color) for op in operations]


def luminance(color):
    def linear(value):
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_read_in_both_themes():
    assert len(set(PALETTE)) >= 16
    for color in PALETTE:
        assert contrast(color, "#ffffff") >= 4.5
        assert contrast(color, "#111111") >= 3.0


def test_a_colour_is_of_the_palette():
    assert clean_color(PALETTE[3].upper()) == PALETTE[3]
    assert color_for("ana") == color_for("ana") in PALETTE
    with pytest.raises(InvalidInput):
        clean_color("#ffff00")


def test_names_are_made_distinct_in_order():
    names = distinct([("a", "Ana"), ("b", "ana"), ("c", "Ana 2"), ("d", "Ana"), ("e", "Bo")])
    assert names == {"a": "Ana", "b": "ana 2", "c": "Ana 2 2", "d": "Ana 3", "e": "Bo"}


def test_initials():
    assert initials_of("Ana Maria Silva") == "AS"
    assert initials_of("bo") == "B"


@pytest.mark.parametrize("username", ["", ":disk", "a\0b", "x" * 201])
def test_user_names_of_the_server_are_nobodys(username):
    with pytest.raises(InvalidInput):
        check_username(username)


def test_who_names_people():
    assert not is_named_by_server(User(ANON))
    assert is_named_by_server(User("student1"))
    assert is_named_by_server(User(ANON, hub_user={"name": ANON}))


async def test_a_browser_takes_a_name_and_keeps_it():
    rows = Rows()
    people = People(rows)
    await people.start()
    people.note(User(ANON, "Anonymous Io"))
    assert people.name(ANON) == "Anonymous Io"
    before = people.version
    await people.change(User(ANON, "Anonymous Io"), display_name="  Ana ", color=PALETTE[2])
    assert (people.name(ANON), people.color(ANON)) == ("Ana", PALETTE[2])
    assert rows.committed == [(ANON, "Ana", PALETTE[2])]
    assert people.version > before
    assert not people.note(User(ANON, "Anonymous Io"))
    assert people.name(ANON) == "Ana"


async def test_a_name_given_by_the_server_stays():
    people = People(Rows())
    ana = User("ana", "Ana Silva")
    people.note(ana)
    with pytest.raises(Forbidden) as caught:
        await people.change(ana, display_name="Boss")
    assert caught.value.error_code == "name_fixed"
    await people.change(ana, color=PALETTE[0])
    assert people.identity("ana").display_name == "Ana Silva"
    assert people.note(User("ana", "Ana Costa"))
    assert people.name("ana") == "Ana Costa"


async def test_names_outlive_the_server():
    people = People(Rows([PersonRow("ana", "Ana", PALETTE[1])]))
    await people.start()
    assert people.identity("ana").to_awareness() == {
        "username": "ana",
        "name": "Ana",
        "display_name": "Ana",
        "initials": "A",
        "color": PALETTE[1],
    }
    assert people.name("nobody") == "nobody"


def test_teachers_by_name_and_by_group():
    teachers = Teachers(["tina", "group:staff"])
    assert teachers("tina") and not teachers("tom")
    assert teachers.note(User("tom", hub_user={"groups": ["staff", "x"]}))
    assert teachers("tom")
    assert teachers.note(User("tom", hub_user={"groups": ["x"]}))
    assert not teachers("tom")
    assert not teachers.note(User("tina"))


async def test_who_passes_by_with_a_bare_token_costs_nobody_anything():
    """Jupyter gives such a request a new user each time."""
    people = People(Rows([PersonRow("ana", "Ana", PALETTE[1])]))
    await people.start()
    members = Members("r", [MemberRow("r", "ana", "owner", 0, None)], people, 10)
    teacher = User("teacher", "Ms Bell")
    people.note(teacher)
    assert members.identity("teacher").display_name == "Ms Bell"
    names, version = members.names(), people.version
    for number in range(3 * MOST_PASSING):
        assert not people.note(User(f"{number:032x}", "Anonymous Io"))
    assert people.version == version
    assert members.names() is names
    assert people.name(f"{0:032x}") == f"{0:032x}", "the first ones are forgotten"
    assert people.name(f"{3 * MOST_PASSING - 1:032x}") == "Anonymous Io"
    assert len(people._noted) + len(people._passing) <= MOST_PASSING + 2
    people.version += 1  # somebody else's name changes
    assert members.identity("teacher").display_name == "Ms Bell"
    assert people.note(User("teacher", "Mr Bell"))
    assert members.identity("teacher").display_name == "Mr Bell"


async def test_who_has_passed_by_and_joins_keeps_the_name():
    people = People(Rows())
    await people.start()
    people.note(User(ANON, "Anonymous Io"))
    version = people.version
    await people.remember(ANON)
    assert people.version == version
    for number in range(MOST_PASSING + 1):
        people.note(User(f"{number:032x}", "Anonymous Io"))
    assert people.name(ANON) == "Anonymous Io"
    assert not people.is_fixed(ANON)
