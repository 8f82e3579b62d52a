"""Teachers are owners of every room: known by user name, or by a group of the hub."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

GROUP = "group:"
"""Begins the name of a hub's group among names of users."""


def hub_model(user: Any) -> Mapping[str, Any]:
    """The hub's model of a user (``groups``, ``admin``), empty outside a hub."""
    return getattr(user, "hub_user", None) or {}


class Teachers:
    """Says by user name who is a teacher.

    Groups stand in the hub's model of a request's user and nowhere else, so they are noted at every
    request; a change of groups counts from the user's next request.
    """

    def __init__(self, teachers: Collection[str] = ()) -> None:
        """``teachers`` are user names, and groups of a hub as ``group:NAME``."""
        groups = {name for name in teachers if name.startswith(GROUP)}
        self._names = frozenset(teachers) - groups
        self._groups = frozenset(name[len(GROUP) :] for name in groups)
        self._by_group: set[str] = set()

    def __call__(self, username: str) -> bool:
        return username in self._names or username in self._by_group

    def note(self, user: Any) -> bool:
        """Take notice of a request's user; True if that changed whether they are a teacher."""
        before = self(user.username)
        if self._groups.isdisjoint(hub_model(user).get("groups") or ()):
            self._by_group.discard(user.username)
        else:
            self._by_group.add(user.username)
        return self(user.username) != before
