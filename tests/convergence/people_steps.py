"""What people do: come and go, type, move, talk, and get other roles."""

from __future__ import annotations

import asyncio

from .alphabet import FILLERS
from .people import Seat, Someone
from .plan import Step
from .scene import Scene


class PeopleSteps(Scene):
    """The steps of a plan that are somebody's."""

    async def come(self, who: Someone, seat: Seat, step: Step) -> None:
        """Connect, with the replica of before if there is one."""
        if seat.client is None:
            seat.client = await self.ground.connect(who, seat)
            who.is_member = True
            self._opened.add(step.document)
            self.note_view(who, seat)

    async def leave(self, who: Someone, seat: Seat, step: Step) -> None:
        """The connection ends; the replica stays, with what was not sent."""
        seat.hang_up()

    async def vanish(self, who: Someone, seat: Seat, step: Step) -> None:
        """The connection is dead and the server holds it for open, also once the replica is back."""
        if seat.client is not None:
            seat.client.vanish()
            self.ground.vanished(seat.client)
            seat.client = None

    async def lose(self, who: Someone, seat: Seat, step: Step) -> None:
        """The replica is gone, as when a tab is closed without a word."""
        if seat.client is not None:
            self.give_up(who, seat)

    async def pump(self, who: Someone, seat: Seat, step: Step) -> None:
        """Messages go both ways."""
        if seat.client is not None:
            seat.client.pump()
            await self._after_messages(who, seat)

    async def send(self, who: Someone, seat: Seat, step: Step) -> None:
        """What was typed gets there, while what has come is still on its way."""
        if seat.client is not None:
            seat.client.flush()
            await self._after_messages(who, seat)

    async def hear(self, who: Someone, seat: Seat, step: Step) -> None:
        """A few of the messages that have come arrive, and what was typed is still on its way."""
        if seat.client is not None:
            seat.client.hear(step.length)
            await self._after_messages(who, seat)

    async def _after_messages(self, who: Someone, seat: Seat) -> None:
        await asyncio.sleep(0)
        self.note_view(who, seat)
        self._see_refusals(who, seat)
        seat.note_saved()

    async def type(self, who: Someone, seat: Seat, step: Step) -> None:
        """Insert new characters."""
        new = self._alphabet.typed(step.length)
        self._edit(who, seat, step, 0, new + ("\n" if step.at > 0.9 else ""))

    async def delete(self, who: Someone, seat: Seat, step: Step) -> None:
        """Delete a piece."""
        self._edit(who, seat, step, step.length, "")

    async def replace(self, who: Someone, seat: Seat, step: Step) -> None:
        """Delete and insert in one transaction."""
        self._edit(who, seat, step, step.length, self._alphabet.typed(step.length))

    async def undo(self, who: Someone, seat: Seat, step: Step) -> None:
        """Take back the newest own change, as Ctrl+Z does."""
        if seat.client is not None:
            self._undone(who, seat, seat.client.undo())

    async def redo(self, who: Someone, seat: Seat, step: Step) -> None:
        """Do again what was taken back."""
        if seat.client is not None:
            self._undone(who, seat, seat.client.redo())

    def _undone(self, who: Someone, seat: Seat, texts: tuple[str, str]) -> None:
        before, after = texts
        self.letters[seat.document].remember_undo(before, after, who.username)

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
        await self._give_role(who, "viewer")

    async def promote(self, who: Someone, seat: Seat, step: Step) -> None:
        """Viewer to editor."""
        await self._give_role(who, "editor")
        who.writes = True

    async def _give_role(self, who: Someone, role: str) -> None:
        before, who.role = who.role, ""
        line = f"member.role_changed {who.username}"
        self.tried[line] += before != role
        await self.ground.set_role(who, role)
        self.done[line] += before not in ("", role)
        who.role, who.is_member = role, True

    async def say(self, who: Someone, seat: Seat, step: Step) -> None:
        """Post something new in the chat."""
        if who.is_member:
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
        seat.waiting += [letter for letter in inserted if letter not in FILLERS]

    def _see_refusals(self, who: Someone, seat: Seat) -> None:
        """A replica with refused edits is never used again; what is only in it has been told to be lost."""
        assert seat.client is not None
        refused = any(reason.startswith("read_only") for reason in seat.client.denied)
        if refused and (self.locked or not who.writes):
            self.give_up(who, seat)
