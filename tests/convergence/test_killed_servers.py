"""A real server is killed at each point where a kill could lose or double something.

``python -m tests.convergence --processes`` does so at random.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from timewarp_jupyter.testing.killing import POINTS

from .ending import run
from .inside import inside
from .judging import require
from .outside import outside
from .plan import DYING, Plan, Step, make

pytestmark = [pytest.mark.node, pytest.mark.timeout(240)]

EVERYONE = range(3)
"""Two with pycrdt and, as number 1, one with Yjs in Node."""


def everybody_types() -> Iterator[Step]:
    """Each, wherever they are."""
    for who in EVERYONE:
        yield Step("come", who)
        yield Step("type", who, 0.3 * who, 2)
        yield Step("replace", who, 0.5, 1)
        yield Step("pump", who)
        yield Step("rest")


def killed_at(point: str) -> Iterator[Step]:
    """Everybody types, and then one brings the server to the point."""
    yield from everybody_types()
    yield Step("say", 0)
    if point.endswith("fold"):
        yield Step("save")
    yield Step(DYING + point)
    yield Step("type", 0, 0.9, 3)
    yield Step("pump", 0)
    if point.endswith("write"):
        yield Step("save")
    if point.endswith("fold"):
        yield Step("fold")
    yield Step("perish")
    yield Step("say_again", 0)


def killed_at_each() -> Plan:
    """One server after the other."""
    return [step for point in POINTS for step in killed_at(point)]


async def test_a_server_killed_at_each_point_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with outside(tmp_path) as ground:
        world = await run(ground, killed_at_each())
    assert world.deaths == list(POINTS)


async def test_the_same_without_a_process(tmp_path: Path) -> None:
    async with inside(tmp_path) as ground:
        world = await run(ground, killed_at_each())
    assert world.deaths == list(POINTS)


@pytest.mark.parametrize("seed", [3, pytest.param(secrets.randbits(32), id="fresh")])
async def test_random_troubles_of_a_real_server(seed: int, request: pytest.FixtureRequest) -> None:
    await require(make(seed, 40), f"processes-{seed}", outside, request.config)
