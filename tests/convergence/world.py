"""The world a plan is carried out in: people who type into programs of one room, on a ground that fails."""

from __future__ import annotations

import asyncio

from timewarp_jupyter.testing.killing import HANGING

from .ground import Unanswered, Wrong
from .people import Seat, Someone
from .people_steps import PeopleSteps
from .plan import DYING, Step, people_in
from .server_steps import LINE_ENDS, ServerSteps, read_program

_NEVER = (4400, 4409, 4413, 4529)
"""Close codes that nobody here has given a reason for."""
_COME_BACK = (1001, 1006, 1011, 1012, 4503)


class World(PeopleSteps, ServerSteps):
    """Knows what everybody has done, and so what there has to be."""

    async def carry_out(self) -> None:
        """Do it all. Raises ``Wrong``."""
        await self._begin()
        for step in self.plan:
            was_in_trouble = self.ground.is_in_trouble
            try:
                await self.do(step)
            except Unanswered as error:
                if not (was_in_trouble or self.ground.is_in_trouble or error.is_slow):
                    raise Wrong(f"{step}: {error}") from error
            if self.ground.is_dead:
                await self._bury()
            self.see_endings(step)
            if (was_in_trouble or self.ground.is_in_trouble) and self._is_alone():
                # A room that is unloaded then leaves files as they are, until somebody opens the programs.
                self._opened.clear()

    def _is_alone(self) -> bool:
        """Whether nobody has any program open."""
        return all(seat.client is None for who in self.ground.people for seat in who.seats)

    async def _begin(self) -> None:
        """Each program has a text already, which nobody is to see twice."""
        texts = [f"{self._alphabet.new(3)}\n{self._alphabet.new(2)}\n" for _ in self.letters]
        typed = [text.replace("\n", line_end) for text, line_end in zip(texts, LINE_ENDS, strict=False)]
        await self.ground.begin(people_in(self.plan), typed)
        for letters, text in zip(self.letters, texts, strict=True):
            letters.remember(text, "", self.ground.owner)
            self.tried["document.created"] += 1
            self.done["document.created"] += 1
        for who in self.ground.members:
            who.role, who.is_member = "editor", True

    async def _bury(self) -> None:
        """The server has died at the point that was armed."""
        point, self._armed = self._armed, ""
        self.deaths.append(point)
        if point == "within-write":
            self._torn.update(range(len(self.letters)))
        if point in ("before-write", "after-write"):
            self._unconfirmed.update(range(len(self.letters)))
        await self.revive()

    async def do(self, step: Step) -> None:
        """One step."""
        who = self.ground.people[step.who]
        seat = who.seats[step.document]
        if step.name.startswith(DYING):
            self._armed = step.name[len(DYING) :]
            self.ground.faults.arm(self._armed, step.length)
        else:
            await getattr(self, step.name)(who, seat, step)

    async def revive(self) -> None:
        """The server ends, if it has not, and comes back; all connections were lost."""
        await self.ground.kill()
        await self._start()

    async def _start(self) -> None:
        """Begin anew, with a store that can be read: without that there is no beginning."""
        self._all_hang_up()
        self.ground.faults.end("reads-fail", *HANGING)
        await self.ground.start()
        self._opened.clear()

    def _all_hang_up(self) -> None:
        for who in self.ground.people:
            for seat in who.seats:
                seat.hang_up()

    async def restart(self, who: Someone, seat: Seat, step: Step) -> None:
        """The server ends in good order and comes back: with nothing in the way every file was written."""
        self.ground.faults.end(*HANGING)
        files = [self.ground.file(document) for document in range(len(self.letters))]
        was_in_trouble = self.ground.is_in_trouble
        await self.ground.stop()
        if not was_in_trouble and not self.ground.is_dead:
            for document, stored in enumerate(await self.ground.stored()):
                # Nobody looks at the files of programs that are not open.
                is_looked_at = document in self._opened and document not in self._torn
                if not is_looked_at or self.letters[document].disk_differs:
                    continue
                if not files[document].exists():
                    continue  # a rename that nobody waited for any more; the end compares it
                written, _ = read_program(files[document])
                if written != stored:
                    raise Wrong(f"{step}: stored {stored!r}, written {written!r}")
        await self._start()

    async def unload(self, who: Someone, seat: Seat, step: Step) -> None:
        """All tabs are frozen, so that the server lets go of everybody, and then of the room."""
        self._all_hang_up()
        self.unloads += await self.ground.unload()

    async def kill(self, who: Someone, seat: Seat, step: Step) -> None:
        """The server ends at once and comes back: all that is left is what was committed."""
        await self.revive()

    async def perish(self, who: Someone, seat: Seat, step: Step) -> None:
        """Wait for the end that was armed. Raises ``Wrong`` where it does not come."""
        deadline = asyncio.get_running_loop().time() + self.ground.patience
        while self._armed and not self.ground.is_dead:
            if asyncio.get_running_loop().time() > deadline:
                raise Wrong(f"the server does not come to {self._armed}")
            await asyncio.sleep(self.ground.breath)

    def see_endings(self, step: Step) -> None:
        """Deal with the connections that the server has ended."""
        for who in self.ground.people:
            for seat in who.seats:
                if seat.client is not None and seat.client.ended is not None:
                    self._see_ending(who, seat, seat.client.ended, step)

    def _see_ending(self, who: Someone, seat: Seat, code: int, step: Step) -> None:
        if code in _NEVER:
            assert seat.client is not None
            raise Wrong(f"{step}: {who.username} was sent away with {code}: {seat.client.denied}")
        if code in _COME_BACK:
            seat.hang_up()
        else:
            self.give_up(who, seat)
