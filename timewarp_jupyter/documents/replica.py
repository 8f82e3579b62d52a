"""The CRDT of one live document, guarded: nothing is applied that was not read and admitted first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, Map, Text

from ..errors import TimeWarpError, TooLarge
from .admission import Admitted, Ledger
from .authors import SERVER
from .ranges import RangeSet
from .replay import Loaded
from .update import (
    DELETED,
    STRING,
    DeleteRange,
    UpdateHeader,
    delete_set,
    read_state_vector,
    read_update,
    too_many,
)

_LIVES = 32
"""How many times the longest text may have been written and deleted by those who were away meanwhile. Deleted
text takes no bytes, however long it was, until somebody asks for what was where."""

_RESERVE = 2
"""How many times the longest text a full document still takes from the server: an edit there is one piece of
text, of which nearly nothing stays once the next has taken its place."""


class Refused(TimeWarpError):
    """The author may not write. Nothing was applied."""

    code = "read_only"
    status = 403


class Damaged(Exception):
    """The CRDT failed on input; it must be rebuilt."""


@contextmanager
def damaging() -> Iterator[None]:
    """Raise ``Damaged`` for whatever the CRDT raises: a panic is no ``Exception``."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise Damaged(str(error)) from error


@dataclass(slots=True)
class Applied:
    """What an update did. ``update`` is what the CRDT made of it: only what was new.

    ``clock`` is the end of the newest struct of the update's first client, 0 for deletions only; ``places``
    is how many structs and deleted ranges were read, ``gone_through`` how many runs of text were looked at
    to tell where it may be written.
    """

    update: bytes
    inserted: int
    deleted: int
    claims: Sequence[int]
    clock: int
    unanchored: int
    touches_state: bool
    places: int = 1
    gone_through: int = 0


