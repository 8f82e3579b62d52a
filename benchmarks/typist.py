"""One person typing: the edits, as a browser's Yjs would make them, and the cursor.

Each edit is one character whose origin is the character before it, so its marker is simply
(client id, clock). Every tenth edit also takes back the character typed before.
"""

from __future__ import annotations

import json
import random

from . import updates
from .updates import ItemId
from .varint import write_string, write_uint

#: Every how many edits one deletes a character, too.
TAKE_BACK_EVERY = 10
_LINE = "forward 50 right 90 repeat 4 [ forward 10 right 90 ]\n"


class Typist:
    """Makes the edits of one client at one place of the document, without a document."""

    def __init__(
        self,
        client: int,
        root: str,
        left: ItemId | None,
        right: ItemId | None,
        seed: int,
        keeps: int | None = None,
    ) -> None:
        """``keeps`` characters stay, where it is given: with each one more the oldest is taken back, so that
        a program stays as long as it is however long somebody types."""
        self.client = client
        self._keeps = keeps
        self._root = root
        self._left = left
        self._right = right
        self._structs: list[bytes] = []
        self._deleted: list[int] = []
        self._awareness_clock = 0
        self._colour = f"#{random.Random(seed).randrange(0x1000000):06x}"

    @property
    def clock(self) -> int:
        """The clock of the next edit: how many were made."""
        return len(self._structs)

    def edit(self) -> bytes:
        """Type one character; answer the update."""
        clock = self.clock
        char = _LINE[clock % len(_LINE)]
        self._structs.append(updates.typed(clock, self._left, self._right, self._root, char))
        self._left = (self.client, clock)
        gone = self._taken_back(clock)
        self._deleted += gone
        return updates.update_of(self.client, clock, self._structs[-1:], gone)

    def _taken_back(self, clock: int) -> list[int]:
        if self._keeps is not None:
            return [clock - self._keeps] if clock >= self._keeps else []
        return [clock - 1] if clock and clock % TAKE_BACK_EVERY == 0 else []

    def since(self, clock: int) -> bytes:
        """Everything this client made from ``clock`` on, and all it deleted: a sync step 2."""
        return updates.update_of(self.client, clock, self._structs[clock:], self._deleted)

    def awareness(self) -> bytes:
        """An awareness update with the cursor behind the last character, as JupyterLab sends it."""
        self._awareness_clock += 1
        at = self._left and {"client": self._left[0], "clock": self._left[1]}
        place = {"type": None, "tname": None if at else self._root, "item": at, "assoc": -1}
        name = f"Student {self.client % 1000}"
        state = {
            "user": {
                "username": f"{self.client:032x}",
                "name": name,
                "display_name": name,
                "initials": "S",
                "color": self._colour,
                "avatar_url": None,
            },
            "cursors": [{"anchor": place, "head": place, "primary": True, "empty": True}],
        }
        entry = write_uint(self.client) + write_uint(self._awareness_clock)
        return b"\x01" + entry + write_string(json.dumps(state, separators=(",", ":")))
