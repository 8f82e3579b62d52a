"""What keeps a hub from stopping a server whose rooms are in use, and what does not."""

from __future__ import annotations

from typing import Any

from conftest import School
from listening import join_document, listen
from pycrdt import Doc

from timewarp_jupyter.documents.protocol import STEP_1, sync_message


def last_activity(school: School) -> Any:
    """When people were last active in rooms, as the server counts it; None for never."""
    return school.serverapp.web_app.settings["last_activity_times"].get("timewarp")


def forget(school: School) -> None:
    """As if nobody had ever done anything."""
    school.serverapp.web_app.settings["last_activity_times"].pop("timewarp", None)


async def test_a_person_in_a_room_counts_and_a_ping_does_not(school: School, jp_http_port: int):
    room = await school.full_room()
    app = school.serverapp.web_app.settings["timewarp_app"]
    assert app.current_activity() is False
    forget(school)
    tab = await listen(jp_http_port, room, "viv")
    await tab.settled()
    assert app.current_activity() is True
    assert last_activity(school) is None
    await tab.say("presence.set", status="active")
    await tab.settled()
    first = last_activity(school)
    assert first is not None and school.serverapp.web_app.last_activity() >= first
    tab.close()


async def test_a_message_to_a_program_counts(school: School, jp_http_port: int):
    room = await school.full_room()
    forget(school)
    socket = await join_document(jp_http_port, room, "edda")
    state: bytes = Doc().get_state()
    await socket.write_message(sync_message(STEP_1, state), binary=True)
    await socket.read_message()
    assert last_activity(school) is not None
    socket.close()
