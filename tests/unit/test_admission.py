"""Which updates may be applied: ownership, gaps, places."""

from __future__ import annotations

from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from timewarp_jupyter.documents.admission import SERVER_IDS, Gap
from timewarp_jupyter.documents.costs import cost_of
from timewarp_jupyter.documents.genesis import genesis
from timewarp_jupyter.documents.lib0 import var_string, varuint
from timewarp_jupyter.documents.replay import load
from timewarp_jupyter.documents.replica import Refused, Replica
from timewarp_jupyter.errors import OtherHistory, ProtocolError, TooLarge
from timewarp_jupyter.store.interface import Journal, UpdateRow

ANA, BEN = 101, 202


def replica(text: str = "FD 50\n", **limits: int) -> Replica:
    first = genesis("demo/a.logo", "history", text)
    journal = Journal(None, 0, [UpdateRow(1, "ana", 0, first.update)], {first.client_id: "ana"})
    sizes = {"max_bytes": 10**6, "max_text_bytes": 10**6, "max_clients": 100, "max_edits": 9999} | limits
    return Replica(load(journal), first.client_id, **sizes)


def copy(of: Replica, client_id: int) -> tuple[Doc[Any], Text]:
    doc: Doc[Any] = Doc(client_id=client_id)
    text = doc.get("source", type=Text)
    doc.get("state", type=Map)
    doc.apply_update(of.doc.get_update())
    return doc, text


def typed(of: Replica, client_id: int, what: str, at: int = 0) -> bytes:
    doc, text = copy(of, client_id)
    before = doc.get_state()
    text.insert(at, what)
    return doc.get_update(before)


def test_an_edit_is_applied_and_its_client_id_claimed() -> None:
    document = replica()
    applied = document.apply(typed(document, ANA, "CS "), "ana")
    assert document.text == "CS FD 50\n"
    assert applied is not None
    assert (applied.inserted, applied.deleted, list(applied.claims), applied.clock) == (3, 0, [ANA], 3)
    assert document.ledger.owners[ANA] == "ana"


def test_the_same_edit_again_is_no_news() -> None:
    document = replica()
    update = typed(document, ANA, "CS ")
    assert document.apply(update, "ana") is not None
    assert document.apply(update, "ana") is None
    assert document.apply(update, "ben") is None
    assert document.text == "CS FD 50\n"


def test_writing_at_anothers_next_clock_is_refused_whole() -> None:
    document = replica()
    document.apply(typed(document, ANA, "CS "), "ana")
    forged = typed(document, ANA, "EVIL ")
    with pytest.raises(OtherHistory):
        document.apply(forged, "ben")
    assert document.text == "CS FD 50\n"
    honest = typed(document, ANA, "PU ")
    document.apply(honest, "ana")
    assert document.text == "PU CS FD 50\n"


def test_client_ids_of_the_server_are_refused() -> None:
    document = replica()
    for client in (SERVER_IDS.start + 5, document.doc.client_id):
        with pytest.raises(OtherHistory):
            document.apply(typed(document, client, "x"), "ana")
    assert document.text == "FD 50\n"


def test_a_gap_is_not_applied() -> None:
    document = replica()
    doc, text = copy(document, ANA)
    text.insert(0, "a")
    before = doc.get_state()
    text.insert(1, "b")
    with pytest.raises(Gap):
        document.apply(doc.get_update(before), "ana")
    assert document.text == "FD 50\n"
    document.apply(doc.get_update(document.doc.get_state()), "ana")
    assert document.text == "abFD 50\n"


def test_an_edit_that_waits_on_anothers_next_clock_is_a_gap() -> None:
    """An origin that does not exist yet would sit in the CRDT until its owner types, and then appear."""
    document = replica()
    waiting = b"\x01\x01" + varuint(BEN) + b"\x00\x84" + varuint(ANA) + b"\x00" + var_string("x") + b"\x00"
    with pytest.raises(Gap):
        document.apply(waiting, "ben")