class Replica:
    """A pycrdt document with ``source`` and ``state``, and the ledger of its structs.

    ``client_id`` is what the server writes as; ``max_bytes`` limits the encoded state and
    ``max_text_bytes`` the text, ``max_clients`` the Yjs client ids, ``max_edits`` what one update inserts
    or deletes: the CRDT joins neighbours in quadratic time, 100 ms for 10,000 and 10 s for 80,000.
    """

    def __init__(
        self,
        loaded: Loaded,
        client_id: int,
        *,
        max_bytes: int,
        max_text_bytes: int,
        max_clients: int,
        max_edits: int,
    ) -> None:
        self.doc: Doc[Any] = Doc(client_id=client_id)
        self.source: Text = self.doc.get("source", type=Text)
        self.state: Map[Any] = self.doc.get("state", type=Map)
        self._max_bytes = max_bytes
        self._max_text_bytes = max_text_bytes
        self._max_edits = max_edits
        self.doc.apply_update(loaded.whole)
        self._encoded_bytes = len(loaded.whole)
        self._text_bytes = len(self.source)
        self.ledger = Ledger(
            clocks=read_state_vector(self.doc.get_state(), 2**31),
            owners=dict(loaded.owners),
            state_ids=loaded.state_ids.copy(),
            pair_ends=loaded.pair_ends.copy(),
            neighbours=loaded.neighbours.copy(),
            max_clients=max_clients,
        )
        self._deletes: bytes | None = None
        self._deleted: RangeSet | None = None

    @contextmanager
    def _news(self) -> Iterator[list[bytes]]:
        """What the CRDT makes of a transaction. An observer costs ten times what applying an edit does, and
        one that stays holds the document, where no garbage collector sees."""
        events: list[bytes] = []
        subscription = self.doc.observe(lambda event: events.append(event.update))
        try:
            yield events
        finally:
            self.doc.unobserve(subscription)

    @property
    def text(self) -> str:
        """The text as it is now."""
        return str(self.source)

    def deletes(self) -> bytes:
        """The encoded delete set as it is now."""
        if self._deletes is None:
            self._deletes = delete_set(self.doc.get_update(self.doc.get_state()))
        return self._deletes

    def apply(
        self,
        update: bytes,
        author: str,
        *,
        may_write: bool = True,
        whole: bool = False,
        by_server: bool = False,
        takes_away: int = 0,
        from_reserve: bool = False,
    ) -> Applied | None:
        """Apply an update of ``author``. None if it brings nothing new.

        ``whole``: it is a sync step 2, which carries the client's whole delete set. ``takes_away`` are the
        bytes of text that it deletes, where that is known; ``from_reserve`` lets it into a full document.

        Raises, with nothing applied, ``Refused`` for news from one who may not write, what ``Ledger.admit``
        and ``read_update`` raise, and ``TooLarge``; raises ``Damaged`` where the CRDT itself failed.
        """
        header = read_update(
            update, self.deletes() if whole else None, None if by_server else self._max_edits
        )
        if len(header.deletes) > self._max_edits and not by_server:
            self._check_new_deletes(header.deletes)
        admitted = self.ledger.admit(header, author, by_server=by_server)
        if not may_write:
            if admitted.clocks or not self._knows_deletes(header.deletes):
                raise Refused("You can read here, but not write.")
            return None
        if admitted.clocks:
            self._check_history(admitted, len(update), from_reserve)
            self._check_text(header.text_bytes - takes_away)
        new = self._apply(update, is_all_new=_is_all_new(header, admitted))
        if new is None:
            return None
        deletes = header.deletes if new == update else read_update(new).deletes
        self.ledger.enter(admitted, author)
        if (admitted.forward or admitted.cuts) and self.ledger.clocks != read_state_vector(
            self.doc.get_state(), 2**31
        ):
            raise Damaged("the CRDT has made something else of it")
        self._deletes = self._deleted = None
        self._encoded_bytes += len(new)
        self._text_bytes += header.text_bytes
        return Applied(
            new,
            admitted.inserted,
            self._text_units(deletes, admitted.touches_state),
            admitted.claims,
            next(iter(admitted.clocks.values()), 0),
            admitted.unanchored,
            admitted.touches_state,
            len(header.structs) + len(header.deletes),
            admitted.gone_through,
        )

    def _text_units(self, deletes: Sequence[DeleteRange], touches_state: bool) -> int:
        """How much text is in deleted ranges: JupyterLab writes ``state.dirty`` anew with each key."""
        units = sum(length for _, _, length in deletes)
        if touches_state:
            units -= sum(self.ledger.state_ids.count(*deleted) for deleted in deletes)
        return units

    def write_state(self, values: Mapping[str, Any]) -> Applied | None:
        """Set keys of the ``state`` map as the server. None if they had these values. Raises ``Damaged``."""
        with damaging(), self._news() as news, self.doc.transaction():
            for key, value in values.items():
                if self.state.get(key) != value:
                    self.state[key] = value
        if not news:
            return None
        update = news.pop()
        author = self.ledger.owners.get(self.doc.client_id, SERVER)
        header = read_update(update)
        admitted = self.ledger.admit(header, author, by_server=True)
        self.ledger.enter(admitted, author)
        self._deletes = self._deleted = None
        return Applied(update, 0, 0, admitted.claims, 0, 0, False)

    def _apply(self, update: bytes, *, is_all_new: bool) -> bytes | None:
        """What of the update was new: all of it where that is known before."""
        try:
            if is_all_new:
                self.doc.apply_update(update)
                return update
            with self._news() as news:
                self.doc.apply_update(update)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # as ``damaging``, which costs more on this path
            raise Damaged(str(error)) from error
        return news.pop() if news else None

    def _check_history(self, admitted: Admitted, size: int, from_reserve: bool) -> None:
        most = self._max_bytes + (_RESERVE * self._max_text_bytes if from_reserve else 0)
        if self._encoded_bytes + size > most:
            self._encoded_bytes = len(self.doc.get_update())
            if self._encoded_bytes + size > most:
                raise TooLarge("This program is full.", reason=f"{self._max_bytes} bytes of history")
        gone = sum(struct.length for struct in admitted.structs if struct.content == DELETED)
        if gone and gone + sum(self.ledger.clocks.values()) > _LIVES * self._max_text_bytes:
            raise TooLarge("This program is full.", reason="deleted text")

    def _check_text(self, more: int) -> None:
        """``more`` is by how many bytes the text grows."""
        if self._text_bytes + more > self._max_text_bytes:
            self._text_bytes = len(self.source)
            if self._text_bytes + more > self._max_text_bytes:
                raise TooLarge("This program is full.", reason=f"{self._max_text_bytes} bytes of text")

    def _knows_deletes(self, deletes: Sequence[DeleteRange]) -> bool:
        if not deletes:
            return True
        known = self._deleted_ranges()
        return all(deleted in known for deleted in deletes)

    def _check_new_deletes(self, deletes: Sequence[DeleteRange]) -> None:
        known = self._deleted_ranges()
        if sum(deleted not in known for deleted in deletes) > self._max_edits:
            raise too_many(self._max_edits)

    def _deleted_ranges(self) -> RangeSet:
        if self._deleted is None:
            self._deleted = RangeSet(read_update(b"\0" + self.deletes()).deletes)
        return self._deleted


def _is_all_new(header: UpdateHeader, admitted: Admitted) -> bool:
    """Whether an update is one new piece of text and nothing else, as somebody's typing is.

    It is then sent on as it came, which only text may be: values of ``state`` have more than one spelling.
    """
    if len(header.structs) != 1 or header.deletes or admitted.cuts or not admitted.clocks:
        return False
    return header.structs[0].content == STRING
