"""Who is in a room, where, and whether their hand is up. All tabs of a user are one person."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from ..clock import now_ms
from ..models_talk import presence_record
from ..records import Presence as PresenceRecord
from ..records import Status

if TYPE_CHECKING:
    from .events import Events
    from .room import Room
    from .subscription import Subscription

STATUSES: tuple[Status, ...] = get_args(Status)
"""A person is as attentive as their most attentive tab."""


@dataclass(slots=True)
class _Tab:
    """What one tab says of itself; ``told`` grows with every word of any tab."""

    document: str | None = None
    line: int | None = None
    column: int | None = None
    status: Status = "active"
    told: int = 0


class Presence:
    """The people of one room, by what their sockets show. Changes are told at most every ``interval`` s."""

    def __init__(self, room: Room, events: Events, interval: float) -> None:
        self._room = room
        self._events = events
        self._interval = interval
        self._tabs: dict[Subscription, _Tab] = {}
        self._hands: dict[str, int] = {}
        self._told: dict[str, Mapping[str, Any]] = {}
        self._dirty: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._count = 0

    def set(self, subscription: Subscription, values: Mapping[str, Any]) -> None:
        """A tab tells of itself: ``document``, ``line``, ``column``, ``status``, ``hand``.

        What it does not name stays as it was; in another document line and column begin anew.
        """
        tab = self._tabs.setdefault(subscription, _Tab())
        self._count += 1
        tab.told = self._count
        if "document" in values and values["document"] != tab.document:
            tab.document, tab.line, tab.column = values["document"], None, None
        tab.line = values.get("line", tab.line)
        tab.column = values.get("column", tab.column)
        tab.status = values.get("status", tab.status)
        if "hand" in values:
            self._raise(subscription.username, values["hand"])
        self.changed(subscription.username)

    def _raise(self, username: str, up: bool) -> None:
        if up:
            self._hands.setdefault(username, now_ms())
        else:
            self._hands.pop(username, None)

    def leave(self, subscription: Subscription) -> None:
        """A tab is gone."""
        self._tabs.pop(subscription, None)
        self.changed(subscription.username)

    def changed(self, username: str) -> None:
        """Something about the user may be different: tell it soon, if it is."""
        self._dirty.add(username)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._interval, self._tell)

    def close(self) -> None:
        """Tell nothing more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def listing(self) -> list[PresenceRecord]:
        """Everyone who is here, as they are now, in the order of their names."""
        census = _Census(self._room, self._events, self._tabs)
        records = [self._record(census, username) for username in census.everyone]
        return sorted(records, key=lambda record: (record["display_name"], record["username"]))

    def _tell(self) -> None:
        self._timer = None
        dirty, self._dirty = self._dirty, set()
        census = _Census(self._room, self._events, self._tabs)
        for username in sorted(dirty):
            record = self._record(census, username)
            before = self._told.get(username)
            if record["tabs"]:
                self._told[username] = record
            else:
                self._told.pop(username, None)
                self._hands.pop(username, None)
                record["hand_raised_at"] = None
            # A leave always: a greeting may have shown somebody before anybody was told of them.
            if record != before or not record["tabs"]:
                self._events.tell("presence", record)

    def _record(self, census: _Census, username: str) -> PresenceRecord:
        sockets, opened = census.sockets[username], census.documents.get(username, [])
        tabs = census.tabs.get(username, [])
        newest = max(tabs, key=lambda tab: tab.told, default=_Tab())
        document = newest.document
        if document is None and opened:
            document = opened[0]
        # A tab that has said nothing yet was opened a moment ago.
        statuses: list[Status] = [tab.status for tab in tabs] if len(tabs) >= sockets > 0 else ["active"]
        return presence_record(
            self._room.identity(username),
            document=document,
            line=newest.line,
            column=newest.column,
            status=min(statuses, key=STATUSES.index),
            hand_raised_at=self._hands.get(username),
            tabs=sockets or len(opened),
        )


class _Census:
    """Who has which sockets at one moment: events sockets, tabs that spoke, and open documents."""

    def __init__(self, room: Room, events: Events, tabs: Mapping[Subscription, _Tab]) -> None:
        self.sockets = Counter(events.usernames())
        self.documents: dict[str, list[str]] = {}
        self.tabs: dict[str, list[_Tab]] = {}
        for document in room.shelf.live():
            for connection in document.connections:
                self.documents.setdefault(connection.username, []).append(document.id)
        for subscription, tab in tabs.items():
            self.tabs.setdefault(subscription.username, []).append(tab)

    @property
    def everyone(self) -> set[str]:
        """All who have some socket."""
        return {*self.sockets, *self.documents}
