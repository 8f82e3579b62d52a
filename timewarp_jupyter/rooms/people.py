"""People: a name and a colour of their own in rooms, whoever signs them in.

A person is a user name of Jupyter's identity provider. Where that is a random one (a server with one
shared token, where a person is a browser) the person gives the name; where a hub or a provider of its
own names people, that name holds and only the colour can be chosen.
"""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..clock import now_ms
from ..documents.access import Identity
from ..errors import Forbidden, InvalidInput
from ..store.interface import PersonRow, Store
from ..store.operations import PutPerson
from .colors import clean_color, color_for
from .slugs import clean_name
from .teachers import hub_model

MAX_DISPLAY_NAME = 40
"""Characters in a person's name."""

MOST_PASSING = 1000
"""People in no room of whom it is remembered what their last request said."""

IMPORTED = ":imported:"
"""Begins the author of what an archive says somebody did. No account's name can begin with a colon."""

_RANDOM = re.compile(r"[0-9a-f]{32}")


def is_named_by_server(user: Any) -> bool:
    """Whether the name of this user is given by a hub or an identity provider.

    Jupyter's own provider gives everybody who holds the token a ``uuid4().hex`` as user name.
    """
    return bool(hub_model(user)) or _RANDOM.fullmatch(user.username) is None


def check_username(username: str) -> str:
    """A user name that can be stored. A colon begins the names of the server's own authors."""
    if not username or username.startswith(":") or len(username) > 200 or "\0" in username:
        raise InvalidInput("This is not a user name.", code="bad_username", reason=username[:40])
    return username


def clean_display_name(name: str) -> str:
    """A name as it is stored. Raises ``InvalidInput`` (``bad_name``)."""
    cleaned = clean_name(name)
    if len(cleaned) > MAX_DISPLAY_NAME:
        raise InvalidInput(f"A name can have at most {MAX_DISPLAY_NAME} characters.", code="bad_name")
    return cleaned


def initials_of(name: str) -> str:
    """Up to two letters that stand for a name."""
    words = name.split()
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper()


def distinct(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """User name → name unlike the others': the first "Ana" stays, the next is "Ana 2".

    Compared as people read: letter case and compatibility forms make no difference.
    """
    given: dict[str, str] = {}
    used: set[str] = set()
    for username, name in names:
        candidate, number = name, 1
        while (key := unicodedata.normalize("NFKC", candidate).casefold()) in used:
            number += 1
            candidate = f"{name} {number}"
        used.add(key)
        given[username] = candidate
    return given


class _Noted(NamedTuple):
    """What a request said of its user."""

    name: str
    fixed: bool


def _natural_name(user: Any) -> str:
    try:
        return clean_name(str(user.display_name or user.name or user.username))[:MAX_DISPLAY_NAME].strip()
    except InvalidInput:
        return str(user.username)[:MAX_DISPLAY_NAME]


class People:
    """Everyone's name and colour, in memory after ``start``."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: dict[str, PersonRow] = {}
        self._noted: dict[str, _Noted] = {}
        """Of those who have a row or appear in a room."""
        self._passing: OrderedDict[str, _Noted] = OrderedDict()
        """Of those who do not, the latest last: who asks with a bare token is somebody else each time."""
        self._shown: set[str] = set()
        """Who has no row and appears in a room all the same, as teachers do."""
        self.version = 0
        """Grows with every change, so that what is derived from names can be kept."""

    async def start(self) -> None:
        """Load everyone. Raises ``StorageFailed``."""
        self._rows = {row.username: row for row in await self._store.people()}
        self.version += 1

    def note(self, user: Any) -> bool:
        """Take notice of a request's user; True if that changed a name that others may have seen."""
        username = check_username(user.username)
        before = self.name(username)
        noted = _Noted(_natural_name(user), is_named_by_server(user))
        if self._is_known(username):
            self._noted[username] = noted
        else:
            self._passing[username] = noted
            self._passing.move_to_end(username)
            if len(self._passing) > MOST_PASSING:
                self._passing.popitem(last=False)
            return False
        changed = self.name(username) != before
        self.version += changed
        return changed

    def show(self, username: str) -> str:
        """The person's name, which appears in a room from now on and is kept as long as the server runs."""
        if username not in self._rows and not username.startswith(":"):
            self._shown.add(username)
            self._keep(username)
        return self.name(username)

    def _is_known(self, username: str) -> bool:
        return username in self._rows or username in self._shown

    def _keep(self, username: str) -> None:
        noted = self._passing.pop(username, None)
        if noted is not None:
            self._noted[username] = noted

    def _find(self, username: str) -> _Noted | None:
        return self._noted.get(username) or self._passing.get(username)

    def is_fixed(self, username: str) -> bool:
        """Whether this person's name is given by the server."""
        noted = self._find(username)
        return noted is not None and noted.fixed

    def name(self, username: str) -> str:
        """The person's name, not yet made distinct from others'."""
        if username.startswith(IMPORTED):
            return f"{username[len(IMPORTED) :]} (imported)"
        row, noted = self._rows.get(username), self._find(username)
        if noted is not None and (noted.fixed or row is None):
            return noted.name
        return row.display_name if row is not None and row.display_name else username

    def color(self, username: str) -> str:
        """The person's colour."""
        row = self._rows.get(username)
        return row.color if row is not None and row.color else color_for(username)

    def has_chosen(self, username: str) -> bool:
        """Whether the person has a stored name and colour."""
        return username in self._rows

    def identity(self, username: str, names: Mapping[str, str] | None = None) -> Identity:
        """How a person appears; ``names`` are the distinct ones of a room."""
        name = (names or {}).get(username) or self.name(username)
        return Identity(username, name, self.color(username), initials_of(name))

    async def change(self, user: Any, display_name: str | None = None, color: str | None = None) -> None:
        """Give the person a new name or colour.

        Raises ``InvalidInput`` (``bad_name``, ``bad_color``) and ``Forbidden`` (``name_fixed``).
        """
        username = user.username
        new_name = self.name(username)
        if display_name is not None:
            cleaned = clean_display_name(display_name)
            if self.is_fixed(username) and cleaned != new_name:
                raise Forbidden("Your name is given by this server.", code="name_fixed")
            new_name = cleaned
        new_color = self.color(username) if color is None else clean_color(color)
        await self._put(PersonRow(username, new_name, new_color))

    async def remember(self, username: str) -> None:
        """Store the name of somebody who becomes a member, so that it outlives their visit."""
        row = PersonRow(username, self.name(username), self.color(username))
        if self._rows.get(username) != row:
            await self._put(row)

    async def _put(self, row: PersonRow) -> None:
        operation = PutPerson(row.username, row.display_name, row.color, now_ms())
        await self._store.commit("", [operation])
        before = self.name(row.username), self.color(row.username)
        self._rows[row.username] = row
        self._shown.discard(row.username)
        self._keep(row.username)
        # Of somebody who joins it is only stored what they are called already: no room works names out anew.
        self.version += before != (self.name(row.username), self.color(row.username))
