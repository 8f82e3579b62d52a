"""Edits that the server makes in somebody's name: a merge with the disk, a save over REST, a restore."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, Text

from ..errors import TooLarge
from .admission import SERVER_IDS
from .genesis import new_server_client
from .replica import Applied, Replica, damaging
from .update import read_state_vector


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace UTF-8 bytes ``[start, end)`` of a text by ``text``. Both ends lie between characters."""

    start: int
    end: int
    text: str


def make_edits(replica: Replica, author: str, edits: Sequence[Edit], base: Doc[Any] | None) -> Applied | None:
    """Make ``edits`` (ascending, apart from each other, at least one) to ``base``, as ``author``.

    ``base`` is an older state of the same history; None means the text as it is now. The edits are made
    in a fork, so that what others have written since stays where it belongs. A full document takes them as
    one, from its reserve: there is a way back from whatever somebody has filled it with. Raises ``Damaged``
    where the CRDT fails, and ``TooLarge``.
    """
    try:
        return _make(replica, author, edits, base)
    except TooLarge:
        return _make(replica, author, [_as_one(replica, edits, base)], base, from_reserve=True)


def _make(
    replica: Replica,
    author: str,
    edits: Sequence[Edit],
    base: Doc[Any] | None,
    *,
    from_reserve: bool = False,
) -> Applied | None:
    with damaging():
        update = _forked(replica, author, edits, base)
    return replica.apply(
        update,
        author,
        by_server=True,
        takes_away=sum(edit.end - edit.start for edit in edits),
        from_reserve=from_reserve,
    )


def _as_one(replica: Replica, edits: Sequence[Edit], base: Doc[Any] | None) -> Edit:
    """One replacement of everything from the first to the last of them."""
    with damaging():
        text = replica.text if base is None else str(base.get("source", type=Text))
    data = text.encode()
    parts: list[bytes] = []
    at = edits[0].start
    for edit in edits:
        parts += (data[at : edit.start], edit.text.encode())
        at = edit.end
    return Edit(edits[0].start, at, b"".join(parts).decode())


def _forked(replica: Replica, author: str, edits: Sequence[Edit], base: Doc[Any] | None) -> bytes:
    origin = base if base is not None else replica.doc
    fork: Doc[Any] = Doc(client_id=_client_for(replica, author, origin))
    source = fork.get("source", type=Text)
    fork.apply_update(origin.get_update())
    before = fork.get_state()
    with fork.transaction():
        for edit in reversed(edits):
            if edit.end > edit.start:
                del source[edit.start : edit.end]
            if edit.text:
                source.insert(edit.start, edit.text)
    return fork.get_update(before)


def _client_for(replica: Replica, author: str, origin: Doc[Any]) -> int:
    """A server-range client id of this author whose structs ``origin`` has all; a new one if there is none.

    In an older state an id that was used since would write the same clocks twice.
    """
    ledger = replica.ledger
    seen = read_state_vector(origin.get_state(), 2**31) if origin is not replica.doc else ledger.clocks
    for client, owner in ledger.owners.items():
        if (
            owner == author
            and client in SERVER_IDS
            and client != replica.doc.client_id
            and seen.get(client) == ledger.clocks.get(client)
        ):
            return client
    return new_server_client()
