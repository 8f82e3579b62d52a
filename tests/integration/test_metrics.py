"""What ``/metrics`` tells after real traffic."""

from __future__ import annotations

import asyncio
from typing import Any

from conftest import School
from listening import join_document
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import CollectorRegistry
from pycrdt import Doc, Text

from timewarp_jupyter.counters import SECONDS, Counters, Times
from timewarp_jupyter.documents.edits import Edit
from timewarp_jupyter.documents.protocol import STEP_1, UPDATE, sync_message
from timewarp_jupyter.metrics import RoomsCollector

DEADLINE = 10.0


async def read(school: School) -> dict[str, float]:
    """Every sample of ours by its name and labels."""
    answer = await school.raw("olga", "GET", "metrics")
    assert answer.status == 200
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            if sample.name.startswith("timewarp_"):
                labels = ",".join(f"{key}={value}" for key, value in sample.labels.items())
                found[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
    return found


async def write(school: School, room: Any, text: str) -> None:
    """A committed edit of edda's."""
    async with school.services.registry.get(room["id"]).use() as library:
        live = await library.open(room["document"]["id"])
        await live.edit("edda", [Edit(0, 0, text)])


async def next_update(socket: Any) -> bytes:
    """The next frame of edits."""
    while True:
        message = await asyncio.wait_for(socket.read_message(), DEADLINE)
        assert message is not None, socket.close_code
        if message[:2] == bytes([0, UPDATE]):
            return bytes(message)


async def test_traffic_is_counted(school: School, jp_http_port: int):
    room = await school.full_room("Secret Club")
    before = await read(school)
    socket = await join_document(jp_http_port, room, "viv")
    await socket.write_message(sync_message(STEP_1, b"\x00"), binary=True)
    await asyncio.wait_for(socket.read_message(), DEADLINE)
    await write(school, room, "FD 100\n")
    frame = await next_update(socket)
    after = await read(school)
    assert after["timewarp_messages_total"] > before["timewarp_messages_total"]
    assert after["timewarp_rooms"] == before["timewarp_rooms"]
    assert after["timewarp_rooms_in_use"] == before["timewarp_rooms_in_use"] + 1
    assert after["timewarp_connections"] == before["timewarp_connections"] + 1

    def grown(name: str) -> float:
        return after[f"timewarp_{name}"] - before.get(f"timewarp_{name}", 0.0)

    assert grown("updates_total") >= 1
    assert grown("commits_total") == grown("commit_seconds_count") >= 1
    assert grown("commit_seconds_sum") > 0
    assert grown("fanout_seconds_count") >= 1
    assert grown("deliveries_total") >= 1
    assert grown("sent_bytes_total") >= len(frame)
    assert grown("received_bytes_total") > 0
    text = (await school.raw("olga", "GET", "metrics")).text
    ours = [line for line in text.splitlines() if "timewarp_" in line and "handler=" not in line]
    for private in ("Secret", room["id"], "viv", "maze.logo"):
        assert not any(private in line for line in ours)
    socket.close()


async def test_refusals_are_counted_by_code(school: School, jp_http_port: int):
    room = await school.full_room()
    before = await read(school)
    path = f"api/timewarp/rooms/{room['id']}/messages"
    assert (await school.call("viv", "POST", path, {"body": ""})).status == 400
    assert (await school.call("nora", "GET", path)).status == 404
    socket = await join_document(jp_http_port, room, "viv")
    doc: Any = Doc()
    doc["source"] = Text("not mine to write")
    await socket.write_message(sync_message(STEP_1, b"\x00"), binary=True)
    await socket.write_message(sync_message(UPDATE, doc.get_update()), binary=True)
    while (message := await asyncio.wait_for(socket.read_message(), DEADLINE))[:1] != b"\x02":
        assert message is not None
    after = await read(school)
    for code in ("no_such_room", "read_only"):
        name = f"timewarp_refusals_total{{code={code}}}"
        assert after[name] == before.get(name, 0.0) + 1, code
    socket.close()


def test_registering_again_changes_nothing():
    collector, registry = RoomsCollector(), CollectorRegistry()

    class Closed:
        parts = None

    services: Any = Closed()
    collector.add(services, registry)
    collector.add(services, registry)
    assert [each.name for each in registry.collect()].count("timewarp_rooms") == 1


def test_buckets_are_cumulative():
    times = Times()
    for seconds in (0.0005, 0.003, 0.003, 99.0):
        times.add(seconds)
    buckets = dict(times.buckets())
    assert (buckets["0.0005"], buckets["0.0025"], buckets["0.005"]) == (1, 1, 3)
    assert (buckets[str(SECONDS[-1])], buckets["+Inf"]) == (3, 4)


def test_codes_are_bounded():
    counters = Counters()
    for number in range(1000):
        counters.refused(f"code{number}")
    assert len(counters.refusals) == 101
    assert counters.refusals["other"] == 900
