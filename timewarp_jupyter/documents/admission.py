"""Whether an update may be applied: the rules between the header walk and the CRDT.

- A Yjs client id belongs to the first user who writes with it, and the server's range to the server.
  Otherwise a client could write at a victim's next clock and destroy the victim's edits for good. One that
  nobody has written with, but somebody has announced as theirs, is waited for by its owner.
- Clocks go on without a gap, and all that a struct or a deletion refers to is there. Otherwise it
  would wait inside the CRDT, unseen by any reply, and be lost by a checkpoint.
- Text stays in ``source`` and values in ``state``: a neighbour decides where a struct lands.
- No surrogate pair is divided: Yjs and yrs then disagree on the text for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import OtherHistory, ProtocolError, TimeWarpError
from .update import ANY, SKIP, STRING, Id, Struct, UpdateHeader

SERVER_IDS = range(2**40, 2**41)
"""The Yjs client ids that only the server writes with. Those of browsers are below 2**32; those that
pycrdt draws, below 2**53, fall into the range once in 8,000 times, and are refused then."""

_LONGEST_STATE_RUN = 1000


class Gap(TimeWarpError):
    """An update refers to something that is not there. Not applied; the client is asked for more."""

    code = "gap"
    status = 400


@dataclass(slots=True)
class Admitted:
    """What an update brings that is new.

    ``clocks`` are the new ends per client id, ``claims`` the ids nobody had written with before,
    ``inserted`` UTF-16 units of text, ``unanchored`` how many insertions have no neighbour (each is
    compared with every other such one), ``state_ids`` the entries of the ``state`` map, ``touches_state``
    whether one of those is added or deleted, and ``forward`` whether a neighbour stands further on;
    ``pair_ends`` are those of ``UpdateHeader``.
    """

    clocks: dict[int, int] = field(default_factory=dict)
    claims: list[int] = field(default_factory=list)
    inserted: int = 0
    unanchored: int = 0
    state_ids: set[Id] = field(default_factory=set)
    touches_state: bool = False
    forward: bool = False
    pair_ends: Sequence[Id] = ()


@dataclass(slots=True)
class Ledger:
    """What a document knows of its structs, kept in step with the CRDT.

    ``clocks`` is the state vector; ``owners`` says whose each client id is; ``state_ids`` are the
    structs of the ``state`` map, of which there are few; ``pair_ends`` the second halves of surrogate
    pairs. ``announced_by`` tells who is there with a client id, whether they have written or not.
    """

    clocks: dict[int, int] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    state_ids: set[Id] = field(default_factory=set)
    pair_ends: set[Id] = field(default_factory=set)
    announced_by: Callable[[int], str | None] = lambda client: None

    def admit(self, header: UpdateHeader, author: str, *, by_server: bool = False) -> Admitted:
        """Check an update of ``author``; nothing is changed.

        Raises ``OtherHistory`` for a client id that is not the author's, ``Gap`` for something that is
        not there, ``ProtocolError`` for a struct in the wrong place.
        """
        admitted = Admitted()
        news = [struct for struct in header.structs if self._admit_clock(struct, admitted)]
        for client in admitted.clocks:
            self._check_owner(client, admitted, author, by_server)
        if admitted.forward:
            _check_order(news, self.clocks)
        self._place(news, admitted)
        self._admit_deletes(header, admitted)
        admitted.pair_ends = header.pair_ends
        if self.pair_ends or header.pair_ends:
            self._check_pairs(news, header)
        return admitted

    def enter(self, admitted: Admitted, author: str) -> None:
        """Keep what an applied update brought."""
        self.clocks.update(admitted.clocks)
        for client in admitted.claims:
            self.owners[client] = author
        self.state_ids.update(admitted.state_ids)
        self.pair_ends.update(admitted.pair_ends)

    def _admit_clock(self, struct: Struct, admitted: Admitted) -> bool:
        """Whether the struct is new. Raises ``Gap`` where its clock or a neighbour is missing."""
        client, clock, length, content, origin, right, root = struct
        known = admitted.clocks.get(client)
        if known is None:
            known = self.clocks.get(client, 0)
        end = clock + length
        if end <= known:
            return False
        if clock > known or content == SKIP:
            raise Gap("Edits are missing before these.", reason="clock")
        if origin is not None:
            self._check_neighbour(origin, struct, admitted)
        if right is not None:
            self._check_neighbour(right, struct, admitted)
        admitted.clocks[client] = end
        if content == STRING:
            admitted.inserted += end - known
            admitted.unanchored += root is not None
        return True

    def _check_neighbour(self, neighbour: Id, struct: Struct, admitted: Admitted) -> None:
        client, clock = neighbour
        if client == struct.client and clock >= struct.clock:
            raise ProtocolError("A struct refers to itself.", reason="neighbour")
        if clock >= self.clocks.get(client, 0) and clock >= admitted.clocks.get(client, 0):
            admitted.forward = True

    def _check_owner(self, client: int, admitted: Admitted, author: str, by_server: bool) -> None:
        if (client in SERVER_IDS) is not by_server:
            raise OtherHistory("These edits belong to another history.", reason="client id")
        owner = self.owners.get(client)
        if owner is None:
            admitted.claims.append(client)
            owner = self.announced_by(client)
        if owner not in (None, author):
            raise OtherHistory("These edits were made in another person's name.", reason="client id")

    def _place(self, structs: Sequence[Struct], admitted: Admitted) -> None:
        """See that text lands in ``source`` and values in ``state``, in the order of integration."""
        if admitted.forward:
            _find_state(structs, self.state_ids, admitted.state_ids)
        for struct in structs:
            in_state = _in_state(struct, self.state_ids, admitted.state_ids)
            if in_state:
                admitted.touches_state = True
                admitted.state_ids.update(_ids(struct))
            if (struct.content == STRING and in_state) or (struct.content == ANY and not in_state):
                raise ProtocolError("Text belongs into the source, values into the state.", reason="place")

    def _admit_deletes(self, header: UpdateHeader, admitted: Admitted) -> None:
        for client, clock, length in header.deletes:
            known = admitted.clocks.get(client)
            if known is None:
                known = self.clocks.get(client, 0)
            if clock + length > known:
                raise Gap("What is deleted is not there.", reason="deletion")
            if not admitted.touches_state:
                admitted.touches_state = any(
                    of == client and clock <= at < clock + length for of, at in self.state_ids
                )

    def _check_pairs(self, news: Sequence[Struct], header: UpdateHeader) -> None:
        """Refuse to divide a surrogate pair: by standing inside it, or by deleting half of it."""
        borders = [Id(origin.client, origin.clock + 1) for *_, origin, _, _ in news if origin is not None]
        borders += [right for *_, right, _ in news if right is not None]
        for client, clock, length in header.deletes:
            borders += (Id(client, clock), Id(client, clock + length))
        inside = self.pair_ends.union(header.pair_ends) if header.pair_ends else self.pair_ends
        if not inside.isdisjoint(borders):
            raise ProtocolError("Half of a character cannot be edited.", reason="surrogate pair")


def state_ids(structs: Sequence[Struct]) -> set[Id]:
    """The ids that stand in the ``state`` map of a document given by all its structs."""
    found: set[Id] = set()
    for struct in structs:
        if struct.content == ANY:
            found.update(_ids(struct))
    _find_state(structs, set(), found)
    return found


def _find_state(structs: Sequence[Struct], known: set[Id], found: set[Id]) -> None:
    """Add to ``found`` what stands in the state, also where a neighbour stands further on."""
    size = -1
    while size != len(found):
        size = len(found)
        for struct in structs:
            if _in_state(struct, known, found):
                found.update(_ids(struct))


def _in_state(struct: Struct, known: set[Id], found: set[Id]) -> bool:
    origin, right = struct.origin, struct.right
    if origin is None and right is None:
        return struct.root == "state"
    inside = {
        neighbour in known or neighbour in found for neighbour in (origin, right) if neighbour is not None
    }
    if len(inside) > 1:
        raise ProtocolError("A struct stands between the source and the state.", reason="place")
    return inside.pop()


def _ids(struct: Struct) -> list[Id]:
    if struct.length > _LONGEST_STATE_RUN:
        raise ProtocolError("Too many values at once.", reason="state")
    return [Id(struct.client, struct.clock + offset) for offset in range(struct.length)]


def _check_order(structs: Sequence[Struct], known: Mapping[int, int]) -> None:
    """Make sure that structs of several clients can be put in one after the other.

    They come grouped by client, so a neighbour may stand further on; two that wait for each other would
    wait for ever. Raises ``Gap``.
    """
    clocks = dict(known)
    waiting: dict[int, list[Struct]] = {}
    for struct in structs:
        waiting.setdefault(struct.client, []).append(struct)
    for queue in waiting.values():
        queue.reverse()
    progress = True
    while waiting and progress:
        progress = False
        for client in list(waiting):
            queue = waiting[client]
            while queue and _is_there(queue[-1], clocks):
                struct = queue.pop()
                clocks[client] = max(clocks.get(client, 0), struct.clock + struct.length)
                progress = True
            if not queue:
                del waiting[client]
    if waiting:
        raise Gap("Edits are missing before these.", reason="neighbour")


def _is_there(struct: Struct, clocks: Mapping[int, int]) -> bool:
    if struct.clock + struct.length <= clocks.get(struct.client, 0):
        return True
    return all(
        neighbour is None or neighbour.clock < clocks.get(neighbour.client, 0)
        for neighbour in (struct.origin, struct.right)
    )
