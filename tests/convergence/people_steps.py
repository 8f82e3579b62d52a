"""What people do: come and go, type, move, talk, and get other roles."""

from __future__ import annotations

import asyncio

from .people import Seat, Someone
from .plan import Step
from .scene import Scene


class PeopleSteps(Scene):
    """The steps of a plan that are somebody's."""

    async def come(self, who: Someone, seat: Seat, step: Step) -> None:
        """Connect, with the replica of before if there is one."""
        if seat.client is None:
            seat.client = await self.ground.connect(who, seat)

    async def leave(self, who: Someone, seat: Seat, step: Step) -> None:
        """The connection ends; the replica stays, with what was not sent."""
        seat.hang_up()

    async def lose(self, who: Someone, seat: Seat, step: Step) -> None:
        """The replica is gone, as when a tab is closed without a word."""
        if seat.client is not None:
            self.give_up(who, seat)

    async def pump(self, who: Someone, seat: Seat, step: Step) -> None:
        """Messages go both ways."""
        if seat.client is not None:
            seat.client.pump()
            await asyncio.sleep(0)
            self._see_refusals(who, seat)
            seat.note_saved()

    async def type(self, who: Someone, seat: Seat, step: Step) -> None:
        """Insert new characters."""
        new = self._alphabet.new(step.length)
        self._edit(who, seat, step, 0, new + ("\n" if step.at > 0.9 else ""))

    async def delete(self, who: Someone, seat: Seat, step: Step) -> None:
        """Delete a piece."""
        self._edit(who, seat, step, step.length, "")

    async def replace(self, who: Someone, seat: Seat, step: Step) -> None:
        """Delete and insert in one transaction."""
        self._edit(who, seat, step, step.length, self._alphabet.new(step.length))

    async def undo(self, who: Someone, seat: Seat, step: Step) -> None:
        """Take back the newest own character that is still there."""
        if seat.client is None or not seat.typed:
            return
        letter = seat.typed.pop()
        gone = seat.edit(lambda text: (text.find(letter), 1) if letter in text else (0, 0), "")
        self.letters[seat.document].remember("", gone, who.username)

    async def cursor(self, who: Someone, seat: Seat, step: Step) -> None:
        """Move the cursor."""
        if seat.client is not None and seat.client.ended is None:
            seat.client.point()

    async def sleep(self, who: Someone, seat: Seat, step: Step) -> None:
        """The socket takes nothing any more."""
        if seat.client is not None:
            seat.client.sleep()

    async def wake(self, who: Someone, seat: Seat, step: Step) -> None:
        """The socket takes all that waited."""
        if seat.client is not None:
            seat.client.wake()

    async def demote(self, who: Someone, seat: Seat, step: Step) -> None:
        """Editor to viewer."""
        who.writes = False
        await self.ground.set_role(who, "viewer")

    async def promote(self, who: Someone, seat: Seat, step: Step) -> None:
        """Viewer to editor."""
        await self.ground.set_role(who, "editor")
        who.writes = True

    async def say(self, who: Someone, seat: Seat, step: Step) -> None:
        """Post something new in the chat."""
        await self.post(who, f"{who.number}-{len(who.posts)}")

    async def say_again(self, who: Someone, seat: Seat, step: Step) -> None:
        """Post something once more, as one does who has not heard the answer."""
        if who.posts:
            await self.post(who, list(who.posts)[min(int(step.at * len(who.posts)), len(who.posts) - 1)])

    async def post(self, who: Someone, client_id: str) -> None:
        """Post under a client's id, which makes it the same message each time."""
        who.posts.setdefault(client_id, False)
        await self.ground.say(who, f"message {client_id}", client_id)
        who.posts[client_id] = True

    def _edit(self, who: Someone, seat: Seat, step: Step, length: int, inserted: str) -> None:
        if seat.client is None:
            return
        gone = seat.edit(lambda text: (round(step.at * len(text)), length), inserted)
        self.letters[seat.document].remember(inserted, gone, who.username)
        own = [letter for letter in inserted if letter != "\n"]
        seat.typed += own
        seat.waiting += own

    def _see_refusals(self, who: Someone, seat: Seat) -> None:
        """A replica with refused edits is never used again; what is only in it has been told to be lost."""
        assert seat.client is not None
        refused = any(reason.startswith("read_only") for reason in seat.client.denied)
        if refused and (self.locked or not who.writes):
            self.give_up(who, seat)
