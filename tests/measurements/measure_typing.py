"""What one feels at the keyboard while 100 others type: own key to paint, and others' text to paint.

``python -m tests.measurements.measure_typing [people] [seconds] [slower]`` from the root of the repository,
with the package installed and Chromium at /usr/bin/chromium. The program has 8,000 characters, each person
types two characters a second somewhere in it and takes back older ones, so that the program stays as long as
it is, and the browser's processor is made ``slower`` times slower (4), as on a school's laptop. With 1 person
and 1 as ``slower`` it is a pair on a quick machine. It starts a server of its own in a scratch folder.
"""

from __future__ import annotations

import asyncio
import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright
from pycrdt import Doc, Text

from benchmarks.typist import Typist
from timewarp_jupyter.documents.protocol import UPDATE, sync_message

from .measure_chat import LabServer, Person, Socket, masked, synced

LINES = 727
TEXT = "FORWARD 10\n" * LINES
RATE = 2.0
KEYS_PER_SECOND = 4.0
MARKERS_PER_SECOND = 2.0
KEY_DOWN = 0.08
"""Seconds."""
KEEPS = 20
"""Characters of each of the others that stay."""
LINE = 30
"""Characters that are typed in the browser before they are taken back."""
FIRST_ID = 3_000_000_000
CONFIG = """
c.ServerApp.jpserver_extensions = {"timewarp_jupyter": True}
c.LabApp.expose_app_in_browser = True
c.Limits.max_connections_per_user = 1000
c.Limits.max_updates_per_second = 10000.0
c.Limits.max_updates_burst = 100000
"""
_EDITOR = ".jp-FileEditor .cm-content"
_WATCH = """() => {
    const view = document.querySelector('.jp-FileEditor .cm-content').cmTile.view;
    window.keys = [];
    window.seen = {};
    window.tasks = [];
    new PerformanceObserver(list => {
        for (const each of list.getEntries()) {
            if (each.name === 'keydown') {
                window.keys.push([performance.timeOrigin + each.startTime, each.duration]);
            }
        }
    }).observe({ type: 'event', durationThreshold: 16, buffered: false });
    new PerformanceObserver(list => {
        for (const each of list.getEntries()) {
            window.tasks.push([performance.timeOrigin + each.startTime, each.duration]);
        }
    }).observe({ entryTypes: ['longtask'] });
    let last = '';
    // No more work than there is to see: a look at every frame would be a fifth of what is measured.
    new MutationObserver(() => {
        const line = view.state.doc.line(1).text;
        if (line !== last) {
            last = line;
            const marker = line.slice(0, line.indexOf(';'));
            requestAnimationFrame(() => setTimeout(() => {
                window.seen[marker] ??= performance.timeOrigin + performance.now();
            }));
        }
    }).observe(view.contentDOM, { childList: true, characterData: true, subtree: true });
}"""


async def types(socket: Socket, typist: Typist) -> None:
    """Type until cancelled."""
    await asyncio.sleep(random.random() / RATE)
    while True:
        socket.transport.write(masked(sync_message(UPDATE, typist.edit())))
        socket.transport.write(masked(b"\x01" + bytes(_length(typist.awareness()))))
        await asyncio.sleep(1 / RATE)


def _length(payload: bytes) -> Iterator[int]:
    """A payload with its length before it, as a variable integer."""
    size = len(payload)
    while size > 127:
        yield 0x80 | (size & 0x7F)
        size >>= 7
    yield size
    yield from payload


async def marks(socket: Socket, doc: Doc[Any], sent: dict[str, float]) -> None:
    """Replace the beginning of the first line, which the browser shows, until cancelled."""
    source = doc.get("source", type=Text)
    while True:
        marker, before, old = f"m{len(sent):04}", doc.get_state(), str(source).split(";")[0] if sent else ""
        with doc.transaction():
            if old:
                del source[0 : len(old)]
            source.insert(0, marker if old else f"{marker};")
        sent[marker] = time.time()
        socket.transport.write(masked(sync_message(UPDATE, doc.get_update(before))))
        await asyncio.sleep(1 / MARKERS_PER_SECOND)


async def press(session: CDPSession, key: dict[str, Any]) -> None:
    """Down and, as fingers do, up a little later."""
    down = session.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    await asyncio.gather(down, asyncio.sleep(KEY_DOWN))
    await session.send("Input.dispatchKeyEvent", {"type": "keyUp", **{**key, "text": ""}})


def keys() -> Iterator[dict[str, Any]]:
    """A line of letters, taken back, and again."""
    while True:
        for _ in range(LINE):
            letter = random.choice("abcdef")
            yield {"key": letter, "text": letter}
        for _ in range(LINE):
            yield {"key": "Backspace", "windowsVirtualKeyCode": 8}


async def presses(page: Page, session: CDPSession, seconds: float) -> None:
    """A person types in line 20, at the pace of a person and not of the browser."""
    line = keys()
    await page.evaluate(
        """selector => {
            const view = document.querySelector(selector).cmTile.view;
            view.focus();
            view.dispatch({ selection: { anchor: view.state.doc.line(20).to } });
        }""",
        _EDITOR,
    )
    end, pressed = time.perf_counter() + seconds, []
    while time.perf_counter() < end:
        pressed.append(asyncio.create_task(press(session, next(line))))
        await asyncio.sleep(1 / KEYS_PER_SECOND)
    await asyncio.wait_for(asyncio.gather(*pressed), 60)


