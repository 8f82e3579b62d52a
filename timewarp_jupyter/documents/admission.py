"""Whether an update may be applied: the rules between the header walk and the CRDT.

- A Yjs client id belongs to the first user who writes with it, and the server's range to the server.
  Otherwise a client could write at a victim's next clock and destroy the victim's edits for good. One that
  nobody has written with, but somebody has announced as theirs, is waited for by its owner.
- Clocks go on without a gap, and all that a struct or a deletion refers to is there. Otherwise it
  would wait inside the CRDT, unseen by any reply, and be lost by a checkpoint.
- Text stays in ``source`` and values in ``state``: a neighbour decides where a struct lands.
- Text is written between two that have stood side by side (``neighbours``).
- No surrogate pair is divided: Yjs and yrs then disagree on the text for ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..errors import OtherHistory, ProtocolError, TimeWarpError, TooLarge
from .id_ranges import IdRanges
from .integration import in_order
from .neighbours import Neighbours
from .side_by_side import stood_side_by_side
from .update import ANY, GC, SKIP, STRING, Id, Struct, UpdateHeader

SERVER_IDS = range(2**40, 2**41)
"""The Yjs client ids that only the server writes with. Those of browsers are below 2**32; those that
pycrdt draws, below 2**53, fall into the range once in 8,000 times, and are refused then."""

_MOST_GONE_THROUGH = 60_000
"""Runs after which nothing more of one message is compared with the whole document: 200 ms."""

MOST_CLAIMS = 20
"""Client ids that one message may be the first to write with. A page load has one; who comes back after
having been away over some of them sends those together."""

SHARES = 10
"""One user may have the tenth part of a document's client ids, for none is ever given back."""


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
    ``cuts`` is where the known part of a struct ends; ``pair_ends`` are those of ``UpdateHeader``;
    ``structs`` are the new ones in the order of integration; ``gone_through`` is how many runs of
    text were looked at to tell what stood side by side.
    """

    clocks: dict[int, int] = field(default_factory=dict)
    claims: list[int] = field(default_factory=list)
    inserted: int = 0
    unanchored: int = 0
    state_ids: IdRanges = field(default_factory=IdRanges)
    touches_state: bool = False
    forward: bool = False
    cuts: list[Id] = field(default_factory=list)
    pair_ends: Sequence[Id] = ()
    structs: Sequence[Struct] = ()
    gone_through: int = 0


@dataclass(slots=True)
class Ledger:
    """What a document knows of its structs, kept in step with the CRDT.

    ``clocks`` is the state vector; ``owners`` says whose each client id is; ``state_ids`` are the
    structs of the ``state`` map; ``pair_ends`` the second halves of surrogate pairs.
    ``announced_by`` tells who is there with a client id, whether they have written or not.
    ``max_clients`` limits the ids of all; ``claimed`` is how many of clients' ids each user has.
    """

    clocks: dict[int, int] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    state_ids: IdRanges = field(default_factory=IdRanges)
    pair_ends: IdRanges = field(default_factory=IdRanges)
    announced_by: Callable[[int], str | None] = lambda client: None
    neighbours: Neighbours = field(default_factory=Neighbours)
    max_clients: int = 50_000
    claimed: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.claimed = Counter(owner for client, owner in self.owners.items() if client not in SERVER_IDS)

    def admit(self, header: UpdateHeader, author: str, *, by_server: bool = False) -> Admitted:
        """Check an update of ``author``; nothing is changed.

        Raises ``OtherHistory`` for a client id that is not the author's, ``Gap`` for something that is
        not there, ``ProtocolError`` for a struct in the wrong place, ``TooLarge`` for too many new ids.
        """
        admitted = Admitted()
        read = (self._admit_clock(struct, admitted) for struct in header.structs)
        news = [struct for struct in read if struct is not None]
        for client in admitted.clocks:
            self._check_owner(client, admitted, author, by_server)
        if admitted.claims and not by_server:
            self._check_claims(len(admitted.claims), author)
        admitted.structs = self._in_order(news) if admitted.forward else news
        self._place(admitted)
        self._admit_deletes(header, admitted)
        admitted.pair_ends = header.pair_ends
        if self.pair_ends or header.pair_ends:
            self._check_pairs(news, header, admitted.cuts)
        if not by_server:
            self._check_places(admitted)
        return admitted

    def enter(self, admitted: Admitted, author: str) -> None:
        """Keep what an applied update brought.

        A deleted pair stays one: in a merged row or frame, what was inserted comes before what was deleted,
        and would divide it there.
        """
        self.clocks.update(admitted.clocks)
        for client in admitted.claims:
            self.owners[client] = author
            if client not in SERVER_IDS:
                self.claimed[author] += 1
        self.state_ids.update(admitted.state_ids)
        for client, clock in admitted.pair_ends:
            self.pair_ends.add(client, clock, 1)
        for struct in admitted.structs:
            self.neighbours.add(struct)

    def _admit_clock(self, struct: Struct, admitted: Admitted) -> Struct | None:
        """What of the struct is new. Raises ``Gap`` where its clock or a neighbour is missing."""
        client, clock, length, content, origin, right, root = struct
        known = admitted.clocks.get(client)
        if known is None:
            known = self.clocks.get(client, 0)
        end = clock + length
        if end <= known:
            return None
        if clock > known or content == SKIP:
            raise Gap("Edits are missing before these.", reason="clock")
        if content == GC:
            # Only what stood in a deleted type becomes one. yrs lets text stand beside it, Yjs does not.
            raise ProtocolError("These edits hold no text.", reason="content")
        if origin is not None:
            if origin == right:
                raise ProtocolError("A struct stands on both sides of another.", reason="neighbour")
            self._check_neighbour(origin, struct, admitted)
        if right is not None:
            self._check_neighbour(right, struct, admitted)
        admitted.clocks[client] = end
        if content == STRING:
            admitted.inserted += end - known
            admitted.unanchored += root is not None
        return struct if clock == known else self._cut(struct, known, admitted)

    def _cut(self, struct: Struct, known: int, admitted: Admitted) -> Struct:
        """The unknown end of a struct: the CRDT puts it behind the known part, wherever that stands."""
        if admitted.forward:
            raise Gap("Edits are missing before these.", reason="neighbour")
        client, clock, length, content, origin, right, root = struct
        if root == "state" or Id(client, clock) in self.state_ids:
            raise ProtocolError("A value is written at once.", reason="place")
        if self.neighbours.of(Id(client, clock)) != (origin, right):
            raise ProtocolError("A struct has changed its place.", reason="neighbour")
        admitted.cuts.append(Id(client, known))
        return Struct(client, known, clock + length - known, content, Id(client, known - 1), right, None)

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

    def _check_claims(self, count: int, author: str) -> None:
        """Refuse ids that would be missing for others. What the server writes needs at most one."""
        if count > MOST_CLAIMS:
            raise TooLarge("These edits come from too many devices at once.", reason="client ids")
        if self.claimed[author] + count > max(MOST_CLAIMS, self.max_clients // SHARES):
            raise TooLarge("You have written in this program from too many devices.", reason="client ids")
        if len(self.owners) + count > self.max_clients:
            raise TooLarge("Too many devices have written in this program.", reason="client ids")

    def _in_order(self, news: Sequence[Struct]) -> Sequence[Struct]:
        """The structs, each after its neighbours. Raises ``Gap`` where one would wait for ever."""
        ordered = in_order(news, self.clocks)
        if len(ordered) < len(news):
            raise Gap("Edits are missing before these.", reason="neighbour")
        return ordered

    def _place(self, admitted: Admitted) -> None:
        """See that text lands in ``source`` and values in ``state``, in the order of integration."""
        for struct in admitted.structs:
            in_state = _in_state(struct, self.state_ids, admitted.state_ids)
            if in_state:
                admitted.touches_state = True
                admitted.state_ids.add(struct.client, struct.clock, struct.length)
            if (struct.content == STRING and in_state) or (struct.content == ANY and not in_state):
                raise ProtocolError("Text belongs into the source, values into the state.", reason="place")
            if in_state and struct.right is not None:
                raise ProtocolError("A value stands before no other.", reason="place")

    def _check_places(self, admitted: Admitted) -> None:
        """Refuse what is written between two that never stood side by side."""
        structs = admitted.structs
        places = self.neighbours if len(structs) < 2 else Neighbours(before=self.neighbours)
        for struct in structs:
            together = places.stood_together(struct.origin, struct.right)
            if together is None:
                together = self._stood_together(places, struct, admitted)
            if not together:
                raise ProtocolError("These two characters never stood side by side.", reason="neighbours")
            if places is not self.neighbours:
                places.add(struct)

    def _stood_together(self, places: Neighbours, struct: Struct, admitted: Admitted) -> bool:
        if admitted.gone_through >= _MOST_GONE_THROUGH:
            raise TooLarge("These are too many changes at once.", reason="neighbours")
        assert struct.origin is not None and struct.right is not None
        states = self.state_ids, admitted.state_ids
        together, gone_through = stood_side_by_side(
            places, lambda one: any(one in ids for ids in states), struct.origin, struct.right
        )
        admitted.gone_through += gone_through
        return together

    def _admit_deletes(self, header: UpdateHeader, admitted: Admitted) -> None:
        for client, clock, length in header.deletes:
            known = admitted.clocks.get(client)
            if known is None:
                known = self.clocks.get(client, 0)
            if clock + length > known:
                raise Gap("What is deleted is not there.", reason="deletion")
            if not admitted.touches_state:
                admitted.touches_state = self.state_ids.meets(client, clock, length)

    def _check_pairs(self, news: Sequence[Struct], header: UpdateHeader, cuts: Sequence[Id]) -> None:
        """Refuse to divide a surrogate pair: by standing inside it, or by deleting half of it.

        A struct of which a part is known is divided by the CRDT itself, at its cut.
        """
        borders = [*cuts]
        borders += [Id(origin.client, origin.clock + 1) for *_, origin, _, _ in news if origin is not None]
        borders += [right for *_, right, _ in news if right is not None]
        for client, clock, length in header.deletes:
            borders += (Id(client, clock), Id(client, clock + length))
        inside = self.pair_ends
        if any(map(inside.__contains__, borders)) or not set(header.pair_ends).isdisjoint(borders):
            raise ProtocolError("Half of a character cannot be edited.", reason="surrogate pair")


def state_ids(structs: Sequence[Struct]) -> IdRanges:
    """The ids that stand in the ``state`` map of a document given by all its structs.

    What it holds was admitted once, so that one neighbour tells for both.
    """
    found = IdRanges()
    for struct in in_order(structs, {}):
        neighbour = struct.origin or struct.right
        if struct.root == "state" or (neighbour is not None and neighbour in found):
            found.add(struct.client, struct.clock, struct.length)
    return found


def _in_state(struct: Struct, known: IdRanges, found: IdRanges) -> bool:
    origin, right = struct.origin, struct.right
    if origin is None and right is None:
        return struct.root == "state"
    inside = {
        neighbour in known or neighbour in found for neighbour in (origin, right) if neighbour is not None
    }
    if len(inside) > 1:
        raise ProtocolError("A struct stands between the source and the state.", reason="place")
    return inside.pop()
