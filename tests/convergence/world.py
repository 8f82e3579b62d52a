"""The world a plan is carried out in: a room on a real store and real files, and people who come and go.

Every character that anybody types is one that nobody else types, so that at the end it can be said of each
whether it is there, and how often.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from pycrdt import Doc
from room_files import LOG, ROOM, RoomFiles

from timewarp_jupyter.clock import now_ms
from timewarp_jupyter.documents.authors import DISK
from timewarp_jupyter.documents.compaction import compact
from timewarp_jupyter.errors import TimeWarpError, Unavailable
from timewarp_jupyter.testing.contents import FullDiskContents
from timewarp_jupyter.testing.stores import FlakyStore
from timewarp_jupyter.testing.virtual import Standing, VirtualClient

from .plan import CLIENTS, Plan, Step

_SCRIPTS = (0x4E00, 0x20000, 0xAC00)
"""Where unique characters are taken from: Han, Han outside the basic plane, Hangul."""
_PATIENCE = 20.0


class Wrong(AssertionError):
    """Something that must never be."""


class Someone:
    """A person with a replica of their own, connected or not."""

    def __init__(self, number: int) -> None:
        self.standing = Standing(f"user{number}")
        self.doc: Doc[Any] | None = None
        self.client: VirtualClient | None = None
        self.typed: list[str] = []

    @property
    def text(self) -> str:
        """What the person sees."""
        return self.client.text if self.client is not None else ""


class World:
    """One room with one program."""

    def __init__(self, room: RoomFiles, document: str) -> None:
        self.room = room
        self.document = document
        self.people = [Someone(number) for number in range(CLIENTS)]
        self.made = 0
        self.typed: dict[str, str] = {}
        self.deleted: dict[str, str] = {}
        self.unsure: set[str] = set()
        self.contested: set[str] = set()
        self.disk_differs = False
        self.renamed = 0
        self.store: Any = room.store
        self.flaky = FlakyStore(room.store)

    @classmethod
    async def begin(cls, room: RoomFiles) -> World:
        """With one program, and the store under a double that can fail."""
        room.write("maze.logo", "FD 50\nRT 90\n")
        document = (await room.library.adopt("maze.logo", DISK)).id
        world = cls(room, document)
        await room.kill()
        room.store = world.flaky  # type: ignore[assignment]
        await room.load()
        return world

    async def carry_out(self, plan: Plan) -> None:
        """Do it all, then let everything come to rest and compare. Raises ``Wrong``."""
        for step in plan:
            try:
                await getattr(self, step.name)(self.people[step.who], step)
            except Unavailable as error:
                if not self.is_in_trouble:
                    raise Wrong(f"{step}: {error.message} {error.reason}") from error
            self._see_endings(step)
        await self._come_to_rest()

    @property
    def is_in_trouble(self) -> bool:
        """Whether the store or the disk fails now, or has just done so."""
        contents: Any = self.room.contents
        return bool(self.flaky.failing or contents.is_full or self.room.flusher.storage_failed)

    def _new(self, count: int) -> str:
        letters = "".join(chr(_SCRIPTS[(self.made + n) % 3] + self.made + n) for n in range(count))
        self.made += count
        return letters

    # People

    async def come(self, who: Someone, step: Step) -> None:
        """Connect, with the replica of before if there is one."""
        if who.client is None:
            live = await self.room.library.open(self.document)
            who.client = VirtualClient(live, who.standing.username, replica=who.doc, standing=who.standing)
            who.doc = who.client.doc

    async def leave(self, who: Someone, step: Step) -> None:
        """The connection ends; the replica stays, with what was not sent."""
        if who.client is not None:
            who.client.leave()
            who.client = None

    async def pump(self, who: Someone, step: Step) -> None:
        """Messages go both ways."""
        if who.client is not None:
            who.client.pump()
            await asyncio.sleep(0)
            self._see_refusals(who)

    async def type(self, who: Someone, step: Step) -> None:
        """Insert new characters."""
        if who.client is not None:
            self._edit(who, step, 0, self._new(step.length) + ("\n" if step.at > 0.9 else ""))

    async def delete(self, who: Someone, step: Step) -> None:
        """Delete a piece."""
        if who.client is not None:
            self._edit(who, step, step.length, "")

    async def replace(self, who: Someone, step: Step) -> None:
        """Delete and insert in one transaction."""
        if who.client is not None:
            self._edit(who, step, step.length, self._new(step.length))

    async def undo(self, who: Someone, step: Step) -> None:
        """Take back the newest own character that is still there."""
        if who.client is None or not who.typed:
            return
        letter = who.typed.pop()
        at = who.text.find(letter)
        if at >= 0:
            start = len(who.text[:at].encode())
            del who.client.source[start : start + len(letter.encode())]
            self.deleted[letter] = who.standing.username

    async def cursor(self, who: Someone, step: Step) -> None:
        """Move the cursor."""
        if who.client is not None and who.client.socket.ended is None:
            who.client.move_cursor(b'{"cursor": 1}')

    async def sleep(self, who: Someone, step: Step) -> None:
        """The socket takes nothing any more."""
        if who.client is not None:
            who.client.socket.reading = False

    async def wake(self, who: Someone, step: Step) -> None:
        """The socket takes all that waited."""
        if who.client is not None:
            who.client.socket.read_on()

    async def demote(self, who: Someone, step: Step) -> None:
        """Editor to viewer."""
        self._set_role(who, writes=False)

    async def promote(self, who: Someone, step: Step) -> None:
        """Viewer to editor."""
        self._set_role(who, writes=True)

    def _set_role(self, who: Someone, *, writes: bool) -> None:
        who.standing.writes = writes
        live = self.room.library.live.get(self.document)
        if live is not None:
            live.recheck()

    def _edit(self, who: Someone, step: Step, length: int, inserted: str) -> None:
        assert who.client is not None
        text = who.text
        at = round(step.at * len(text))
        gone = text[at : at + length]
        start = len(text[:at].encode())
        with who.client.doc.transaction():
            if gone:
                del who.client.source[start : start + len(gone.encode())]
            if inserted:
                who.client.source.insert(start, inserted)
        self._remember(inserted, gone, who.standing.username)
        who.typed += [letter for letter in inserted if letter != "\n"]

    def _remember(self, inserted: str, gone: str, author: str) -> None:
        for letter in inserted.replace("\n", ""):
            self.typed[letter] = author
        for letter in gone:
            self.deleted[letter] = author
        if self.disk_differs:
            self.contested.update(gone)

    def _changed_on_disk(self, text: str) -> None:
        """What was deleted and still stands in a file that is changed may come back: a piece around it may
        be taken for another, as a difference of two texts is a guess at what was done."""
        self.disk_differs = True
        self.contested.update(letter for letter in text if letter in self.deleted)

    def _see_refusals(self, who: Someone) -> None:
        """A replica with refused edits is never used again; what is only in it has been told to be lost."""
        assert who.client is not None
        if any(reason.startswith("read_only") for reason in who.client.denied) and not who.standing.writes:
            self._give_up_replica(who)

    def _see_endings(self, step: Step) -> None:
        for who in self.people:
            if who.client is None or who.client.socket.ended is None:
                continue
            number = who.client.socket.ended.close.number
            if number in (4400, 4413, 4529):
                raise Wrong(f"{step}: {who.standing.username} was sent away: {who.client.socket.ended!r}")
            if number == 4503:
                who.client.leave()
                who.client = None
            else:
                self._give_up_replica(who)

    def _give_up_replica(self, who: Someone) -> None:
        assert who.client is not None
        me = who.standing.username
        self.unsure |= {letter for letter, author in self.typed.items() if author == me}
        self.unsure |= {letter for letter, author in self.deleted.items() if author == me}
        who.client.leave()
        who.client = who.doc = None
        who.typed.clear()

    # The disk and the server

    @property
    def _file(self) -> str:
        return self.room.library.rows[self.document].path

    async def disk_insert(self, who: Someone, step: Step) -> None:
        """Somebody changes the file with another program."""
        text = self.room.read(self._file)
        at, letters = round(step.at * len(text)), self._new(step.length)
        self.room.write(self._file, text[:at] + letters + text[at:])
        self._changed_on_disk(text)
        self._remember(letters, "", DISK)

    async def disk_delete(self, who: Someone, step: Step) -> None:
        """Somebody deletes in the file with another program."""
        text = self.room.read(self._file)
        at = round(step.at * len(text))
        self.room.write(self._file, text[:at] + text[at + step.length :])
        self._changed_on_disk(text)
        self._remember("", text[at : at + step.length], DISK)

    async def look(self, who: Someone, step: Step) -> None:
        """The server finds out what was done to the file."""
        await self.room.library.disk_changed(self.document)
        self.disk_differs = False

    async def save(self, who: Someone, step: Step) -> None:
        """The file is written."""
        await self.room.library.save(self.document)
        self.disk_differs = False

    async def rename(self, who: Someone, step: Step) -> None:
        """The program gets another name."""
        self.renamed += 1
        await self.room.library.rename(self.document, f"maze{self.renamed}.logo", "user0")

    async def fold(self, who: Someone, step: Step) -> None:
        """Old history is folded: here all of it is old."""
        await compact(self.room.store, ROOM, self.document, now_ms() + 1, LOG)

    async def kill(self, who: Someone, step: Step) -> None:
        """The server ends at once and comes back: all that is left is what was committed."""
        for someone in self.people:
            await self.leave(someone, step)
        failing, self.flaky.failing = self.flaky.failing, False
        await self.room.restart()
        self.flaky.failing = failing

    async def fail(self, who: Someone, step: Step) -> None:
        """The store cannot commit any more."""
        self.flaky.failing = True

    async def mend(self, who: Someone, step: Step) -> None:
        """It can again."""
        self.flaky.failing = False

    async def fill(self, who: Someone, step: Step) -> None:
        """Files cannot be written any more."""
        contents: Any = self.room.contents
        contents.is_full = True

    async def empty(self, who: Someone, step: Step) -> None:
        """They can again."""
        contents: Any = self.room.contents
        contents.is_full = False

    async def rest(self, who: Someone, step: Step) -> None:
        """The server has time for what waits."""
        for _ in range(step.length * 5):
            await asyncio.sleep(0.001)

    # The end

    async def _come_to_rest(self) -> None:
        end = Step("rest")
        await self.mend(self.people[0], end)
        await self.empty(self.people[0], end)
        await self._until(lambda: self.room.flusher.storage_failed is None, "the store works again")
        for who in self.people:
            self._set_role(who, writes=True)
            await self.wake(who, end)
            await self.come(who, end)
        await self._until(self._are_equal, "all replicas are equal")
        await self.room.library.save(self.document)
        await self._until(self._are_equal, "all replicas are equal after saving")
        await self._compare()

    async def _until(self, condition: Any, what: str) -> None:
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        quiet = 0
        while quiet < 5:
            for who in self.people:
                if who.client is None:
                    await self.come(who, Step("come"))
                assert who.client is not None
                who.client.pump()
            self._see_endings(Step("rest"))
            await asyncio.sleep(0.001)
            quiet = quiet + 1 if condition() and self.room.flusher.idle else 0
            if asyncio.get_running_loop().time() > deadline:
                raise Wrong(f"it does not come about that {what}: {[who.text for who in self.people]}")

    def _are_equal(self) -> bool:
        live = self.room.library.live.get(self.document)
        return live is not None and {who.text for who in self.people} == {live.text}

    async def _compare(self) -> None:
        """The replicas, the live document, the journal and the file are one; and each character is right."""
        text = self.people[0].text
        stored, written = await self.room.stored(self.document), self.room.read(self._file)
        if not text == stored == written:
            raise Wrong(f"replicas {text!r}, journal {stored!r}, file {written!r}")
        counts = Counter(text)
        twice = [letter for letter in self.typed if counts[letter] > 1]
        lost = [
            letter
            for letter in self.typed
            if not counts[letter] and letter not in self.deleted and letter not in self.unsure
        ]
        back = [letter for letter in self.deleted if letter in self.typed and counts[letter]]
        back = [letter for letter in back if letter not in self.unsure | self.contested]
        if twice or lost or back:
            names = {letter: self.typed[letter] for letter in (*twice, *lost, *back)}
            raise Wrong(f"twice {twice}, lost {lost}, back {back}: {names} in {self._file}: {text!r}")


async def run(room: RoomFiles, plan: Plan) -> None:
    """Carry a plan out in a new room. Raises ``Wrong``, or what should never be raised."""
    assert isinstance(room.contents, FullDiskContents)
    world = await World.begin(room)
    try:
        await world.carry_out(plan)
    except TimeWarpError as error:
        raise Wrong(f"{type(error).__name__}: {error.message} {error.reason}") from error
    finally:
        world.flaky.failing = False
        room.contents.is_full = False
