"""What a hub's groups, cookies and base URL decide, and what nobody gets by them."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.error import HTTPError

import pytest
from support.hub import Hub
from support.pupil import Pupil
from support.waiting import until
from visiting import new_room

PREFIX = "/services/classroom/"


@pytest.fixture
def pupil(hub: Hub) -> Pupil:
    """A student who has just signed in."""
    pupil = Pupil(hub, "student3")
    pupil.enter()
    return pupil


def test_nobody_can_start_a_server_of_their_own_or_of_others(hub: Hub, pupil: Pupil):
    # It would run as the account of the hub, with a terminal, beside the store of everybody.
    for name in ("student3", "student1"):
        assert pupil.ask_hub("POST", f"/hub/api/users/{name}/server") in (403, 404)
        assert pupil.ask_hub("GET", f"/hub/spawn/{name}") in (403, 404)
        assert hub.ask("GET", f"/users/{name}")["server"] is None
        assert hub.ask("GET", f"/users/{name}")["pending"] is None


def role_in(person: Pupil, room: Any) -> str | None:
    """Somebody's role in a room as they are told it; None where they may not know of the room."""
    answer = person.call("GET", f"/api/timewarp/rooms/{room['id']}")
    return str(answer.json["role"]) if answer.status == 200 else None


def test_teachers_by_group_own_rooms_of_others_as_long_as_they_are_in_it(
    hub: Hub, teacher: Pupil, pupil: Pupil
):
    maker = Pupil(hub, "student1")
    maker.enter()
    room = new_room(maker, "Of a student")
    assert role_in(teacher, room) == "owner"
    assert role_in(pupil, room) is None
    hub.ask("POST", "/groups/teachers/users", {"users": ["student3"]})
    try:
        until(lambda: role_in(pupil, room) == "owner", "the student to be a teacher")
        teacher.ok("PATCH", f"/api/timewarp/rooms/{room['id']}", {"locked": True})
    finally:
        hub.ask("DELETE", "/groups/teachers/users", {"users": ["student3"]})
    until(lambda: role_in(pupil, room) is None, "the student to be none any longer")


@pytest.mark.parametrize("token", ["", "2|f0f0f0f0|00000000000000000000000000000000|1700000000"])
def test_a_request_that_another_page_forges_makes_nothing(pupil: Pupil, token: str):
    name = f"Forged {token}"
    forged = pupil.call("POST", "/api/timewarp/rooms", {"name": name}, xsrf=token)
    assert forged.status == 403
    rooms = pupil.ok("GET", "/api/timewarp/rooms")["items"]
    assert name not in [room["name"] for room in rooms]
    pupil.ok("POST", "/api/timewarp/rooms", {"name": f"Not forged {token}"})


def test_pages_and_links_stay_below_the_prefix_of_the_server(hub: Hub, pupil: Pupil):
    _, page = pupil.page(f"{hub.service}/lab")
    found = re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found is not None
    config = json.loads(found[1])
    assert config["baseUrl"] == PREFIX
    assert json.loads(config["timewarp"])["enabled"] is True
    with pytest.raises(HTTPError) as refused:
        pupil.page(f"{hub.service}/timewarp/join/there-is-no-such-link")
    assert refused.value.code == 404
    assert f'href="{PREFIX}lab"' in refused.value.read().decode()
