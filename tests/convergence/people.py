"""People, and the replicas that they keep of each program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Moved(Exception):
    """The text is not what it was when it was last read: what comes from others has come in between."""


class Client(Protocol):
    """A person's connection to one program."""

    @property
    def denied(self) -> Sequence[str]:
        """The reasons of what was refused on this connection."""

    @property
    def text(self) -> str:
        """What the person sees."""

    @property
    def ended(self) -> int | None:
        """The close code, once the connection has ended."""

    @property
    def is_saved(self) -> bool:
        """Whether the server has said that all that was typed here is on disk."""

    @property
    def seen(self) -> Sequence[str]:
        """The user name of every cursor that this client sees, its own as well."""

    def edit(self, at: int, length: int, inserted: str) -> None:
        """Replace ``length`` characters at ``at`` of the text that was last read, in one transaction.

        Raises ``Moved``, with nothing done.
        """

    def undo(self) -> tuple[str, str]:
        """Take back the newest own change that is not taken back yet; the text before and after it."""

    def redo(self) -> tuple[str, str]:
        """Do again what was taken back last; the text before and after it."""

    def pump(self) -> None:
        """Exchange what waits."""

    def flush(self) -> None:
        """Send what was typed, and read nothing of what has come."""

    def hear(self, messages: int) -> None:
        """Read so many of the messages that have come, and send nothing that was typed."""

    def sleep(self) -> None:
        """Read nothing more."""

    def wake(self) -> None:
        """Read all that waited, and what comes."""

    def point(self) -> None:
        """Move the cursor."""

    def leave(self) -> None:
        """Hang up; the replica stays."""

    def vanish(self) -> None:
        """Hear and say nothing any more, without hanging up: the server has to find out."""


@dataclass(eq=False)
class Seat:
    """A person at one program. ``replica`` outlives connections; what it is, the ground knows.

    ``undoing`` is what can be undone in the replica, ``sure`` what the server has acknowledged, ``view`` the
    characters that the person saw last.
    """

    document: int
    client: Client | None = None
    replica: Any = None
    undoing: Any = None
    waiting: list[str] = field(default_factory=list)
    sure: set[str] = field(default_factory=set)
    view: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """What the person sees."""
        return self.client.text if self.client is not None else ""

    def edit(self, where: Callable[[str], tuple[int, int]], inserted: str) -> str:
        """Replace the piece of the text that ``where`` gives as (begin, length), and tell what it was."""
        assert self.client is not None
        while True:
            text = self.client.text
            at, length = where(text)
            try:
                self.client.edit(at, length, inserted)
            except Moved:
                continue
            return text[at : at + length]

    def hang_up(self) -> None:
        """End the connection, if there is one; the replica stays, with what was not sent."""
        if self.client is not None:
            self.client.leave()
            self.client = None

    def note_saved(self) -> None:
        """Remember what the server has said to be on disk."""
        if self.waiting and self.client is not None and self.client.is_saved:
            self.sure.update(self.waiting)
            self.waiting.clear()


class Someone:
    """A person with a seat at each program."""

    def __init__(self, number: int, username: str, documents: int) -> None:
        self.number = number
        self.username = username
        self.writes = True
        self.is_member = False
        """Whether the server has said so: before that they have nothing to say."""
        self.role = ""
        """The role that the server has last said they have; empty where nobody knows."""
        self.seats = [Seat(document) for document in range(documents)]
        self.posts: dict[str, bool] = {}
        """What they said in the chat, by the client's id of it: whether the server has answered."""
