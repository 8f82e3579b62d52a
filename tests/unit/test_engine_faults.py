"""Faults that the path of an edit once had, each found by trying to break it."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from pycrdt import Doc, Map, merge_updates

from timewarp_jupyter.documents.genesis import genesis
from timewarp_jupyter.documents.lib0 import var_string, varuint
from timewarp_jupyter.documents.replay import load
from timewarp_jupyter.documents.replica import Refused, Replica
from timewarp_jupyter.documents.update import read_state_vector, read_update
from timewarp_jupyter.errors import ProtocolError
from timewarp_jupyter.store.interface import Journal, UpdateRow

TRUE = b"\x78"


def replica(text: str = "FD 50\n", **sizes: int) -> Replica:
    first = genesis("demo/a.logo", "history", text)
    journal = Journal(None, 0, [UpdateRow(1, "ana", 0, first.update)], {first.client_id: "ana"})
    return _replica(journal, first.client_id, **sizes)


def reloaded(of: Replica) -> Replica:
    return _replica(Journal(of.doc.get_update(), 9, [], dict(of.ledger.owners)), of.doc.client_id)


def _replica(journal: Journal, client: int, **more: int) -> Replica:
    sizes = {"max_bytes": 2**22, "max_text_bytes": 2**20, "max_clients": 50_000, "max_edits": 10_000} | more
    return Replica(load(journal), client, **sizes)


def update(*runs: tuple[int, int, list[bytes]], deletes: bytes = b"\0") -> bytes:
    """An update of (client, clock, structs)."""
    encoded = [
        varuint(len(structs)) + varuint(of) + varuint(at) + b"".join(structs) for of, at, structs in runs
    ]
    return varuint(len(runs)) + b"".join(encoded) + deletes


def first_text(text: str) -> bytes:
    return b"\x04\x01" + var_string("source") + var_string(text)


def first_value(key: str, *values: bytes) -> bytes:
    return b"\x28\x01" + var_string("state") + var_string(key) + varuint(len(values)) + b"".join(values)


def beside(content: bytes, origin: tuple[int, int], right: tuple[int, int] | None = None) -> bytes:
    """A struct with neighbours; ``content`` begins with its reference."""
    neighbours = [origin] if right is None else [origin, right]
    info = content[0] | (0x80 if right is None else 0xC0)
    return bytes((info,)) + b"".join(varuint(of) + varuint(at) for of, at in neighbours) + content[1:]


def test_a_document_whose_hash_was_set_a_thousand_times_can_be_opened() -> None:
    """The overwritten values become one long struct."""
    document = replica()
    for number in range(1200):
        document.write_state({"hash": str(number)})
    again = reloaded(document)
    assert again.ledger.state_ids == document.ledger.state_ids
    assert again.state["hash"] == "1199"


def test_a_value_between_two_others_is_refused() -> None:
    """Values of a key stand in a row: no client writes one before another."""
    document = replica()
    document.apply(update((5, 0, [first_value("k", TRUE)])), "eve")
    document.apply(update((6, 0, [beside(b"\x08\x01" + TRUE, (5, 0))])), "eve")
    with pytest.raises(ProtocolError, match="before no other"):
        document.apply(update((900, 0, [beside(b"\x08\x01" + TRUE, (5, 0), (6, 0))])), "eve")


@pytest.mark.parametrize(
    "value", [b"\x77\x02\xff\xfe", b"\x76\x01\x02\xff\xfe\x7e", b"\x7d" + b"\x80" * 9 + b"\1"]
)
def test_a_value_that_no_client_can_read_is_refused_before_the_crdt_sees_it(value: bytes) -> None:
    with pytest.raises(ProtocolError):
        replica().apply(update((5, 0, [first_value("path", value)])), "eve")


@pytest.mark.parametrize("info", [0x80, 0x40, 0x20, 0x8A])
def test_a_struct_without_content_has_no_neighbours(info: int) -> None:
    """yrs and Yjs read different things from such bytes."""
    with pytest.raises(ProtocolError):
        replica().apply(update((5, 0, [bytes((info, 5, 0, 1))])), "eve")


def test_a_pair_is_not_divided_where_the_known_part_of_a_struct_ends() -> None:
    document = replica("")
    document.apply(update((5, 0, [first_text("a")])), "eve")
    with pytest.raises(ProtocolError, match="Half"):
        document.apply(update((5, 0, [first_text("😀x")])), "eve")
    document.apply(update((5, 0, [first_text("a😀")])), "eve")
    assert document.text == "a😀"
    assert document.ledger.clocks == read_state_vector(document.doc.get_state(), 9)


def _tangled(count: int) -> bytes:
    """Each struct stands behind one of the next client: the order of integration is the reverse."""
    behind = [(1000 + at, 0, [beside(b"\x04" + var_string("x"), (1001 + at, 0))]) for at in range(count - 1)]
    return update(*behind, (999 + count, 0, [first_text("x")]))


def _deletes_beside_values(values: int, count: int) -> tuple[bytes, bytes]:
    keys = [(2000 + at, 0, [first_value(f"k{at}", *[TRUE] * 1000)]) for at in range(values // 1000)]
    ranges = b"".join(varuint(at % 80) + b"\1" for at in range(count))
    deletes = b"\1" + varuint(5) + varuint(count) + ranges
    return update(*keys, (5, 0, [first_text("abcdefgh" * 10)])), update(deletes=deletes)


def _seconds(document: Replica, *updates: bytes) -> float:
    """By one who has come to have so many client ids in time: a message cannot claim them."""
    document.ledger.owners |= dict.fromkeys(range(1000, 10_000), "eve")
    began = process_time()
    for one in updates:
        document.apply(one, "eve")
    return process_time() - began


def test_the_time_for_tangled_structs_grows_with_their_number_only() -> None:
    """It was 8 s for 4,000 and an hour for one frame of the largest size."""
    assert _seconds(replica(""), _tangled(8000)) < 3.0


def test_the_time_for_deletions_does_not_grow_with_the_state() -> None:
    """It was 4 s for 4,000 deletions beside 10,000 values."""
    assert _seconds(replica("", max_edits=20_000), *_deletes_beside_values(20_000, 20_000)) < 3.0


def test_a_deleted_pair_is_not_divided_either() -> None:
    """Merged with its deletion into one row, the division came first: nobody could read it again."""
    document = replica("")
    document.apply(update((5, 0, [first_text("😀x")])), "eve")
    written = document.doc.get_update()
    deletion = document.apply(update(deletes=b"\1\5\1\0\2"), "eve")
    inside = update((6, 0, [beside(b"\x04" + var_string("y"), (5, 0))]))
    with pytest.raises(ProtocolError, match="Half"):
        document.apply(inside, "eve")
    assert deletion is not None
    with pytest.raises(ProtocolError, match="empty"):
        read_update(_replayed(written, merge_updates(deletion.update, inside)))


def _replayed(*rows: bytes) -> bytes:
    doc: Doc[Any] = Doc()
    for row in rows:
        doc.apply_update(row)
    return doc.get_update()


def test_overwritten_values_of_a_client_keep_their_place() -> None:
    document = replica()
    doc: Doc[Any] = Doc(client_id=7)
    state = doc.get("state", type=Map)
    doc.apply_update(document.doc.get_update())
    for number in range(1100):
        before = doc.get_state()
        state["x"] = number
        document.apply(doc.get_update(before), "eve")
    again = reloaded(document)
    assert max(struct.length for struct in read_update(document.doc.get_update()).structs) > 1000
    last = varuint(7) + varuint(1099)
    with pytest.raises(ProtocolError):
        again.apply(b"\x01\x01\x09\x00\x84" + last + var_string("hidden") + b"\x00", "eve")


def test_structs_that_yjs_and_yrs_take_differently_are_refused() -> None:
    """yrs lets text stand beside a struct without content, or on both sides of one; Yjs does not."""
    document = replica("ab")
    at = (document.doc.client_id, document.ledger.clocks[document.doc.client_id] - 1)
    with pytest.raises(ProtocolError):
        document.apply(update((5, 0, [b"\x00\x01"])), "eve")
    with pytest.raises(ProtocolError):
        document.apply(update((5, 0, [beside(b"\x04" + var_string("x"), at, at)])), "eve")
    assert document.text == "ab"


def test_the_end_of_a_struct_stands_behind_its_known_part_whatever_it_says_itself() -> None:
    """A value could be put beside text so, where the ledger took it for a value of the state."""
    document = replica("")
    document.apply(update((5, 0, [first_value("k", TRUE), first_text("t")])), "eve")
    with pytest.raises(ProtocolError, match="changed its place"):
        document.apply(update((5, 1, [beside(b"\x08\x02" + TRUE * 2, (5, 0))])), "eve")
    with pytest.raises(ProtocolError, match="at once"):
        document.apply(update((5, 1, [first_value("other", TRUE, TRUE)])), "eve")
    document.apply(update((5, 1, [first_text("tu")])), "eve")
    assert document.text == "tu"
    assert reloaded(document).ledger.state_ids == document.ledger.state_ids


def test_a_reader_who_repeats_a_known_deletion_costs_no_walk_of_all_deletions() -> None:
    """It was 90 ms each time beside 60,000 deletions: one reader could stop the server."""
    document = replica("", max_edits=60_000)
    document.apply(update((5, 0, [first_text("ab" * 60_000)])), "eve")
    ranges = b"".join(varuint(2 * at) + b"\1" for at in range(60_000))
    document.apply(update(deletes=b"\1\5" + varuint(60_000) + ranges), "eve")
    began = process_time()
    for at in range(60):
        known = update(deletes=b"\1\5\1" + varuint(2 * at) + b"\1")
        assert document.apply(known, "viewer", may_write=False) is None
    assert process_time() - began < 2.0
    with pytest.raises(Refused):
        document.apply(update(deletes=b"\1\5\1\1\1"), "viewer", may_write=False)
    document.apply(update(deletes=b"\1\5\1\1\1"), "eve")
    assert document.apply(update(deletes=b"\1\5\1\1\1"), "viewer", may_write=False) is None


def test_a_value_in_another_spelling_is_sent_on_in_the_usual_one():
    """A one in two bytes: Yjs and yrs read it, but nobody has to try."""
    entry = b"\x28" + varuint(1) + var_string("state") + var_string("key") + varuint(1) + b"\x7d\x81\x00"
    raw = update((7, 0, [entry]))
    applied = replica().apply(raw, "ana")
    assert applied is not None and applied.update != raw
    assert b"\x7d\x01" in applied.update
