"""A bounded run of the fuzzer: a fixed seed, and a fresh one. ``python -m attack`` in ``tests/`` goes on."""

from __future__ import annotations

import secrets
import time

import pytest
from pycrdt import Text

from .forge import taken_apart
from .fuzz import Broken, Tally, World, attack

SECONDS = 4.0
FRESH = secrets.randbits(32)


@pytest.mark.parametrize("seed", [1, pytest.param(FRESH, id="fresh")])
def test_hostile_updates_are_refused_or_do_no_harm(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    tally, deadline = Tally(), time.monotonic() + SECONDS
    for number in range(1000):
        if time.monotonic() > deadline:
            break
        attack(seed + number, tally, 2000, deadline)
    with capsys.disabled():
        print(f"\nfrom seed {seed} on: {tally}")
    assert tally.outcomes["accepted"] > 20
    assert tally.outcomes["ProtocolError"] > tally.outcomes["accepted"]
    assert tally.checks >= tally.worlds


def test_an_update_is_put_together_again_as_it_was() -> None:
    for update in World(3, Tally()).corpus:
        assert taken_apart(taken_apart(update).encode()) == taken_apart(update)


def test_what_is_wrong_is_found() -> None:
    """A reload that differs, a client that has something else: the fuzzer says so."""
    world = World(4, Tally())
    world.check()
    world.rows.pop()
    with pytest.raises(Broken, match="reloaded"):
        world.check()
    world = World(4, Tally())
    world.peer.get("source", type=Text).insert(0, "lost")
    with pytest.raises(Broken, match="peer"):
        world.check()
