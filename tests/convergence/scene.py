"""What a plan's steps act on: who has typed what, and what the server was asked for."""

from __future__ import annotations

from collections import Counter

from .ground import Ground
from .letters import Alphabet, Letters
from .people import Seat, Someone
from .plan import Plan, documents_in


class Scene:
    """Knows what everybody has done, and so what there has to be."""

    def __init__(self, ground: Ground, plan: Plan) -> None:
        self.ground = ground
        self.plan = plan
        self.letters = [Letters() for _ in range(documents_in(plan))]
        self.tried: Counter[str] = Counter()
        """How often each verb of the activity was asked for, and how often the server said that it is so."""
        self.done: Counter[str] = Counter()
        self.locked = False
        self.deaths: list[str] = []
        """The points at which the server has died."""
        self._armed = ""
        self._torn: set[int] = set()
        """Programs whose files may be half written. Who edits such a one has lost what was cut off, and a
        merge can only guess at that: people here do not."""
        self._alphabet = Alphabet()
        self._names = 0

    def give_up(self, who: Someone, seat: Seat) -> None:
        """Never use a replica again. What others have seen of it is safe, and what was acknowledged."""
        seat.note_saved()
        others = [other.seats[seat.document].text for other in self.ground.people if other is not who]
        seen = {letter for text in others for letter in text}
        self.letters[seat.document].given_up(who.username, seen | seat.sure)
        seat.hang_up()
        self.ground.forget(seat)
        who.seats[seat.document] = Seat(seat.document)
        # What is safe stays so, whatever becomes of the next replica.
        who.seats[seat.document].sure = seen | seat.sure
