"""A fixed set of plans and some fresh ones; ``python -m tests.convergence`` tries more of them."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from .inside import inside
from .plan import Plan, load, make, save, shrink
from .run import carry_out

FRESH = [secrets.randbits(32) for _ in range(4)]
KEPT = sorted((Path(__file__).parent / "plans").glob("*.plan"))


@pytest.mark.parametrize("seed", [*range(24), *(pytest.param(seed, id="fresh") for seed in FRESH)])
async def test_everything_is_there_once_in_the_end(seed: int) -> None:
    try:
        await carry_out(make(seed), inside)
    except Exception as error:
        raise AssertionError(f"seed {seed}: {error}") from error


@pytest.mark.parametrize("file", KEPT, ids=[file.stem for file in KEPT])
async def test_what_once_failed(file: Path) -> None:
    await carry_out(load(file), inside)


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
