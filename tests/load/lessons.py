"""A school day: tabs in many rooms that come, type, point, talk and go, and come back."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from attack.target import Target

from benchmarks.wire import CLOSE, client_frame

from .sockets import EventSocket, Keys, ProgramSocket, open_program

CONFIG = """
c.ServerApp.jpserver_extensions["load.inside"] = True
c.Limits.max_connections = 5000
c.Limits.max_connections_per_user = 1000
c.Limits.history_detail = 0.0
c.Limits.unload_after = 3.0
"""
"""Nothing is folded: that begins after ten minutes, and what is under way counts as left behind. Programs
leave memory before ``run.STILL`` seconds are over, so that what is counted is what stays."""
_STARTING = 8
"""Tabs that connect at the same time."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How lively it is. All in seconds: between two keys of a tab, two signs of presence of a tab, two posts
    in a room, two lessons of a room; and how long a tab stays at least and at most."""

    key: float = 2.0
    presence: float = 10.0
    post: float = 10.0
    lesson: float = 90.0
    stay: tuple[float, float] = (30.0, 120.0)


@dataclass
class Tally:
    """What has happened so far."""

    joins: int = 0
    posts: int = 0
    heard: int = 0
    trouble: list[str] = field(default_factory=list)


class Room:
    """A class; each lesson is a new program, so that the one before leaves the server's memory."""

    def __init__(self, target: Target, number: int) -> None:
        self.target = target
        self.number = number
        self.record = target.room(name=f"Class {number}")
        self.document: str = self.record["document"]["id"]
        self.lesson = 0
        self._posts = 0

    @property
    def api(self) -> str:
        """The path of the room."""
        return f"api/timewarp/rooms/{self.record['id']}"

    @property
    def path(self) -> str:
        """The sync socket of the program of the lesson."""
        return f"/{self.api}/documents/{self.document}/sync?ack=1"

    def next_lesson(self) -> None:
        """A new program; blocks."""
        self.lesson += 1
        body = {"path": f"lesson{self.lesson}.bas", "content": "10 CLS\n"}
        self.document = self.target.ok("olga", "POST", f"{self.api}/documents", body)["id"]

    def post(self) -> None:
        """Somebody says something; blocks."""
        self._posts += 1
        body = {"body": f"Number {self._posts}", "client_id": f"post-{self.number}-{self._posts}"}
        self.target.ok("olga", "POST", f"{self.api}/messages", body)

    def text(self) -> str:
        """The committed text of the program of the lesson; blocks."""
        path = f"{self.api}/documents/{self.document}"
        return str(self.target.ok("olga", "GET", path)["content"])


class Tab:
    """One browser tab: two connections, again and again."""

    def __init__(self, day: Day, room: Room, user: str) -> None:
        self.day, self.room, self.user = day, room, user
        self.program: ProgramSocket | None = None
        self.events: EventSocket | None = None
        self.came = 0
        self._document = ""

    async def live(self) -> None:
        """Come and go until the day is over."""
        while not self.day.over.is_set():
            stays = random.uniform(*self.day.rates.stay)
            await self._come()
            await self._stay(asyncio.get_running_loop().time() + stays)
            if not self.day.over.is_set():
                self.leave(politely=random.random() < 0.5)
                await self.day.sleep(random.uniform(0.0, 2.0))

    async def _come(self) -> None:
        async with self.day.turn:
            port, room = self.room.target.port, self.room
            self.events = await EventSocket.open(port, f"/{room.api}/events", self.user, self._heard)
            self._document = room.document
            self.program = await open_program(port, room.path, self.user, self.day.keys, None)
        self.came += 1
        self.day.tally.joins += 1

    async def _stay(self, until: float) -> None:
        loop, rates = asyncio.get_running_loop(), self.day.rates
        await self.day.sleep(random.random() * rates.key)
        shown = loop.time() + random.random() * rates.presence
        while loop.time() < until and not self.day.over.is_set():
            self._check()
            if self._document != self.room.document or self.program is None or self.events is None:
                return
            self.program.type()
            if loop.time() > shown:
                shown += rates.presence
                line = random.randint(1, 40)
                self.events.say({"type": "presence.set", "document": self._document, "line": line})
            await self.day.sleep(random.uniform(0.5, 1.5) * rates.key)

    def _check(self) -> None:
        ended = self.program.ended if self.program else None
        told = self.events.closed if self.events else None
        denied = self.program.denied if self.program else []
        if ended or told or denied:
            self.day.tally.trouble.append(f"{self.user}: {ended} {told} {denied}")
            self.program = self.events = None

    def _heard(self, event: Any) -> None:
        self.day.tally.heard += event["type"] == "chat.posted"

    def leave(self, politely: bool = True) -> None:
        """Close both."""
        if self.program is not None:
            if politely and self.program.ended is None:
                self.program._transport.write(client_frame((1001).to_bytes(2, "big"), CLOSE))
                self.program._transport.close()
                self.program.forget_replica()
            else:
                self.program.leave()
        if self.events is not None:
            self.events.leave(politely)
        self.program = self.events = None


