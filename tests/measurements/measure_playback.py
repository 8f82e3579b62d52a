"""How smoothly a program of 10,000 steps is played back, and how its slider follows the hand.

``python -m tests.measurements.measure_playback [steps] [slower] [picture]`` from the root of the repository,
with the package installed and Chromium at /usr/bin/chromium. Four people have written the program, a key at
a time, in turns, each word in another line, so that it is of thousands of pieces. It is played in the
sidebar from the beginning to the end, at normal speed and four times as fast; then the slider is drawn with
the mouse from the end to the beginning and back. The browser's processor is made ``slower`` times slower
(1). A picture of the film in its middle is written to ``picture``. It starts a server of its own in a
scratch folder.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright
from pycrdt import Doc, Text

from timewarp_jupyter.documents.protocol import UPDATE, sync_message

from .measure_chat import LabServer, Person, Socket, masked, synced

AUTHORS = 4
LINES = 240
WORDS = ["FORWARD 10\n", "RIGHT 90\n", "REPEAT 4 [FD 50 RT 90]\n", "; a comment that says what is done\n"]
TAKE_BACK_EVERY = 9
"""Every so many keys, three characters are deleted."""
PAUSE = 0.002
"""Seconds between two rounds: what one author sends in between is one step."""
LONG_TASK_MS = 50
FRAME_MS = 1000 / 60
CONFIG = """
c.ServerApp.jpserver_extensions = {"timewarp_jupyter": True}
c.LabApp.expose_app_in_browser = True
c.Limits.max_updates_per_second = 100000.0
c.Limits.max_updates_burst = 1000000
c.Limits.ping_interval = 3600
c.Limits.ping_timeout = 3600
"""
_SLIDER = ".tw-Playback input[type=range]"
_WATCH = """() => {
    window.frames = [];
    window.positions = new Set();
    window.longTasks = [];
    window.watching = true;
    const slider = document.querySelector('.tw-Playback input[type=range]');
    let last = performance.now();
    requestAnimationFrame(function frame(now) {
        window.frames.push(now - last);
        window.positions.add(slider.value);
        last = now;
        if (window.watching) { requestAnimationFrame(frame); }
    });
    window.watcher?.disconnect();
    window.watcher = new PerformanceObserver(list => {
        window.longTasks.push(...list.getEntries().map(each => each.duration));
    });
    window.watcher.observe({ entryTypes: ['longtask'] });
}"""
_SEEN = """() => {
    window.watching = false;
    return { frames: window.frames.slice(1), positions: window.positions.size, tasks: window.longTasks };
}"""


class Writer:
    """One author: types words, each in another line, and takes some of them back."""

    def __init__(self, socket: Socket, doc: Doc[Any], seed: int) -> None:
        self.socket, self.doc = socket, doc
        self._random = random.Random(seed)
        self._word, self._at, self._own, self._keys = "", 0, 0, 0

    def key(self) -> None:
        """Type a character, or delete some. Raises ``ConnectionError`` when the server has hung up."""
        if self.socket.transport.is_closing():
            raise ConnectionError("the server has hung up")
        before, source = self.doc.get_state(), self.doc.get("source", type=Text)
        self._keys += 1
        if self._keys % TAKE_BACK_EVERY == 0 and self._own > 3:
            del source[self._at - 3 : self._at]
            self._at, self._own = self._at - 3, self._own - 3
        else:
            if self._word == "":
                text = str(source)
                self._at = text.index("\n", self._random.randrange(len(text))) + 1
                self._word, self._own = self._random.choice(WORDS), 0
            source.insert(self._at, self._word[0])
            self._word, self._at, self._own = self._word[1:], self._at + 1, self._own + 1
        self.socket.transport.write(masked(sync_message(UPDATE, self.doc.get_update(before))))


def made(person: Person, base: str) -> int:
    """How many steps the server has of a program."""
    count, after = 0, 0
    while True:
        page = person.ok("GET", f"{base}/revisions?detail=steps&limit=500&after={after}")
        count += len(page["items"])
        if page["next"] is None:
            return count
        after = page["next"]


async def write(server: LabServer, owner: Person, steps: int) -> tuple[Any, int]:
    """A room with a program of at least so many steps; the room, and how many they are."""
    room = owner.make_room("Class", visibility="open", default_role="editor")
    base = f"/api/timewarp/rooms/{room['id']}"
    text = "; a line that was there before anybody wrote\n" * LINES
    document = owner.ok("POST", f"{base}/documents", {"path": "maze.logo", "content": text})
    base = f"{base}/documents/{document['id']}"
    writers = []
    for number in range(AUTHORS):
        person = owner if number == 0 else await asyncio.to_thread(Person, server, f"Student {number}")
        if person is not owner:
            await asyncio.to_thread(owner.set_role, room, person.username, "editor")
        address = server.url.replace("http", "ws", 1) + f"{base}/sync"
        socket = await Socket(address, person.cookie_header(), server.token).open()
        writers.append(Writer(socket, await synced(socket), number))
    there, missing = 0, steps
    while missing > 0:
        for _ in range(missing // AUTHORS + 1):
            for writer in writers:
                writer.key()
            await asyncio.sleep(PAUSE)
        await asyncio.sleep(1)
        there = await asyncio.to_thread(made, owner, base)
        missing = steps - there
    for writer in writers:
        writer.socket.transport.close()
    return room, there


def told(what: str, seen: dict[str, Any]) -> None:
    """Print frames, their times, and what was too long."""
    frames, tasks = seen["frames"], seen["tasks"]
    late = sum(each > 1.5 * FRAME_MS for each in frames)
    rate = 1000 * len(frames) / sum(frames)
    p95 = statistics.quantiles(frames, n=20)[18]
    print(
        f"{what}: {rate:.1f} frames/s, frame p95 {p95:.1f} ms, worst {max(frames):.0f} ms, "
        f"{late} of {len(frames)} late; {seen['positions']} places shown, "
        f"{len(tasks)} tasks above {LONG_TASK_MS} ms (longest {max(tasks, default=0):.0f} ms)"
    )


async def open_film(page: Page, server: LabServer, room: Any, count: int) -> None:
    """The film of the program in the sidebar, when it is there as a whole."""
    await page.goto(f"{server.url}/lab/tree/{room['folder']}/maze.logo?token={server.token}&reset")
    await page.wait_for_selector(".jp-FileEditor .cm-content", timeout=60_000)
    await page.wait_for_selector(".tw-Status-text[data-status=connected]")
    await page.evaluate("() => window.jupyterapp.commands.execute('timewarp:show-history')")
    await page.get_by_role("button", name="Play back", exact=True).click()
    await page.wait_for_selector(f'{_SLIDER}[max="{count}"]', timeout=120_000)
    await page.wait_for_selector(".tw-Playback .tw-Empty", state="detached")


async def plays(page: Page, speed: str, count: int, picture: str | None = None) -> None:
    """From the beginning to the end."""
    await page.get_by_label("Speed", exact=True).select_option(speed)
    await page.evaluate(_WATCH)
    await page.get_by_role("button", name="Play", exact=True).click()
    if picture:
        await page.wait_for_function(
            "([at, n]) => document.querySelector(at).value > n / 2", arg=[_SLIDER, count]
        )
        await page.screenshot(path=picture)
    await page.wait_for_function(
        "([at, n]) => document.querySelector(at).value === String(n)", arg=[_SLIDER, count], timeout=300_000
    )
    told(f"played {speed} times as fast", await page.evaluate(_SEEN))


async def drags(page: Page, count: int) -> None:
    """The slider, with the mouse, to the beginning and back."""
    box = await page.locator(_SLIDER).bounding_box()
    assert box is not None
    right, left, y = box["x"] + box["width"] - 8, box["x"] + 8, box["y"] + box["height"] / 2
    await page.mouse.move(right, y)
    await page.mouse.down()
    for way, begin, end, last in (("back", right, left, "0"), ("forth", left, right, str(count))):
        await page.evaluate(_WATCH)
        for part in range(1, 121):
            await page.mouse.move(begin + (end - begin) * part / 120, y)
            await page.evaluate("() => new Promise(requestAnimationFrame)")
        told(f"slider {way}", await page.evaluate(_SEEN))
        await page.mouse.move(left - 20 if last == "0" else right + 20, y)
        await page.wait_for_function(
            "([at, last]) => document.querySelector(at).value === last", arg=[_SLIDER, last]
        )
    await page.mouse.up()


async def measure(server: LabServer, steps: int, slower: float, picture: str | None) -> None:
    """All of it."""
    owner = Person(server, "Ana")
    room, count = await write(server, owner, steps)
    print(f"{count} steps of {AUTHORS} people, processor {slower:g} times slower")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = await browser.new_context(viewport={"width": 1366, "height": 768})
        await context.add_cookies(
            [{"name": each.name, "value": each.value or "", "url": server.url} for each in owner.cookies]
        )
        page = await context.new_page()
        await open_film(page, server, room, count)
        session = await context.new_cdp_session(page)
        await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        await plays(page, "1", count, picture)
        await plays(page, "4", count)
        await drags(page, count)
        await browser.close()


def main() -> None:
    """Measure on a server of its own."""
    given = sys.argv[1:]
    steps, slower, picture = (*given, *("10000", "1", "")[len(given) :])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        server = LabServer(folder / "workspace", folder / "home", config=CONFIG)
        server.start()
        try:
            asyncio.run(measure(server, int(steps), float(slower), picture or None))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
