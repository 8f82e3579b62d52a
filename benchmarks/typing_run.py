"""People typing in one document of one server, measured from join to last receipt."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Any

from . import preload
from .crew import MOST_WORKERS, Crew, crew
from .histogram import Histogram, summary
from .measure import ServerMeter
from .peers import Peer
from .plan import Plan, Result, Typing
from .preload import Past
from .scenarios import Scenario
from .updates import ItemId
from .visitor import visit

ROOT = "source"
#: Yjs client id of the first load client: 32 bits, as browsers have.
FIRST_ID = 0x10000000
#: Seconds a server gets to calm down before its memory is read.
SETTLE = 1.0
_JOIN = 180.0


@dataclass(frozen=True)
class Usage:
    """What the server used: at the two moments of joining, and while measuring."""

    memory_half: int
    memory_all: int
    memory_end: int
    cpu: float
    elapsed: float
    deliveries: int


async def run(peer: Peer, scenario: Scenario, past: Past, cores: tuple[int, ...]) -> dict[str, Any]:
    """Run a scenario against a started peer; answer the figures of its row."""
    address = peer.new_document(f"{scenario.name}-{int(time.time())}")
    if not scenario.gets:
        address = replace(address, after_save=None)
    seed = await visit(address, ROOT)
    for update in past.updates:
        seed.write(update)
    await seed.settle()
    if str(seed.text) != past.text:
        raise AssertionError(f"{peer.name} does not hold the document it was given")
    workers = min(max(len(cores), 1), MOST_WORKERS, scenario.clients)
    places = _places(past, scenario.clients)

    def plan(number: int, clients: range, times: str, counters: str) -> Plan:
        return Plan(
            address=address,
            clients=clients,
            total=scenario.clients,
            first_id=FIRST_ID,
            rate=scenario.rate,
            places=places,
            apply=scenario.apply,
            gets=scenario.gets,
            times=times,
            edits=scenario.edits,
            counters=counters,
            worker=number,
            cores=cores,
            root=ROOT,
        )

    meter = ServerMeter(peer.pid)
    with crew(workers, scenario.clients, scenario.edits, plan) as load:
        half = scenario.clients // 2
        joined = await _join(load, range(half))
        memory_half = await _settled_memory(meter)
        joined += await _join(load, range(half, scenario.clients))
        memory_all = await _settled_memory(meter)
        seed.leave()
        results, usage = await _type(load, meter, scenario, memory_half, memory_all)
    return figures(scenario, results, usage, joined)


def _places(past: Past, clients: int) -> list[tuple[ItemId | None, ItemId | None]]:
    return past.places(clients, ROOT)


async def _join(load: Crew, clients: range) -> list[float]:
    return [seconds for part in await load.tell(("join", clients), _JOIN) for seconds in part]


async def _settled_memory(meter: ServerMeter) -> int:
    await asyncio.sleep(SETTLE)
    return meter.memory()


async def _type(
    load: Crew, meter: ServerMeter, scenario: Scenario, memory_half: int, memory_all: int
) -> tuple[list[Result], Usage]:
    begin = time.monotonic() + 0.5
    end = begin + scenario.warm_up + scenario.seconds
    typing = Typing(begin, end - scenario.measured, end)
    telling = asyncio.ensure_future(load.tell(typing, end - begin + _JOIN))
    await asyncio.sleep(typing.measure - time.monotonic())
    cpu, since, deliveries = meter.cpu(), time.monotonic(), load.deliveries()
    typed = {number: count for part in await telling for number, count in part.items()}
    memory_end = meter.memory()
    counts = [typed[number] for number in range(scenario.clients)]
    deadline = time.monotonic() + scenario.patience
    results: list[Result] = await load.tell(("drain", counts, deadline), scenario.patience + _JOIN)
    usage = Usage(
        memory_half,
        memory_all,
        memory_end,
        cpu=meter.cpu() - cpu,
        elapsed=time.monotonic() - since,
        deliveries=sum(result.deliveries for result in results) - deliveries,
    )
    return results, usage


def figures(scenario: Scenario, results: list[Result], usage: Usage, joined: list[float]) -> dict[str, Any]:
    """One row: everything measured, in ms, µs, bytes and shares of a core."""
    joins = Histogram()
    for seconds in joined:
        joins.add(seconds)
    further = scenario.clients - scenario.clients // 2
    deliveries = usage.deliveries
    return {
        "latency_ms": summary(_merged([result.latency for result in results])),
        "deliveries": deliveries,
        "lost": sum(sum(result.lost.values()) for result in results),
        "lost_by_client": {n: count for result in results for n, count in result.lost.items()},
        "repeats": sum(result.repeats for result in results),
        "dropped": {n: why for result in results for n, why in result.closed.items()},
        "cpu_us_per_delivery": round(usage.cpu / deliveries * 1e6, 2) if deliveries else None,
        "server_cpu": round(usage.cpu / usage.elapsed, 3),
        "memory_bytes": usage.memory_end,
        "bytes_per_connection": (usage.memory_all - usage.memory_half) // further,
        "frames_per_client_second": round(
            sum(r.frames for r in results) / scenario.clients / usage.elapsed, 1
        ),
        "received_bytes": sum(result.received_bytes for result in results),
        "join_ms": summary(joins),
        "client_cpu": [round(result.cpu, 3) for result in results],
        "client_lag_ms": summary(_merged([result.lag for result in results])),
        "appliers": sum(result.appliers for result in results),
        "different_texts": len(set().union(*(result.texts for result in results))),
        "gets": {
            "count": sum(sum(result.gets.values()) for result in results),
            "failed": sum(result.failed_gets for result in results),
            "ms": summary(_merged([result.gets for result in results])),
        }
        if scenario.gets
        else None,
    }


def _merged(parts: list[dict[int, int]]) -> Histogram:
    merged = Histogram()
    for part in parts:
        merged.merge(part)
    return merged


def past_of(scenario: Scenario) -> Past:
    """The document a scenario begins with."""
    return preload.make(ROOT) if scenario.preload else preload.empty()
