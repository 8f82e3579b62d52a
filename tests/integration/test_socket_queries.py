"""What stands behind the address of a socket is refused for good where it cannot be understood."""

from __future__ import annotations

import asyncio
import logging

import pytest
from conftest import School
from raw_socket import dial, sync_path


@pytest.mark.parametrize("query", ["history_id=%ff", "ack=%ff", "after=%ff", "after=1&after=%ff", "after=x"])
async def test_what_is_no_text_ends_the_socket(
    school: School, jp_http_port: int, caplog: pytest.LogCaptureFixture, query: str
):
    """It was a fault with a traceback, and 4503: whoever sent it came back with it for ever."""
    room = await school.full_room()
    events = f"api/timewarp/rooms/{room['id']}/events?{query}"
    path = events if query.startswith("after") else sync_path(room, f"?{query}")
    socket = await dial(jp_http_port, path, "edda")
    assert await asyncio.wait_for(socket.end(), 10.0) == 4400, socket.reason
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
