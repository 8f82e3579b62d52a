"""Carrying out plans: one, or many for hours; what fails is made short and kept as a file."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from . import plan as plans
from .ending import run
from .ground import Ground

Grounds = Callable[[Path], AbstractAsyncContextManager[Ground]]
"""Makes a new ground in an empty folder."""
_LONGEST = 300.0
"""Seconds after which a plan counts as one that never ends."""

_SHRINKING = 600.0
"""Seconds that may be spent on making a plan shorter."""


async def carry_out(plan: plans.Plan, grounds: Grounds) -> None:
    """Carry a plan out in a folder of its own. Raises what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        async with grounds(Path(folder)) as ground:
            await asyncio.wait_for(run(ground, plan), _LONGEST)


async def fault_of(plan: plans.Plan, grounds: Grounds) -> str:
    """What is wrong at the end of a plan, or on the way; empty if nothing is."""
    try:
        await carry_out(plan, grounds)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


async def find(
    plan: plans.Plan, file: Path, grounds: Grounds, seconds: float = _SHRINKING
) -> tuple[Path, str] | None:
    """Try a plan. Where it fails, the file of the shortest plan that does, and what is wrong at its end."""
    fault = await fault_of(plan, grounds)
    if not fault:
        return None
    plans.save(plan, file)

    async def fails(shorter: plans.Plan) -> bool:
        return bool(await fault_of(shorter, grounds))

    shortest = await plans.shrink(plan, fails, seconds)
    # What depends on time may not fail any more: the whole plan is kept then.
    if still := await fault_of(shortest, grounds):
        plans.save(shortest, file)
    fault = still or fault
    plans.note(file, fault)
    return file, fault
