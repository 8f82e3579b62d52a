"""Whoever asks for something while the server leaves."""

from __future__ import annotations

import asyncio

import pytest
from conftest import School

from timewarp_jupyter.errors import Unavailable


async def test_nobody_opens_a_program_of_a_server_that_has_written_its_files(school: School) -> None:
    room = await school.full_room()
    kept = school.services.registry.get(room["id"])
    await school.serverapp.web_app.settings["timewarp_app"].stop_extension()
    tasks = asyncio.all_tasks()
    with pytest.raises(Unavailable) as refusal:
        await kept.open_document(room["document"]["id"], "olga")
    assert refusal.value.error_code == "leaving"
    assert not kept.is_loaded
    assert asyncio.all_tasks() <= tasks
    answer = await school.call("olga", "GET", f"api/timewarp/rooms/{room['id']}")
    assert (answer.status, answer.json["error"]["reason"]) == (503, "The server is leaving.")
