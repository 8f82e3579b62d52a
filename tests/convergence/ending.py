"""The end of a plan: everything comes to rest, and then there must be what there has to be."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from timewarp_jupyter.documents.authors import DISK
from timewarp_jupyter.testing.killing import DISK_FAULTS, STORE_FAULTS

from .alphabet import units
from .ground import Ground, Unanswered, Wrong
from .people import Someone
from .plan import Plan, Step
from .server_steps import LINE_ENDS, read_program
from .world import World

_END = Step("end")
_QUIET = 5
"""Rounds of messages after which nothing may have changed."""


async def run(ground: Ground, plan: Plan) -> World:
    """Carry a plan out on a new ground, and judge. Raises ``Wrong``, or what should never be raised."""
    world = World(ground, plan)
    await world.carry_out()
    await Ending(world).judge()
    return world


class Ending:
    """Judges a world after its last step."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ground = world.ground
        self._loop = asyncio.get_running_loop()

    async def judge(self) -> None:
        """Let everything come to rest, and compare. Raises ``Wrong``."""
        await self._calm()
        await self._until(self._are_equal, "all replicas are equal")
        for document in range(len(self._world.letters)):
            await self._insist(partial(self._ground.save, document))
        await self._until(self._are_equal, "all replicas are equal after saving")
        await self._compare_texts()
        await self._compare_talk()
        await self._compare_presence()
        await self._compare_stored()

    async def _calm(self) -> None:
        """Nothing fails any more, everyone may write, is there and awake, and has said all again."""
        world, ground = self._world, self._ground
        ground.faults.disarm()
        ground.faults.end(*STORE_FAULTS, *DISK_FAULTS)
        with ground.disk():
            pass  # a thread that writes a file may just be dying
        if ground.is_dead:
            await world.revive()
        await ground.reap()
        await self._insist(self._compare_acknowledged)
        await self._insist(partial(world.unlock, self._anyone, self._anyone.seats[0], _END))
        for who in ground.people:
            for seat in who.seats:
                await self._insist(partial(world.promote, who, seat, _END))
                await world.wake(who, seat, _END)
            for client_id in list(who.posts):
                await self._insist(partial(world.post, who, client_id))

    async def _compare_acknowledged(self) -> None:
        """What was acknowledged is there, before anybody says anything again."""
        chat = await self._ground.chat()
        for who in self._ground.people:
            for client_id, acknowledged in who.posts.items():
                if acknowledged and chat[who.username, f"message {client_id}"] != 1:
                    raise Wrong(f"{client_id} was acknowledged, and is not in the chat once: {chat}")

    @property
    def _anyone(self) -> Someone:
        return self._ground.people[0]

    async def _insist(self, action: Callable[[], Awaitable[None]]) -> None:
        """Do it until the server says that it is done."""
        deadline = self._loop.time() + self._ground.patience
        while True:
            try:
                return await action()
            except Unanswered as error:
                if self._loop.time() > deadline:
                    raise Wrong(f"the server does not answer: {error}") from error
                await asyncio.sleep(self._ground.breath)

    async def _until(self, condition: Callable[[], Awaitable[bool]], what: str) -> None:
        deadline = self._loop.time() + self._ground.patience
        quiet = 0
        while quiet < _QUIET:
            await self._exchange()
            await asyncio.sleep(self._ground.breath)
            quiet = quiet + 1 if await condition() else 0
            if self._loop.time() > deadline:
                raise Wrong(f"it does not come about that {what}: {self._replicas()}")

    async def _exchange(self) -> None:
        """Everybody is there, and messages go both ways."""
        world = self._world
        for who in self._ground.people:
            for seat in who.seats:
                await self._insist(partial(world.come, who, seat, _END))
                if seat.client is not None:
                    seat.client.pump()
                    world.note_view(who, seat)
        world.see_endings(_END)

    def _replicas(self) -> Sequence[Sequence[str]]:
        documents = range(len(self._world.letters))
        return [[who.seats[document].text for who in self._ground.people] for document in documents]

    async def _are_equal(self) -> bool:
        replicas = self._replicas()
        if any(len(set(texts)) > 1 for texts in replicas):
            return False
        try:
            return [texts[0] for texts in replicas] == list(await self._ground.texts())
        except Unanswered:
            return False  # a fault that has just ended, and is recovered from

    async def _compare_texts(self) -> None:
        """The replicas and the files are one, and each character is right."""
        for document, texts in enumerate(self._replicas()):
            file = self._ground.file(document)
            written, line_end = read_program(file)
            if line_end != LINE_ENDS[document] and "\n" in written:
                raise Wrong(f"the lines of {file.name} end with {line_end!r} now")
            if written != texts[0]:
                raise Wrong(f"replicas {texts[0]!r}, file {file.name} {written!r}")
            if wrong := self._world.letters[document].wrong_in(texts[0]):
                raise Wrong(f"{wrong} in {file.name}: {texts[0]!r}")

    async def _compare_talk(self) -> None:
        """Each post is there once; the activity, which is told with a delay, says what was done by whom."""
        posted = Counter(
            (who.username, f"message {client_id}") for who in self._ground.people for client_id in who.posts
        )
        if (chat := await self._ground.chat()) != posted:
            raise Wrong(f"posted {posted - chat} is not in the chat, {chat - posted} is too much")
        deadline = self._loop.time() + self._ground.patience
        while wrong := self._wrong_in(await self._ground.activity()):
            if self._loop.time() > deadline:
                raise Wrong(wrong)
            await asyncio.sleep(self._ground.breath)

    def _wrong_in(self, lines: Sequence[Mapping[str, Any]]) -> str:
        """What is wrong with the activity; empty if nothing is."""
        told = Counter(_key(line) for line in lines if line["actor"] != DISK)
        for key, times in self._world.tried.items():
            if not (done := self._world.done[key]) <= told[key] <= times:
                return f"{key}: done {done} times, tried {times}, told {told[key]}"
        for who in self._ground.people:
            came = told[f"member.added {who.username}"], told[f"member.joined {who.username}"]
            if sorted(came) != [0, 1] or (who in self._ground.members and not came[0]):
                return f"{who.username} was added and joined {came} times"
        added: Counter[tuple[int, str]] = Counter()
        for line in lines:
            if line["verb"] in ("document.edited", "document.changed_on_disk"):
                added[line["document"], line["actor"]] += line["detail"]["added"]
        documents = range(len(self._world.letters))
        return "".join(self._wrong_about_authors(document, added) for document in documents)

    def _wrong_about_authors(self, document: int, added: Counter[tuple[int, str]]) -> str:
        """What somebody is told to have added is at least what is there of it, at most what they typed."""
        letters = self._world.letters[document]
        text = self._replicas()[document][0]
        for author in (DISK, *(who.username for who in self._ground.people)):
            typed = (letter for letter, who in letters.typed.items() if who == author)
            there = sum(units(letter) for letter in typed if letter in text)
            told, most = added[document, author], letters.most_added(author)
            # A merge with the disk may bring back what somebody had deleted.
            if not there <= told or (told > most and author != DISK):
                return f"{author} has {there} of {most} units in {document}, told are {told}"
        return ""

    async def _compare_presence(self) -> None:
        """Whoever is connected is there, by name and by cursor, and nobody else."""
        await self._until(self._is_presence_right, "presence is everyone")
        for who in self._ground.people[1::2]:
            for seat in who.seats:
                seat.hang_up()
        deadline = self._loop.time() + self._ground.patience
        staying = [seat.client for who in self._staying for seat in who.seats if seat.client is not None]
        for client in staying:
            client.point()
        while not await self._is_presence_right() or not self._are_cursors_right():
            for client in staying:
                client.pump()
            await asyncio.sleep(self._ground.breath)
            if self._loop.time() > deadline:
                seen = [client.seen for client in staying]
                raise Wrong(f"presence {await self._ground.presence()}, cursors {seen}")

    @property
    def _staying(self) -> Sequence[Someone]:
        return [who for who in self._ground.people if any(seat.client for seat in who.seats)]

    async def _is_presence_right(self) -> bool:
        connections = {
            who.username: sum(seat.client is not None for seat in who.seats) for who in self._staying
        }
        return dict(await self._ground.presence()) == connections

    def _are_cursors_right(self) -> bool:
        names = sorted(who.username for who in self._staying)
        seats = [seat for who in self._staying for seat in who.seats]
        return all(seat.client is not None and sorted(seat.client.seen) == names for seat in seats)

    async def _compare_stored(self) -> None:
        """Somebody who opens the store anew finds the same."""
        texts = list(await self._ground.texts())
        if (stored := list(await self._ground.stored())) != texts:
            raise Wrong(f"live {texts!r}, stored {stored!r}")


def _key(line: Mapping[str, Any]) -> str:
    """The verb of a line of activity, with whom it is about."""
    about = line["detail"].get("username")
    return f"{line['verb']} {about}" if about else str(line["verb"])