def figures(values: list[float]) -> str:
    """The usual ones, in milliseconds."""
    cuts = statistics.quantiles(values, n=100)
    return f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, worst {max(values):.0f} ms of {len(values)}"


class Classroom:
    """A room with a program, and as many people as are wanted who type in it."""

    def __init__(self, server: LabServer, people: int) -> None:
        self.server, self.people = server, people
        self.owner = Person(server, "Ana")
        self.room = self.owner.make_room("Class", visibility="open", default_role="editor")
        base = f"/api/timewarp/rooms/{self.room['id']}"
        document = self.owner.ok("POST", f"{base}/documents", {"path": "maze.logo", "content": TEXT})
        address = server.url.replace("http", "ws", 1)
        self.address = f"{address}{base}/documents/{document['id']}/sync"
        self.tasks: list[asyncio.Task[None]] = []

    async def socket(self) -> Socket:
        """One more connection; all of them are one person's, which the editor does not know."""
        return await Socket(self.address, self.owner.cookie_header(), self.server.token).open()

    async def begin(self, sent: dict[str, float]) -> None:
        """All type."""
        marking = await self.socket()
        doc = await synced(marking)
        (genesis,) = {client for client, _ in _clocks(doc.get_state())}
        self.tasks.append(asyncio.create_task(marks(marking, doc, sent)))
        for number in range(self.people - 1):
            socket = await self.socket()
            await synced(socket)
            at = 40 + number * (len(TEXT) - 80) // max(1, self.people)
            typist = Typist(FIRST_ID + number, "source", (genesis, at), (genesis, at + 1), number, KEEPS)
            self.tasks.append(asyncio.create_task(types(socket, typist)))

    def end(self) -> None:
        """Nobody types any more. Raises what any of them raised."""
        for task in self.tasks:
            if task.done():
                task.result()
            task.cancel()


def _clocks(state: bytes) -> Iterator[tuple[int, int]]:
    """The entries of a state vector."""
    numbers, value, shift = [], 0, 0
    for byte in state:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 128:
            numbers.append(value)
            value = shift = 0
    yield from zip(numbers[1::2], numbers[2::2], strict=True)


async def watch(page: Page, classroom: Classroom, seconds: float, slower: float) -> None:
    """Open the program, have everyone type, and print what it is like."""
    server, sent = classroom.server, dict[str, float]()
    path = f"{classroom.room['folder']}/maze.logo"
    await page.goto(f"{server.url}/lab/tree/{path}?token={server.token}&reset")
    await page.wait_for_selector(_EDITOR, timeout=60_000)
    await page.wait_for_selector(".tw-Status-text[data-status=connected]")
    await classroom.begin(sent)
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    await page.evaluate(_WATCH)
    await presses(page, session, 5)  # warm up
    await page.evaluate("() => { window.keys.length = 0; window.tasks.length = 0; window.seen = {}; }")
    begun = time.time()
    await presses(page, session, seconds)
    seen = await page.evaluate("() => window.seen")
    others = [(sent[mark], at - sent[mark] * 1000) for mark, at in seen.items() if sent.get(mark, 0) > begun]
    own = [(at / 1000, took) for at, took in await page.evaluate("() => window.keys")]
    tasks = [(at / 1000, took) for at, took in await page.evaluate("() => window.tasks")]
    for minute in range(math.ceil(seconds / 60)):
        print(f"minute {minute + 1:>2}: {minute_line(begun + 60 * minute, own, others, tasks)}")
    print(f"own key to paint: {figures([took for _, took in own])}")
    print(f"others' text to paint: {figures([took for _, took in others])}")
    print(f"longest task: {max((took for _, took in tasks), default=0):.0f} ms")


Timed = Sequence[tuple[float, float]]
"""When in seconds since 1970, and how long it took in milliseconds."""


def minute_line(begun: float, own: Timed, others: Timed, tasks: Timed) -> str:
    """What a minute was like: a tab that becomes slower as time goes on is seen here."""
    of_minute = [[took for at, took in each if begun <= at < begun + 60] for each in (own, others, tasks)]
    keys_of_minute, text, long_ones = of_minute
    return (
        f"own key p95 {p95(keys_of_minute):.0f} ms, others' text p95 {p95(text):.0f} ms, "
        f"longest task {max(long_ones, default=0):.0f} ms, {len(long_ones)} over 50 ms"
    )


def p95(values: list[float]) -> float:
    """In the unit of the values; 0 for fewer than two."""
    return statistics.quantiles(values, n=100)[94] if len(values) > 1 else 0.0


async def measure(server: LabServer, people: int, seconds: float, slower: float) -> None:
    """In one browser."""
    classroom = await asyncio.to_thread(Classroom, server, people)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = await browser.new_context(viewport={"width": 1366, "height": 768})
        cookies = classroom.owner.cookies
        await context.add_cookies(
            [{"name": each.name, "value": each.value or "", "url": server.url} for each in cookies]
        )
        await watch(await context.new_page(), classroom, seconds, slower)
        classroom.end()
        await browser.close()


def main() -> None:
    """Measure on a server of its own."""
    given = [float(each) for each in sys.argv[1:]]
    people, seconds, slower = (*given, *(100, 30, 4)[len(given) :])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        server = LabServer(folder / "workspace", folder / "home", config=CONFIG)
        server.start()
        try:
            asyncio.run(measure(server, int(people), seconds, slower))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
