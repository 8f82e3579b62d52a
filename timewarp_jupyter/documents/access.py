"""What a connection asks of the rooms above it: who is this, and what may they do now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an action is allowed, and a sentence for the person if it is not."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True)
class Identity:
    """How a person appears to the others. The server's word, never the client's."""

    username: str
    display_name: str
    color: str
    initials: str

    def to_awareness(self) -> dict[str, Any]:
        """The ``user`` field of an awareness state, as JupyterLab reads it."""
        return {
            "username": self.username,
            "name": self.display_name,
            "display_name": self.display_name,
            "initials": self.initials,
            "color": self.color,
        }


Check = Callable[[], None]
"""Raises where somebody may no longer do what they have asked for: called at the moment of the act."""


def anyone() -> None:
    """The check of what the server does by itself."""


class Access(Protocol):
    """One user's standing in one room, asked at the time of every action."""

    def identity(self) -> Identity:
        """Name and colour as they are now."""

    def may_read(self) -> Decision:
        """Whether the user may see the room's documents now."""

    def may_write(self) -> Decision:
        """Whether the user may edit the room's documents now."""
