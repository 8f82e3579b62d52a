"""What a plan's steps act on: who has typed what, and what the server was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .alphabet import Alphabet
from .ground import Ground
from .letters import Letters
from .people import Seat, Someone
from .plan import Plan, documents_in


class Scene:
    """Knows what everybody has done, and so what there has to be."""

    def __init__(self, ground: Ground, plan: Plan) -> None:
        self.ground = ground
        self.plan = plan
        self.letters = [Letters() for _ in range(documents_in(plan))]
        self.tried: Counter[str] = Counter()
        """How often each line of the activity was asked for: verbs, with whom they are about."""
        self.done: Counter[str] = Counter()
        """How often the server said that it is so."""
        self.locked = False
        self.deaths: list[str] = []
        """The points at which the server has died."""
        self.unloads = 0
        """How often the room has left memory while people slept."""
        self._armed = ""
        self._opened: set[int] = set()
        """Programs that somebody has opened since the server began: other files are left as they are."""
        self._torn: set[int] = set()
        self._unconfirmed: set[int] = set()
        """Files of which a server that died could not say whether they were written."""
        """Programs whose files may be half written. Who edits such a one has lost what was cut off, and a
        merge can only guess at that: people here do not."""
        self._alphabet = Alphabet()
        self._names = 0

    @asynccontextmanager
    async def told(self, line: str) -> AsyncIterator[None]:
        """Something of which a line of activity tells is asked for; it is done where this does not raise."""
        self.tried[line] += 1
        yield
        self.done[line] += 1

    def note_view(self, who: Someone, seat: Seat) -> None:
        """Remember what somebody sees now, and what they see no longer."""
        if seat.client is None:
            return
        now = set(seat.text)
        self.letters[seat.document].look(who.username, now, seat.view - now)
        seat.view = now

    def give_up(self, who: Someone, seat: Seat) -> None:
        """Never use a replica again. What others have seen of it is safe, and what was acknowledged."""
        seat.note_saved()
        for other in self.ground.people:
            self.note_view(other, other.seats[seat.document])
        self.letters[seat.document].given_up(who.username, seat.sure)
        seat.hang_up()
        self.ground.forget(seat)
        # What is acknowledged stays so, whatever becomes of the next replica.
        who.seats[seat.document] = Seat(seat.document, sure=seat.sure)