def test_two_structs_that_wait_for_each_other_are_a_gap() -> None:
    first = b"\x01" + varuint(BEN) + b"\x00\x84" + varuint(BEN + 1) + b"\x00" + var_string("x")
    second = b"\x01" + varuint(BEN + 1) + b"\x00\x84" + varuint(BEN) + b"\x00" + var_string("y")
    with pytest.raises(Gap):
        replica().apply(b"\x02" + first + second + b"\x00", "ben")


def test_own_edits_of_two_pages_come_together_in_any_order() -> None:
    document = replica()
    doc, text = copy(document, ANA)
    text.insert(0, "ab")
    later, later_text = copy(document, ANA - 1)
    later.apply_update(doc.get_update())
    later_text.insert(1, "X")
    document.apply(later.get_update(document.doc.get_state()), "ana")
    assert document.text == "aXbFD 50\n"
    assert document.ledger.clocks[ANA] == 2 and document.ledger.clocks[ANA - 1] == 1


def test_a_deletion_of_what_is_not_there_is_a_gap() -> None:
    with pytest.raises(Gap):
        replica().apply(b"\x00\x01" + varuint(ANA) + b"\x01\x00\x05", "ana")


def test_a_struct_that_refers_to_itself_is_refused() -> None:
    own = b"\x01\x01" + varuint(BEN) + b"\x00\x84" + varuint(BEN) + b"\x00" + var_string("x") + b"\x00"
    with pytest.raises(ProtocolError):
        replica().apply(own, "ben")


def test_text_beside_a_value_of_the_state_is_refused() -> None:
    document = replica()
    entry = next(iter(document.ledger.state_ids))
    beside = (
        b"\x01\x01" + varuint(BEN) + b"\x00\x84" + varuint(entry.client) + varuint(entry.clock)
        + var_string("hidden") + b"\x00"
    )  # fmt: skip
    with pytest.raises(ProtocolError):
        document.apply(beside, "ben")


def test_a_value_beside_text_is_refused() -> None:
    document = replica()
    client = document.doc.client_id
    beside = b"\x01\x01" + varuint(BEN) + b"\x00\x88" + varuint(client) + varuint(2) + b"\x01\x7d\x05\x00"
    with pytest.raises(ProtocolError):
        document.apply(beside, "ben")


def test_a_viewer_brings_no_news_but_may_repeat_what_is_known() -> None:
    document = replica()
    doc, text = copy(document, ANA)
    del text[0:1]
    document.apply(doc.get_update(), "ana", whole=True)
    same, same_text = copy(document, BEN)
    assert document.apply(same.get_update(), "ben", may_write=False, whole=True) is None
    del same_text[0:1]
    with pytest.raises(Refused):
        document.apply(same.get_update(document.doc.get_state()), "ben", may_write=False, whole=True)
    with pytest.raises(Refused):
        document.apply(typed(document, BEN, "x"), "ben", may_write=False)
    assert document.text == "D 50\n"


def test_limits_on_history_text_and_client_ids() -> None:
    with pytest.raises(TooLarge, match="full"):
        small = replica(max_text_bytes=20)
        small.apply(typed(small, ANA, "x" * 30), "ana")
    with pytest.raises(TooLarge, match="full"):
        small = replica(max_bytes=100)
        small.apply(typed(small, ANA, "x" * 200), "ana")
    crowded = replica(max_clients=2)
    crowded.apply(typed(crowded, ANA, "a"), "ana")
    with pytest.raises(TooLarge, match="devices"):
        crowded.apply(typed(crowded, BEN, "b"), "ben")