class Day:
    """All rooms and tabs. ``connections`` are two for each tab."""

    def __init__(self, target: Target, rooms: Sequence[Room], connections: int, rates: Rates) -> None:
        self.target, self.rates, self.rooms = target, rates, rooms
        self.keys, self.tally = Keys(), Tally()
        self.over = asyncio.Event()
        self.turn = asyncio.Semaphore(_STARTING)
        self.tabs = [Tab(self, rooms[at % len(rooms)], f"pupil{at}") for at in range(connections // 2)]
        self._tasks: list[asyncio.Task[None]] = []

    async def sleep(self, seconds: float) -> None:
        """For so long, or until the day is over."""
        try:
            await asyncio.wait_for(self.over.wait(), seconds)
        except asyncio.TimeoutError:
            return

    def begin(self) -> None:
        """Everyone comes."""
        self._tasks = [asyncio.create_task(tab.live()) for tab in self.tabs]
        self._tasks += [asyncio.create_task(self._teach(room)) for room in self.rooms]
        self._tasks += [asyncio.create_task(self._talk(room)) for room in self.rooms]

    def check(self) -> None:
        """Fail if somebody could not go on."""
        for task in self._tasks:
            if task.done():
                task.result()
        assert not self.tally.trouble, self.tally.trouble[:5]

    async def until(self, condition: Callable[[], object], what: str, seconds: float = 60.0) -> None:
        """Wait for a condition."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not condition():
            self.check()
            assert asyncio.get_running_loop().time() < deadline, f"waited in vain for {what}"
            await asyncio.sleep(0.1)

    def connected(self) -> int:
        """How many connections there are."""
        return 2 * sum(tab.program is not None for tab in self.tabs)

    async def end(self) -> None:
        """Everyone stops typing; all who are there have the same as the server; then all leave."""
        self.over.set()
        await asyncio.gather(*self._tasks)
        for room in self.rooms:
            tabs = [tab for tab in self.tabs if tab.room is room and tab._document == room.document]
            text = await asyncio.to_thread(room.text)
            await self.until(lambda text=text, tabs=tabs: _have(tabs, text), "the same text everywhere")
        for tab in self.tabs:
            tab.leave()

    async def _teach(self, room: Room) -> None:
        await self.sleep(self.rates.lesson * random.random())
        while not self.over.is_set():
            await asyncio.to_thread(room.next_lesson)
            await self.sleep(self.rates.lesson)

    async def _talk(self, room: Room) -> None:
        await self.sleep(self.rates.post * random.random())
        while not self.over.is_set():
            await asyncio.to_thread(room.post)
            self.tally.posts += 1
            await self.sleep(self.rates.post)


def _have(tabs: Sequence[Tab], text: str) -> bool:
    return all(tab.program.text == text for tab in tabs if tab.program is not None)
