"""The bus of a single server."""

from __future__ import annotations

import asyncio

import pytest

from timewarp_jupyter.bus.local import LocalBus
from timewarp_jupyter.errors import Unavailable


def test_messages_reach_the_listeners_of_their_topic_in_order() -> None:
    heard: list[bytes] = []
    others: list[bytes] = []

    async def scenario() -> None:
        bus = LocalBus()
        await bus.start()
        end = bus.subscribe("room 7", heard.append)
        bus.subscribe("room 8", others.append)
        await bus.publish("room 7", b"1")
        await bus.publish("room 7", b"2")
        end()
        end()
        await bus.publish("room 7", b"3")
        await bus.publish("nobody's", b"4")

    asyncio.run(scenario())
    assert heard == [b"1", b"2"]
    assert others == []


def test_a_bus_that_does_not_run_says_so() -> None:
    async def scenario() -> None:
        bus = LocalBus()
        with pytest.raises(Unavailable, match="not running"):
            await bus.publish("room", b"1")
        await bus.start()
        await bus.stop()
        with pytest.raises(Unavailable, match="not running"):
            await bus.publish("room", b"1")

    asyncio.run(scenario())
