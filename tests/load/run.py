"""One run: a server, a school day in it, and what it leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from attack.target import Target

from .figures import Inside, minute_line
from .inside import PATH
from .lessons import Day, Rates, Room

STILL = 8
"""Looks, a second apart, at which there is the same before it is taken for what stays."""
_BEAT = 0.02
_LONGEST = 90.0
"""Seconds until a server that nobody uses has to be at rest."""


@dataclass
class Outcome:
    """Samples of resident memory as (seconds, bytes), times of keys by minute, and what is left."""

    memory: list[tuple[float, float]] = field(default_factory=list)
    minutes: list[list[float]] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    threads: tuple[int, int] = (0, 0)
    most_connections: int = 0
    cpu: float = 0.0


def look(target: Target) -> Inside:
    """What there is in the server now."""
    found = target.ok("olga", "GET", PATH)
    return Inside(found["tasks"], found["objects"], target.process.num_threads(), found["fds"])


async def run(
    target: Target,
    *,
    rooms: int,
    connections: int,
    seconds: float,
    rates: Rates,
    say: Callable[[str], None],
    each_second: Callable[[], None] = lambda: None,
) -> Outcome:
    """Everyone is there for ``seconds``; what is left is counted against what there was after a rehearsal.

    Raises ``AssertionError`` where somebody was thrown out, or does not have what the others have.
    """
    outcome = Outcome()
    places = await asyncio.to_thread(lambda: [Room(target, number) for number in range(rooms)])
    rehearsal = await _everyone(Day(target, places, connections, rates))
    await rehearsal.end()
    before = await _until_still(target, lambda found: False)
    day = await _everyone(Day(target, places, connections, rates))
    await _measure(day, outcome, seconds, say, each_second)
    await day.end()
    say(
        f"{day.keys.typed} keys, {day.tally.joins} tabs came, {day.tally.posts} posts, "
        f"heard {day.tally.heard} times"
    )
    after = await _until_still(target, lambda found: not found.beyond(before))
    outcome.left, outcome.threads = after.beyond(before), (before.threads, after.threads)
    return outcome


async def _everyone(day: Day) -> Day:
    """The beginning of a day, up to everyone having come once."""
    day.begin()
    await day.until(lambda: all(tab.came for tab in day.tabs), "everyone", 120.0)
    return day


async def _measure(
    day: Day, outcome: Outcome, seconds: float, say: Callable[[str], None], each_second: Callable[[], None]
) -> None:
    loop = asyncio.get_running_loop()
    begun, lag = loop.time(), list[float]()
    beating = asyncio.create_task(_beat(lag))
    day.keys.times.clear()
    outcome.cpu = sum(day.target.process.cpu_times()[:2])
    while (now := loop.time()) < begun + seconds:
        day.check()
        each_second()
        memory = day.target.process.memory_info().rss
        outcome.memory.append((now - begun, memory))
        outcome.most_connections = max(outcome.most_connections, day.connected())
        if now - begun >= 60 * (len(outcome.minutes) + 1):
            _tell_minute(day, outcome, lag, memory, say)
        await asyncio.sleep(1.0)
    if day.keys.times:
        _tell_minute(day, outcome, lag, day.target.process.memory_info().rss, say)
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)


def _tell_minute(
    day: Day, outcome: Outcome, lag: list[float], memory: int, say: Callable[[str], None]
) -> None:
    times = day.keys.times
    outcome.minutes.append(list(times))
    connections, fds = day.connected(), day.target.process.num_fds()
    used, outcome.cpu = outcome.cpu, sum(day.target.process.cpu_times()[:2])
    more = {
        "MiB": f"{memory / 2**20:.1f}",
        "cpu": f"{outcome.cpu - used:.1f} s",
        "connections": connections,
        "fds": fds,
    }
    say(minute_line(len(outcome.minutes), times, lag, **more))
    times.clear()
    lag.clear()


async def _beat(lag: list[float]) -> None:
    """How late this process itself is: what it measures cannot be better."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _BEAT
        await asyncio.sleep(_BEAT)
        lag.append(loop.time() - due)


async def _until_still(target: Target, good: Callable[[Inside], bool]) -> Inside:
    """What there is, once it is good or has been the same for some seconds. Fails where it never is."""
    found, same = await _ask(target), 0
    deadline = asyncio.get_running_loop().time() + _LONGEST
    while not good(found) and same < STILL:
        await asyncio.sleep(1.0)
        now = await _ask(target)
        restless = now.beyond(found) or found.beyond(now)
        same = 0 if restless else same + 1
        found = now
        assert asyncio.get_running_loop().time() < deadline, f"it does not come to rest: {restless}"
    return found


def _ask(target: Target) -> Awaitable[Inside]:
    return asyncio.to_thread(look, target)
