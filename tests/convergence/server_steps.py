"""What happens to the file, the room and the server, whoever does it."""

from __future__ import annotations

import asyncio

from timewarp_jupyter.documents.authors import DISK

from .people import Seat, Someone
from .plan import Step
from .scene import Scene


class ServerSteps(Scene):
    """The steps of a plan that are nobody's."""

    # The disk

    async def disk_insert(self, who: Someone, seat: Seat, step: Step) -> None:
        """Somebody changes the file with another program."""
        if step.document in self._torn:
            return
        text = self._read(step.document)
        at, new = round(step.at * len(text)), self._alphabet.new(step.length)
        self._write(step.document, text, text[:at] + new + text[at:])
        self.letters[step.document].remember(new, "", DISK)

    async def disk_delete(self, who: Someone, seat: Seat, step: Step) -> None:
        """Somebody deletes in the file with another program."""
        if step.document in self._torn:
            return
        text = self._read(step.document)
        at = round(step.at * len(text))
        self._write(step.document, text, text[:at] + text[at + step.length :])
        self.letters[step.document].remember("", text[at : at + step.length], DISK)

    def _read(self, document: int) -> str:
        return self.ground.file(document).read_bytes().decode()

    def _write(self, document: int, old: str, new: str) -> None:
        self.ground.file(document).write_bytes(new.encode())
        self.letters[document].changed_on_disk(old)

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
        self._torn.discard(document)

    async def fill(self, who: Someone, seat: Seat, step: Step) -> None:
        """Files cannot be written any more."""
        self.ground.faults.set("disk-full", True)

    async def empty(self, who: Someone, seat: Seat, step: Step) -> None:
        """They can again."""
        self.ground.faults.set("disk-full", False)

    # The server and the room

    async def rename(self, who: Someone, seat: Seat, step: Step) -> None:
        """The program gets another name."""
        self._names += 1
        self.tried["document.renamed"] += 1
        await self.ground.rename(step.document, f"maze{self._names}.logo")
        self.done["document.renamed"] += 1

    async def lock(self, who: Someone, seat: Seat, step: Step) -> None:
        """Nobody but owners can change programs."""
        await self._set_lock(True)

    async def unlock(self, who: Someone, seat: Seat, step: Step) -> None:
        """Editors can again."""
        await self._set_lock(False)

    async def _set_lock(self, locked: bool) -> None:
        verb = "room.locked" if locked else "room.unlocked"
        self.tried[verb] += 1
        self.locked = self.locked or locked
        await self.ground.set_lock(locked)
        self.locked = locked
        self.done[verb] += 1

    async def fold(self, who: Someone, seat: Seat, step: Step) -> None:
        """Old history is folded: here all of it is old."""
        await self.ground.fold()

    async def fail(self, who: Someone, seat: Seat, step: Step) -> None:
        """The store cannot commit any more."""
        self.ground.faults.set("store-fails", True)

    async def mend(self, who: Someone, seat: Seat, step: Step) -> None:
        """It can again."""
        self.ground.faults.set("store-fails", False)

    async def rest(self, who: Someone, seat: Seat, step: Step) -> None:
        """The server has time for what waits."""
        for _ in range(step.length * 5):
            await asyncio.sleep(self.ground.breath)
