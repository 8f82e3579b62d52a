"""Carrying out plans: one, or many for hours; what fails is made short and kept as a file."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "unit")]

from room_files import LAZY, room_files  # noqa: E402

from timewarp_jupyter.testing.contents import FullDiskContents  # noqa: E402

from . import plan as plans  # noqa: E402
from .world import run  # noqa: E402


async def carry_out(plan: plans.Plan) -> None:
    """Carry a plan out in a folder of its own. Raises what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        async with room_files(Path(folder), FullDiskContents, **LAZY) as room:
            await run(room, plan)


async def fails(plan: plans.Plan) -> bool:
    """Whether anything is wrong at the end of a plan, or on the way."""
    try:
        await asyncio.wait_for(carry_out(plan), 60)
    except Exception:
        return True
    return False


async def find(seed: int, folder: Path, length: int = 120) -> Path | None:
    """Try a seed's plan. Where it fails, the file of the shortest plan that does."""
    plan = plans.make(seed, length)
    if not await fails(plan):
        return None
    file = folder / f"seed-{seed}.plan"
    plans.save(plan, file)
    plans.save(await plans.shrink(plan, fails), file)
    return file
