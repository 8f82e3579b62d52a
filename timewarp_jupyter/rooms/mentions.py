"""Who is meant by ``@name`` in a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .room import Room

MAX_MENTIONS = 50
"""People that one message can call."""


def mentioned(body: str, room: Room) -> Sequence[str]:
    """The user names of the members that a text mentions, each once, in the order of the text."""
    if "@" not in body:
        return ()
    names = {name.casefold(): username for username, name in room.members.names().items()}
    # A user name is nobody else's name: it counts only where it is not one.
    names = {username.casefold(): username for username in room.members} | names
    return find_mentions(body, names)


def find_mentions(body: str, names: dict[str, str]) -> Sequence[str]:
    """``names`` maps case-folded names to user names. Of "Ana" and "Ana 2" the longer that fits is meant."""
    longest_first = sorted(names, key=len, reverse=True)
    found: dict[str, None] = {}
    folded = body.casefold()
    at = folded.find("@")
    while at >= 0 and len(found) < MAX_MENTIONS:
        if at == 0 or not _continues(folded[at - 1]):
            for name in longest_first:
                end = at + 1 + len(name)
                if folded.startswith(name, at + 1) and not _continues(folded[end : end + 1]):
                    found[names[name]] = None
                    break
        at = folded.find("@", at + 1)
    return tuple(found)


def _continues(character: str) -> bool:
    """Whether a name goes on here: so that an address of mail is no mention."""
    return character.isalnum() or character == "_"
