"""What happens to the file, the room and the server, whoever does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from timewarp_jupyter.documents.authors import DISK
from timewarp_jupyter.documents.workspace_text import Newline, newline_of, with_lf
from timewarp_jupyter.testing.killing import DISK_FAULTS, STORE_FAULTS

from .people import Seat, Someone
from .plan import Step
from .scene import Scene

LINE_ENDS: tuple[Newline, ...] = ("\n", "\r\n", "\n")
"""Of each program's file. Whoever changes it with another program keeps them, also where none is left."""


class ServerSteps(Scene):
    """The steps of a plan that are nobody's."""

    # The disk

    async def disk_insert(self, who: Someone, seat: Seat, step: Step) -> None:
        """Somebody changes the file with another program."""
        new = self._alphabet.typed(step.length) + ("\n" if step.at > 0.8 else "")
        self._change(step, lambda text, at: (text[:at] + new + text[at:], new, ""))

    async def disk_delete(self, who: Someone, seat: Seat, step: Step) -> None:
        """Somebody deletes in the file with another program."""

        def delete(text: str, at: int) -> tuple[str, str, str]:
            return text[:at] + text[at + step.length :], "", text[at : at + step.length]

        self._change(step, delete)

    def _change(self, step: Step, change: Callable[[str, int], tuple[str, str, str]]) -> None:
        """``change`` takes the text and a place in it, and gives the new text, and what is new and gone."""
        if step.document in self._torn or self.ground.is_writing(step.document):
            return
        letters = self.letters[step.document]
        if step.document in self._unconfirmed and letters.disk_differs:
            return  # of which text a file was made that has little in common with either, is a guess
        with self.ground.disk():
            file = self.ground.file(step.document)
            text, _ = read_program(file)
            changed, new, gone = change(text, round(step.at * len(text)))
            file.write_bytes(changed.replace("\n", LINE_ENDS[step.document]).encode())
        letters.changed_on_disk(text, changed)
        letters.remember(new, gone, DISK)

    async def look(self, who: Someone, seat: Seat, step: Step) -> None:
        """The server finds out what was done to the file."""
        if await self.ground.look(step.document):
            self._is_known(step.document)

    async def save(self, who: Someone, seat: Seat, step: Step) -> None:
        """The file is written."""
        await self.ground.save(step.document)
        self._is_known(step.document)

    def _is_known(self, document: int) -> None:
        """The server has read the file, and written it if that was needed."""
        self.letters[document].disk_differs = False
        self._unconfirmed.discard(document)
        if not self.ground.faults.has("disk-tears"):
            self._torn.discard(document)

    async def fill(self, who: Someone, seat: Seat, step: Step) -> None:
        """Files cannot be written any more."""
        self.ground.faults.set("disk-full", True)

    async def overflow(self, who: Someone, seat: Seat, step: Step) -> None:
        """The space ends in the middle of a file, and Jupyter puts the old one back."""
        self.ground.faults.set("disk-overflows", True)

    async def tear(self, who: Someone, seat: Seat, step: Step) -> None:
        """The space ends in the middle of a file, and half of it is left."""
        self._torn.update(range(len(self.letters)))
        self.ground.faults.set("disk-tears", True)

    async def empty(self, who: Someone, seat: Seat, step: Step) -> None:
        """Files can be written again."""
        self.ground.faults.end(*DISK_FAULTS)

    # The server and the room

    async def rename(self, who: Someone, seat: Seat, step: Step) -> None:
        """The program gets another name."""
        self._names += 1
        async with self.told("document.renamed"):
            await self.ground.rename(step.document, f"maze{self._names}.logo")

    async def lock(self, who: Someone, seat: Seat, step: Step) -> None:
        """Nobody but owners can change programs."""
        await self._set_lock(True)

    async def unlock(self, who: Someone, seat: Seat, step: Step) -> None:
        """Editors can again."""
        await self._set_lock(False)

    async def _set_lock(self, locked: bool) -> None:
        self.locked = self.locked or locked
        async with self.told("room.locked" if locked else "room.unlocked"):
            await self.ground.set_lock(locked)
            self.locked = locked

    async def fold(self, who: Someone, seat: Seat, step: Step) -> None:
        """Old history is folded: here all of it is old."""
        await self.ground.fold()

    async def fail(self, who: Someone, seat: Seat, step: Step) -> None:
        """The store cannot commit any more."""
        self.ground.faults.set("store-fails", True)

    async def lie(self, who: Someone, seat: Seat, step: Step) -> None:
        """The store commits, and says that it has not."""
        self.ground.faults.set("store-lies", True)

    async def delay(self, who: Someone, seat: Seat, step: Step) -> None:
        """The store says that it has not committed, and does so a moment later."""
        self.ground.faults.set("store-is-late", True)

    async def stall(self, who: Someone, seat: Seat, step: Step) -> None:
        """Commits get no answer."""
        self.ground.faults.set("store-hangs", True)

    async def blind(self, who: Someone, seat: Seat, step: Step) -> None:
        """The store cannot be read."""
        self.ground.faults.set("reads-fail", True)

    async def stare(self, who: Someone, seat: Seat, step: Step) -> None:
        """Reads get no answer."""
        self.ground.faults.set("reads-hang", True)

    async def mend(self, who: Someone, seat: Seat, step: Step) -> None:
        """The store works again."""
        self.ground.faults.end(*STORE_FAULTS)

    async def reap(self, who: Someone, seat: Seat, step: Step) -> None:
        """The server finds out which connections are dead."""
        await self.ground.reap()

    async def rest(self, who: Someone, seat: Seat, step: Step) -> None:
        """The server has time for what waits."""
        for _ in range(step.length * 5):
            await asyncio.sleep(self.ground.breath)


def read_program(file: Path) -> tuple[str, Newline]:
    """The text of a file as people see it, and its line ends."""
    content = file.read_bytes().decode()
    return with_lf(content), newline_of(content)
