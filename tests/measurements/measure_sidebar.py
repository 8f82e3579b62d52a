"""How fast the sidebar opens and scrolls, and what it costs when everyone in the list moves.

In it are 100 people, 100 members, 200 programs, 100 rooms, 1,000 messages and 2,000 lines of activity.

``python -m tests.measurements.measure_sidebar`` from the root of the repository, with the package installed
and Chromium at /usr/bin/chromium. It starts a server of its own in a scratch folder.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from .measure_chat import LabServer, Person, Socket, masked

PEOPLE, PROGRAMS, ROOMS, MESSAGES, LINES = 100, 200, 100, 1_000, 2_000
CONFIG = """
c.ServerApp.jpserver_extensions = {"timewarp_jupyter": True}
c.LabApp.expose_app_in_browser = True
c.Limits.max_messages_burst = 100000
c.Limits.max_room_messages_burst = 100000
c.Limits.max_connections_per_user = 1000
c.Limits.max_rooms_per_day = 1000
"""
_OPEN = """async ([command, selector]) => {
    window.longTasks = [];
    new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(each => each.duration)))
        .observe({ entryTypes: ['longtask'] });
    const begun = performance.now();
    await window.jupyterapp.commands.execute(command);
    while (!document.querySelector(selector)) {
        await new Promise(requestAnimationFrame);
    }
    await new Promise(requestAnimationFrame);
    return performance.now() - begun;
}"""
_SCROLL = """async ([selector, up]) => {
    let list = document.querySelector(selector);
    while (!['auto', 'scroll'].includes(getComputedStyle(list).overflowY)) {
        list = list.parentElement;
    }
    window.longTasks.length = 0;
    for (let step = 0; step < 120; step++) {
        list.scrollTop += up ? -150 : 150;
        await new Promise(requestAnimationFrame);
    }
    await new Promise(resolve => setTimeout(resolve, 200));
    return window.longTasks;
}"""


_WATCH = """async milliseconds => {
    window.longTasks.length = 0;
    const begun = performance.now();
    let frames = 0;
    while (performance.now() - begun < milliseconds) {
        await new Promise(requestAnimationFrame);
        frames++;
    }
    return [window.longTasks, milliseconds / frames];
}"""
MOVING = 5
"""Seconds."""
TEXT_FRAME = 0x81
PARTS = {
    "people": ("timewarp:show-people", ".tw-People .tw-Row"),
    "chat": ("timewarp:show-chat", "#tw-panel .tw-Message"),
    "activity": ("timewarp:show-activity", ".tw-Activity .tw-Row"),
    "members": ("timewarp:members", ".tw-Sheet .tw-Row"),
    "rooms": ("timewarp:leave-room", ".tw-Rooms li .tw-Item"),
}
"""The command that opens each part, and a row of it."""


def fill(person: Person) -> Any:
    """A room full of programs, talk and activity, and others beside it."""
    for number in range(ROOMS - 1):
        person.make_room(f"Room {number}", visibility="invite")
    room = person.make_room("Class", visibility="open", default_role="editor")
    base = f"/api/timewarp/rooms/{room['id']}"
    person.ok("POST", f"{base}/documents", {"path": "maze.logo", "content": "FORWARD 10\n" * 700})
    for number in range(PROGRAMS - 1):
        person.ok("POST", f"{base}/documents", {"path": f"part {number}.bas", "content": "10 END\n"})
    for number in range(MESSAGES):
        body = f"Message {number}: **look** at `FORWARD {number}`, and tell me what you think of it."
        person.ok("POST", f"{base}/messages", {"body": body, "client_id": f"m{number}"})
    for number in range(LINES):
        person.ok("PATCH", base, {"locked": number % 2 == 0})
    return room


async def crowd(server: LabServer, room: Any, owner: Person) -> list[Socket]:
    """People who are in the room."""
    base = f"/api/timewarp/rooms/{room['id']}"
    sockets = []
    for number in range(PEOPLE - 1):
        person = await asyncio.to_thread(Person, server, f"Student {number}")
        await asyncio.to_thread(owner.set_role, room, person.username, "editor")
        address = server.url.replace("http", "ws", 1) + f"{base}/events"
        sockets.append(await Socket(address, person.cookie_header(), server.token).open())
    return sockets


async def move(sockets: list[Socket]) -> None:
    """Everyone goes to another line once a second, each at a time of their own."""
    line = 0
    while True:
        line += 1
        for socket in sockets:
            said = json.dumps({"type": "presence.set", "line": line % 600 + 1, "column": 0})
            frame = masked(said.encode())
            socket.transport.write(bytes([TEXT_FRAME]) + frame[1:])
            await asyncio.sleep(1 / len(sockets))


async def look(page: Page, server: LabServer, room: Any, sockets: list[Socket]) -> None:
    """Open each part, scroll in it, and print what that took."""
    await page.goto(f"{server.url}/lab/tree/{room['folder']}/maze.logo?token={server.token}&reset")
    await page.wait_for_selector(".jp-FileEditor .cm-content", timeout=60_000)
    await page.wait_for_selector(".tw-Status-text[data-status=connected]")
    for part, (command, selector) in PARTS.items():
        opened = await page.evaluate(_OPEN, [command, selector])
        opening = await page.evaluate("() => window.longTasks")
        scrolling = await page.evaluate(_SCROLL, [selector, part == "chat"])
        print(
            f"{part}: opens in {opened:.0f} ms (longest task {max(opening, default=0):.0f} ms), "
            f"scrolls with {len(scrolling)} tasks above 50 ms (longest {max(scrolling, default=0):.0f} ms)"
        )
        if part == "people":
            moving = asyncio.create_task(move(sockets))
            tasks, busy = await page.evaluate(_WATCH, MOVING * 1000)
            moving.cancel()
            print(
                f"people who all move once a second: {len(tasks)} tasks above 50 ms in {MOVING} s "
                f"(longest {max(tasks, default=0):.0f} ms), a frame every {busy:.0f} ms"
            )


async def measure(server: LabServer) -> None:
    """All of it."""
    owner = Person(server, "Ana")
    room = await asyncio.to_thread(fill, owner)
    sockets = await crowd(server, room, owner)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        context = await browser.new_context(viewport={"width": 1366, "height": 768})
        await context.add_cookies(
            [{"name": each.name, "value": each.value or "", "url": server.url} for each in owner.cookies]
        )
        await look(await context.new_page(), server, room, sockets)
        await browser.close()
    for socket in sockets:
        socket.transport.close()


def main() -> None:
    """Measure on a server of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        server = LabServer(folder / "workspace", folder / "home", config=CONFIG)
        server.start()
        try:
            asyncio.run(measure(server))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
