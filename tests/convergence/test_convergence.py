"""A fixed set of plans and some fresh ones; ``python -m tests.convergence`` tries more of them."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from .ending import run
from .inside import inside, running
from .judging import require
from .plan import Plan, Step, load, make, save, shrink
from .run import Grounds, carry_out, find

FRESH = [secrets.randbits(32) for _ in range(4)]
RUNNING = [*range(8), *(pytest.param(secrets.randbits(32), id="fresh") for _ in range(2))]
pytestmark = pytest.mark.timeout(240)
KEPT = sorted((Path(__file__).parent / "plans").glob("*.plan"))


@pytest.mark.parametrize("seed", [*range(24), *(pytest.param(seed, id="fresh") for seed in FRESH)])
async def test_everything_is_there_once_in_the_end(seed: int, request: pytest.FixtureRequest) -> None:
    await require(make(seed), f"seed-{seed}", inside, request.config)


@pytest.mark.parametrize("seed", RUNNING)
async def test_the_same_where_the_server_does_by_itself_what_it_does(
    seed: int, request: pytest.FixtureRequest
) -> None:
    await require(make(seed), f"running-{seed}", running, request.config)


@pytest.mark.parametrize("file", KEPT, ids=[file.stem for file in KEPT])
async def test_what_once_failed(file: Path) -> None:
    await carry_out(load(file), inside)


async def test_a_room_that_was_asleep_was_not_in_memory(tmp_path: Path) -> None:
    """Everybody types, sleeps while the server lets go of the room, and goes on with the same replica."""
    steps = [
        *(Step(name, who, 0.3 * who, 2) for who in range(3) for name in ("come", "type", "pump", "type")),
        Step("disk_insert", at=0.5),
        Step("unload"),
        *(Step(name, who, 0.9, 1) for who in range(3) for name in ("come", "pump", "type", "undo", "redo")),
    ]
    async with inside(tmp_path) as ground:
        world = await run(ground, steps)
    assert world.unloads == 1


async def test_a_plan_that_fails_is_kept_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fault_of(plan: Plan, grounds: Grounds) -> str:
        return "Wrong: lost" if any(step.name == "kill" for step in plan) else ""

    monkeypatch.setattr("convergence.run.fault_of", fault_of)
    found = await find(make(2), tmp_path / "kept" / "seed-2.plan", inside)
    assert found == (tmp_path / "kept" / "seed-2.plan", "Wrong: lost")
    assert [step.name for step in load(found[0])] == ["kill"]
    assert found[0].read_text().startswith("# Wrong: lost\n")


def test_a_plan_is_what_its_file_says(tmp_path: Path) -> None:
    plan = make(7)
    save(plan, tmp_path / "seven.plan")
    assert list(load(tmp_path / "seven.plan")) == list(plan) == list(make(7))


async def test_a_plan_is_made_as_short_as_it_can_be() -> None:
    async def fails(plan: Plan) -> bool:
        names = [step.name for step in plan]
        return "kill" in names and "disk_insert" in names[names.index("kill") :]

    shortest = await shrink(make(2, 400), fails)
    assert [step.name for step in shortest] == ["kill", "disk_insert"]
