"""From what the edits of a program did to its text to a new Yjs history of it.

The genesis is new, and every author gets a client id of the server's range: nothing that any client holds
belongs to this history. Nothing of the CRDT comes from outside.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, Text

from ...documents.genesis import Genesis, genesis, new_server_client
from ...documents.units import utf16_length
from ...errors import TooLarge
from .layout import ArchiveLimits, refused

_MOST_FORKS = 64
_NOTHING = b"\0\0"
"""The Yjs update without structs and deletions."""

_FAR_BEHIND = 2000
"""Updates from which on a whole state is quicker to apply than one after the other."""


@dataclass(frozen=True, slots=True)
class Change:
    """As ``history_steps.TextChange``: UTF-16 units, in the text as earlier changes have left it."""

    offset: int
    removed: int
    inserted: str


@dataclass(frozen=True, slots=True)
class ArchivedEdit:
    """One record of a program's history. ``inserted`` and ``deleted`` are what its author typed, in units."""

    seq: int
    author: str
    at: int
    started_at: int | None
    inserted: int
    deleted: int
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Update:
    """An edit as a Yjs update under ``client``; ``state`` is the whole document where it is a checkpoint."""

    edit: ArchivedEdit
    client: int
    data: bytes
    state: bytes | None


@dataclass(frozen=True, slots=True)
class History:
    """A new history: its first text, the updates after that, and the text they lead to."""

    begin: str
    updates: Sequence[Update]
    text: str


class Builder:
    """Replays edits. ``until`` is the end of the time for it (``time.monotonic``)."""

    def __init__(self, history_id: str, begin: str, limits: ArchiveLimits, until: float) -> None:
        self._limits = limits
        self._until = until
        # The path is one struct, however long it is: the real one is put in when the folder is known.
        first: Genesis = genesis("", history_id, begin)
        self._doc: Doc[Any] = Doc()
        self._doc.apply_update(first.update)
        self._text = begin
        self._clients: dict[str, int] = {}
        self._forks: OrderedDict[str, tuple[int, Doc[Any]]] = OrderedDict()
        self._made: list[bytes] = []
        self._taken = {first.client_id}

    @property
    def text(self) -> str:
        """The text now."""
        return self._text

    def add(self, edit: ArchivedEdit, number: int) -> Update:
        """Make an edit, the ``number``-th. Raises ``InvalidInput`` (``archive_history``), ``TooLarge``."""
        if time.monotonic() > self._until:
            raise TooLarge(
                "The archive takes too long to read.",
                code="archive_takes_too_long",
                reason=f"at most {self._limits.max_archive_seconds:g} s",
            )
        fork = self._fork(edit.author)
        source = fork.get("source", type=Text)
        made: list[bytes] = []
        # What a transaction says of itself: a difference of states would hold every deletion there ever was.
        subscription = fork.observe(lambda event: made.append(event.update))
        with fork.transaction():
            for change in edit.changes:
                self._make(source, change)
        fork.unobserve(subscription)
        data = made[0] if made else _NOTHING
        self._doc.apply_update(data)
        self._made.append(data)
        self._forks[edit.author] = (len(self._made), fork)
        is_checkpoint = number % self._limits.checkpoint_every == 0
        state = self._doc.get_update() if is_checkpoint else None
        return Update(edit, self._clients[edit.author], data, state)

    def finish(self) -> None:
        """Check the whole. Raises ``TooLarge`` (``archive_document_too_large``)."""
        size, most = len(self._doc.get_update()), self._limits.max_document_bytes
        if size > most:
            raise document_too_large(size, most)

    def _fork(self, author: str) -> Doc[Any]:
        """A copy of the document that writes under the author's client id, brought up to date."""
        done, fork = self._forks.pop(author, (-_FAR_BEHIND, None))
        if fork is None:
            fork = Doc(client_id=self._client(author))
        if len(self._made) - done >= _FAR_BEHIND:
            fork.apply_update(self._doc.get_update())
        else:
            for update in self._made[done:]:
                fork.apply_update(update)
        self._forks[author] = (len(self._made), fork)
        if len(self._forks) > _MOST_FORKS:
            self._forks.popitem(last=False)
        return fork

    def _client(self, author: str) -> int:
        while author not in self._clients:
            client = new_server_client()
            if client not in self._taken:
                self._taken.add(client)
                self._clients[author] = client
        return self._clients[author]

    def _make(self, source: Text, change: Change) -> None:
        """Apply a change to the text, in whose UTF-8 bytes pycrdt counts."""
        start = _index(self._text, change.offset)
        end = _index(self._text, change.offset + change.removed, start, change.offset)
        first = len(self._text[:start].encode())
        removed = len(self._text[start:end].encode())
        if removed:
            del source[first : first + removed]
        if change.inserted:
            source.insert(first, change.inserted)
        self._text = self._text[:start] + change.inserted + self._text[end:]
        if len(self._text) > self._limits.max_document_bytes:
            raise document_too_large(len(self._text), self._limits.max_document_bytes)


def _index(text: str, units: int, start: int = 0, known: int = 0) -> int:
    """The index of a place given in UTF-16 units, counted on from ``start``, which is at ``known``."""
    if text.isascii():
        index = units
    else:
        data = text[start:].encode("utf-16-le")[: 2 * (units - known)]
        if len(data) < 2 * (units - known):
            index = len(text) + 1
        else:
            try:
                index = start + len(data.decode("utf-16-le"))
            except UnicodeDecodeError:
                raise _no_history("half of a character") from None
    if index > len(text):
        raise _no_history("behind the end of the text")
    return index


def _no_history(reason: str) -> Exception:
    return refused("archive_history", "The history in the archive does not fit together.", reason)


def document_too_large(size: int, most: int) -> TooLarge:
    """A program that could not be opened once it was there."""
    return TooLarge(
        "A program in the archive is too large.",
        code="archive_document_too_large",
        reason=f"{size} of {most} bytes",
    )


def rebuild(
    history_id: str, begin: str, edits: Sequence[ArchivedEdit], limits: ArchiveLimits, until: float
) -> History:
    """The new history of a program. Raises ``InvalidInput`` (``archive_history``), ``TooLarge``."""
    builder = Builder(history_id, begin, limits, until)
    updates = [builder.add(edit, number) for number, edit in enumerate(edits, 2)]
    builder.finish()
    return History(begin, updates, builder.text)


def typed(changes: Sequence[Change]) -> tuple[int, int]:
    """What changes insert and remove, in UTF-16 units."""
    return sum(utf16_length(change.inserted) for change in changes), sum(change.removed for change in changes)