def test_a_replica_from_a_checkpoint_knows_its_state_entries() -> None:
    document = replica()
    for value in (True, False, True):
        doc, _ = copy(document, ANA)
        before = doc.get_state()
        doc.get("state", type=Map)["dirty"] = value
        document.apply(doc.get_update(before), "ana")
    again = Replica(
        load(Journal(document.doc.get_update(), 9, [], dict(document.ledger.owners))),
        document.doc.client_id,
        max_bytes=10**6,
        max_text_bytes=10**6,
        max_clients=100,
        max_edits=9999,
    )
    assert again.ledger.state_ids == document.ledger.state_ids
    assert again.ledger.clocks == document.ledger.clocks


@pytest.mark.parametrize(
    "half",
    [
        b"\x00\x01" + varuint(ANA) + b"\x01\x01\x01",
        b"\x00\x01" + varuint(ANA) + b"\x01\x02\x01",
        b"\x01\x01" + varuint(BEN) + b"\x00\x84" + varuint(ANA) + b"\x01" + var_string("Z") + b"\x00",
        b"\x01\x01" + varuint(BEN) + b"\x00\x44" + varuint(ANA) + b"\x02" + var_string("Z") + b"\x00",
    ],
)
@pytest.mark.parametrize("reloaded", [False, True])
def test_a_surrogate_pair_is_not_divided(half: bytes, reloaded: bool) -> None:
    """Yjs makes two replacement characters of it, yrs drops or moves it: never equal again."""
    document = replica()
    document.apply(typed(document, ANA, "x😀y"), "ana")
    if reloaded:
        whole = Journal(document.doc.get_update(), 9, [], dict(document.ledger.owners))
        document = Replica(
            load(whole),
            document.doc.client_id,
            max_bytes=10**6,
            max_text_bytes=10**6,
            max_clients=100,
            max_edits=9999,
        )
    with pytest.raises(ProtocolError, match="Half"):
        document.apply(half, "ben")
    document.apply(typed(document, BEN, "<😁>"), "ben")
    assert document.text == "<😁>x😀yFD 50\n"
    both = b"\x00\x01" + varuint(ANA) + b"\x01\x01\x02"
    document.apply(both, "ben")
    assert document.text == "<😁>xyFD 50\n"


def at_the_end(of: Replica, *clients: int) -> bytes:
    """What each of so many clients writes behind the server's text: there is a neighbour for all."""
    (server,) = [client for client in of.ledger.clocks if client in SERVER_IDS]
    origin = varuint(server) + varuint(of.ledger.clocks[server] - 1)
    runs = (b"\x01" + varuint(client) + b"\x00\x84" + origin + var_string("x") for client in clients)
    return varuint(len(clients)) + b"".join(runs) + b"\x00"


def test_nobody_uses_up_the_client_ids_of_a_document() -> None:
    """Which are for ever: one user may have a tenth, 20 by one message; the others go on writing."""
    document = replica(max_clients=1000)
    with pytest.raises(TooLarge, match="at once"):
        document.apply(at_the_end(document, *range(1, 22)), "eve")
    for first in range(1, 101, 20):
        document.apply(at_the_end(document, *range(first, first + 20)), "eve")
    with pytest.raises(TooLarge, match="You have written"):
        document.apply(at_the_end(document, 900), "eve")
    document.apply(at_the_end(document, 1), "eve")  # what is known is no news
    document.apply(typed(document, ANA, "CS "), "ana")
    assert document.text == "CS FD 50\n" + "x" * 100
    whole = Journal(document.doc.get_update(), 9, [], dict(document.ledger.owners))
    again = Replica(
        load(whole),
        document.doc.client_id,
        max_bytes=10**6,
        max_text_bytes=10**6,
        max_clients=1000,
        max_edits=9,
    )
    with pytest.raises(TooLarge, match="You have written"):
        again.apply(at_the_end(again, 900), "eve")


def test_a_new_client_id_costs_ten_updates() -> None:
    document = replica()
    assert cost_of(document.apply(at_the_end(document, 1, 2), "eve")) == 21
    assert cost_of(document.apply(typed(document, ANA, "x", at=3), "ana")) == 11
