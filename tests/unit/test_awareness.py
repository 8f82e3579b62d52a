"""Cursors: whose a client id is, and which news go out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from timewarp_jupyter.documents.access import Identity
from timewarp_jupyter.documents.awareness import Awareness
from timewarp_jupyter.documents.lib0 import read_string, read_varuint, var_bytes, varuint
from timewarp_jupyter.errors import ProtocolError, TooLarge

ANA = Identity("ana", "Ana", "#123456", "A")
BEN = Identity("ben", "Ben", "#654321", "B")


def announce(*entries: tuple[int, int, Any]) -> bytes:
    return varuint(len(entries)) + b"".join(
        varuint(client) + varuint(clock) + var_bytes(json.dumps(state).encode())
        for client, clock, state in entries
    )


def read(payload: bytes | None) -> dict[int, tuple[int, Any]]:
    assert payload is not None
    count, at = read_varuint(payload, 0)
    states = {}
    for _ in range(count):
        client, at = read_varuint(payload, at)
        clock, at = read_varuint(payload, at)
        text, at = read_string(payload, at)
        states[client] = (clock, json.loads(text))
    return states


def awareness(owners: dict[int, str] | None = None) -> Awareness:
    return Awareness((owners or {}).get, max_clients=3, max_bytes=200)


def test_the_server_writes_the_identity() -> None:
    states = awareness()
    states.receive("tab", ANA, announce((1, 1, {"cursors": [], "user": {"name": "The teacher"}})))
    clock, state = read(states.take_pending())[1]
    assert clock == 1
    assert state == {"cursors": [], "user": ANA.to_awareness()}
    assert states.take_pending() is None


def test_only_the_newest_state_goes_out() -> None:
    states = awareness()
    for clock in (1, 2, 3):
        states.receive("tab", ANA, announce((1, clock, {"line": clock})))
    assert read(states.take_pending())[1] == (3, {"line": 3, "user": ANA.to_awareness()})


def test_what_others_say_about_a_cursor_is_passed_over() -> None:
    states = awareness({9: "carl"})
    states.receive("a", ANA, announce((1, 1, {"line": 1})))
    states.receive("b", BEN, announce((2, 1, {})))
    states.take_pending()
    states.receive("b", BEN, announce((1, 50, {"line": 99}), (1, 60, None), (9, 1, {})))
    assert states.take_pending() is None
    assert read(states.everything())[1] == (1, {"line": 1, "user": ANA.to_awareness()})


def test_leaving_removes_the_cursor_and_coming_back_is_news() -> None:
    states = awareness()
    states.receive("old", ANA, announce((1, 7, {"line": 1})))
    states.take_pending()
    states.leave("old")
    assert read(states.take_pending()) == {1: (8, None)}
    states.receive("new", ANA, announce((1, 7, {"line": 1})))
    assert read(states.take_pending())[1] == (9, {"line": 1, "user": ANA.to_awareness()})


def test_a_new_connection_takes_a_cursor_over_and_the_old_one_no_longer_removes_it() -> None:
    states = awareness()
    states.receive("old", ANA, announce((1, 4, {"line": 1})))
    states.receive("new", ANA, announce((1, 4, {"line": 1})))
    assert read(states.take_pending())[1][0] == 5
    states.leave("old")
    assert states.take_pending() is None
    assert 1 in read(states.everything())


def test_two_tabs_of_one_person_do_not_take_each_others_cursor() -> None:
    states = awareness()
    states.receive("first", ANA, announce((1, 1, {})))
    states.receive("second", ANA, announce((2, 1, {})))
    states.receive("second", ANA, announce((1, 1, {})))
    states.receive("second", ANA, announce((1, 5, {"line": 9})))
    states.leave("second")
    assert 1 in read(states.everything()) and 2 not in read(states.everything())


def test_an_echo_is_not_sent_on_again() -> None:
    """y-websocket clients send back what they hear, their own states included."""
    states = awareness()
    states.receive("old", ANA, announce((1, 4, {})))
    states.receive("new", ANA, announce((1, 4, {})))
    (clock, state) = read(states.take_pending())[1]
    states.receive("new", ANA, announce((1, clock, state)))
    assert states.take_pending() is None


def test_a_new_name_is_told() -> None:
    states = awareness()
    states.receive("a", ANA, announce((1, 1, {})))
    states.take_pending()
    renamed = Identity("ana", "Anastasia", "#123456", "A")
    states.rename(renamed)
    assert read(states.take_pending()) == {1: (2, {"user": renamed.to_awareness()})}
    states.rename(renamed)
    assert states.take_pending() is None


@pytest.mark.parametrize(
    "payload",
    [b"", b"\x01", b"\x01\x01\x01\x03nul", announce((1, 1, [1])), announce((1, 1, 5)), b"\x00x", b"\xff\x7f",
     b"\x01\x01\x01" + var_bytes(b"[" * 190)],
)  # fmt: skip
def test_rubbish_is_refused(payload: bytes) -> None:
    with pytest.raises(ProtocolError):
        awareness().receive("a", ANA, payload)


def test_limits() -> None:
    with pytest.raises(TooLarge):
        awareness().receive("a", ANA, announce((1, 1, {"x": "y" * 300})))
    with pytest.raises(TooLarge):
        awareness().receive("a", ANA, announce(*((client, 1, {}) for client in range(1, 5))))


def test_one_users_cursors_are_limited_over_all_connections() -> None:
    """Everyone who joins is sent all of them. What has ended counts no more."""
    states = awareness()
    state = {"x": "y" * 150}
    size = len(json.dumps(state))
    most = 16 * 200 // size
    tabs = [object() for _ in range(most)]
    for number, tab in enumerate(tabs):
        states.receive(tab, ANA, announce((number, 1, state)))
    with pytest.raises(TooLarge, match="too many cursors"):
        states.receive("one more", ANA, announce((99, 1, state)))
    assert set(read(states.everything())) == set(range(most))
    states.receive("a", BEN, announce((100, 1, state)))
    states.receive(tabs[0], ANA, announce((0, 2, state)))
    states.leave(tabs[1])
    states.receive("again", ANA, announce((99, 2, state)))
    assert set(read(states.everything())) == {*range(most), 99, 100} - {1}


def test_nobody_churns_through_ids_until_those_of_others_are_free() -> None:
    """Ben has announced his id, has written nothing yet, and is away for a moment."""
    states = awareness()
    states.receive("b", BEN, announce((7, 5, {})))
    states.leave("b")
    for number in range(1000, 6000):
        states.receive("a", ANA, announce((number, 1, {})))
        states.receive("a", ANA, announce((number, 2, None)))
    states.take_pending()
    states.receive("a", ANA, announce((7, 9, {})))
    assert states.take_pending() is None
    states.receive("b again", BEN, announce((7, 5, {})))
    assert read(states.take_pending())[7] == (7, {"user": BEN.to_awareness()})


def test_a_new_name_is_in_what_those_who_join_are_sent() -> None:
    states = awareness()
    states.receive("a", ANA, announce((1, 1, {"line": 3})))
    new = Identity("ana", "Anna", "#123456", "A")
    states.rename(new)
    assert (
        read(states.everything())[1] == read(states.news())[1] == (2, {"line": 3, "user": new.to_awareness()})
    )
