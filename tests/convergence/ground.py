"""What a world stands on: a server, its files, and the ways in which both can fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from timewarp_jupyter.testing.killing import Faults

from .people import Client, Seat, Someone


class Wrong(AssertionError):
    """Something that must never be."""


class Unanswered(Exception):
    """The server has not done what was asked, or nobody knows whether it has."""

    is_slow = False
    """Whether a commit took longer than it may, which it does on a busy machine as well."""


class Ground(ABC):
    """One room on one server. What fails because of a fault or an end raises ``Unanswered``."""

    faults: Faults
    people: Sequence[Someone]
    names: list[list[str]]
    """What each program was named, or was asked to be named."""
    owner: str
    """Who made the room, and is never refused anything."""
    breath: float
    """Seconds in which the server can be expected to do something."""
    patience: float
    """Seconds in which everything must have come to rest."""

    @abstractmethod
    async def begin(self, people: int, texts: Sequence[str]) -> None:
        """Make the room, which is open, with these programs and so many people.

        Every second one is made an editor by the owner, the others join by coming.
        """

    @property
    def members(self) -> Sequence[Someone]:
        """Who is made an editor by the owner."""
        return self.people[::2]

    @abstractmethod
    async def connect(self, who: Someone, seat: Seat) -> Client:
        """Connect with the replica of before, if there is one; it is in ``seat.replica`` then."""

    @abstractmethod
    def forget(self, seat: Seat) -> None:
        """A replica is never used again."""

    @abstractmethod
    def vanished(self, client: Client) -> None:
        """A client has vanished: its connection is dead, and the server does not know."""

    @abstractmethod
    async def reap(self) -> None:
        """The server finds out about dead connections; where it does so by itself, nothing."""

    # What people ask for

    @abstractmethod
    async def set_role(self, who: Someone, role: str) -> None:
        """Make somebody an editor or a viewer."""

    @abstractmethod
    async def set_lock(self, locked: bool) -> None:
        """Lock the room, or unlock it."""

    @abstractmethod
    async def say(self, who: Someone, body: str, client_id: str) -> None:
        """Post in the chat."""

    @abstractmethod
    async def save(self, document: int) -> None:
        """Write a file now."""

    @abstractmethod
    async def rename(self, document: int, name: str) -> None:
        """Give a program another name."""

    @abstractmethod
    async def look(self, document: int) -> bool:
        """Have the server find out what was done to a file; whether it has."""

    @abstractmethod
    async def fold(self) -> None:
        """Fold all history."""

    @property
    @abstractmethod
    def folder(self) -> Path:
        """The room's folder."""

    def file(self, document: int) -> Path:
        """Where a program is on the disk: a rename that was not answered may have been carried out."""
        files = [self.folder / name for name in reversed(self.names[document])]
        return next((file for file in files if file.exists()), files[0])

    @abstractmethod
    def disk(self) -> AbstractContextManager[Any]:
        """Where the server is not to write any file meanwhile, if that can be had."""

    def is_writing(self, document: int) -> bool:
        """Whether the server is past its last look at the file before it writes it, as far as is known."""
        return False

    # The server

    @property
    @abstractmethod
    def is_dead(self) -> bool:
        """Whether the server has ended."""

    @property
    @abstractmethod
    def is_in_trouble(self) -> bool:
        """Whether something fails now, or has just done so."""

    @abstractmethod
    async def kill(self) -> None:
        """End the server at once, if it has not ended: all that is left is what was committed."""

    @abstractmethod
    async def stop(self) -> None:
        """End it in good order, if it has not ended: everything is saved."""

    @abstractmethod
    async def start(self) -> None:
        """Start it again."""

    @abstractmethod
    async def unload(self) -> bool:
        """Have the room leave memory, where nobody is connected; whether it has."""

    # What there is in the end

    @abstractmethod
    async def texts(self) -> Sequence[str]:
        """The live documents."""

    @abstractmethod
    async def stored(self) -> Sequence[str]:
        """The documents as somebody who opens the store anew reads them."""

    @abstractmethod
    async def chat(self) -> Counter[tuple[str, str]]:
        """How often each author said what."""

    @abstractmethod
    async def activity(self) -> Sequence[Mapping[str, Any]]:
        """All lines of activity, edits told up to now, with ``document`` as its number."""

    @abstractmethod
    async def presence(self) -> Mapping[str, int]:
        """User names of who is in the room, and the number of their connections."""

    @abstractmethod
    async def close(self) -> None:
        """End everything."""
