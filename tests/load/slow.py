"""Clients that do not read, or a byte a second, beside a class that types: what they cost the others.

``python -m tests.load.slow`` from the root of the repository measures with them and without them in turn, so
that what else the machine does meets both, and prints the ratio.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

from attack.target import Target  # noqa: E402
from pycrdt import Doc, Text  # noqa: E402
from support.descriptors import many_files  # noqa: E402
from support.sync_socket import SyncSocket  # noqa: E402

from benchmarks import wire  # noqa: E402
from timewarp_jupyter.documents.protocol import STEP_1, sync_message  # noqa: E402

from .figures import milliseconds  # noqa: E402
from .lessons import CONFIG, Day, Rates, Room  # noqa: E402

LIMITS = "c.Limits.outbox_bytes = 65536\nc.Limits.max_bytes_per_minute = 2**27\n"
Turns = Sequence[Sequence[float]]
STEADY = Rates(key=1.0, presence=5.0, post=5.0, lesson=1e6, stay=(1e6, 1e6))
LITTLE_ROOM = 4096
"""Bytes that the system keeps for one who does not read."""
PASTE = 16_000
PASTES_PER_SECOND = 10.0
MOST = 1.1
"""How many times longer than without them the p99 may be with them."""


class SlowReader:
    """One connection into a program. Every second it says that it is there, and reads ``speed`` bytes."""

    def __init__(self, room: Room, user: str, speed: int, *, says: bool = True) -> None:
        self._says, self._speed = says, speed
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE_ROOM)
        self._socket.connect(("127.0.0.1", room.target.port))
        request = wire.Upgrade().request("127.0.0.1", room.target.port, room.path, {"X-User": user})
        empty: Doc[object] = Doc()
        greeting = wire.client_frame(sync_message(STEP_1, empty.get_state()))
        self._socket.sendall(request + greeting)
        self._socket.setblocking(False)

    def breathe(self) -> None:
        """A second has gone by. Raises ``OSError`` once the server has hung up."""
        if self._says:
            self._socket.send(wire.client_frame(b"", wire.PONG))
        if self._speed:
            try:
                self._socket.recv(self._speed)
            except BlockingIOError:
                return

    def leave(self) -> None:
        """Hang up."""
        self._socket.close()


class Slow:
    """Half of them read nothing, half a byte a second. Those who are thrown out do not come back."""

    def __init__(self, room: Room, count: int, *, say: bool = True) -> None:
        self._readers = [SlowReader(room, f"slow{number}", number % 2, says=say) for number in range(count)]
        self._task = asyncio.create_task(self._breathe())

    async def _breathe(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            for reader in list(self._readers):
                try:
                    reader.breathe()
                except OSError:
                    self._readers.remove(reader)

    async def leave(self) -> None:
        """All hang up."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        for reader in self._readers:
            reader.leave()


async def paste(day: Day, room: Room) -> None:
    """Somebody pastes pages and takes them back: much to read, and the program stays as long as it is."""
    client = await SyncSocket.open(room.target.port, room.path, {"X-User": "olga"})
    text: Text = client.source
    while not day.over.is_set():
        text += "x" * PASTE
        del text[len(text.to_py() or "") - PASTE :]
        client.pump()
        assert client.ended is None and not client.denied, (client.ended, client.denied)
        await day.sleep(1 / PASTES_PER_SECOND)
    client.leave()


async def in_turn(
    target: Target, *, people: int, slow: int, seconds: float, rounds: int
) -> tuple[Turns, Turns]:
    """Times of keys in seconds in each turn, without the slow ones and with them."""
    room = await asyncio.to_thread(Room, target, 0)
    day = Day(target, [room], 2 * people, STEADY)
    day.begin()
    await day.until(lambda: day.connected() == 2 * people, "everyone")
    pasting = asyncio.create_task(paste(day, room))
    times: tuple[list[list[float]], list[list[float]]] = ([], [])
    for number in range(2 * rounds):
        crowd = Slow(room, slow) if number % 2 else None
        await asyncio.sleep(seconds / 4)
        day.keys.times.clear()
        await asyncio.sleep(seconds)
        times[number % 2].append(list(day.keys.times))
        day.check()
        if crowd is not None:
            await crowd.leave()
    day.over.set()
    await pasting
    await day.end()
    return times


def main() -> int:
    """0 where the slow ones move nobody's p99 by more than a tenth."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.slow", description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--slow", type=int, default=2, help="half read nothing, half a byte a second")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each turn")
    parser.add_argument("--rounds", type=int, default=6, help="turns of each kind")
    options = parser.parse_args()
    many_files()
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        target = Target(Path(folder), CONFIG + LIMITS)
        try:
            without, beside = asyncio.run(in_turn(target, **vars(options)))
            metrics = target.call("olga", "GET", "metrics").body.decode()
        finally:
            target.server.stop()
    p99 = [tell(name, turns) for name, turns in (("without", without), ("with", beside))]
    fell = next(line for line in metrics.splitlines() if line.startswith("timewarp_slow_clients_total"))
    print(f"ratio of p99: {p99[1] / p99[0]:.2f}; {fell}")
    return int(p99[1] > MOST * p99[0])


def tell(name: str, turns: Turns) -> float:
    """Print the figures of all turns; the median of their p99, which one hiccup does not move."""
    each = [milliseconds(times)[1] for times in turns]
    p50, p99, worst = milliseconds([time for times in turns for time in times])
    median = statistics.median(each)
    print(
        f"{name:>8} slow readers: p50 {p50:.1f} ms  p99 {p99:.1f}  worst {worst:.1f}; p99 of turns: ", end=""
    )
    print(", ".join(f"{one:.1f}" for one in sorted(each)), f"median {median:.1f}")
    return median


if __name__ == "__main__":
    raise SystemExit(main())
