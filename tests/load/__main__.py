"""``python -m tests.load``: 1,000 connections in 40 rooms for ten minutes, and what they leave behind.

The server is a process of its own, all connections are this one's.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

from attack.target import Target  # noqa: E402
from support.descriptors import many_files  # noqa: E402

from .figures import slope  # noqa: E402
from .lessons import CONFIG, Rates  # noqa: E402
from .run import Outcome, run  # noqa: E402

WARM_UP = 0.4
"""The share of the run that does not count for the slope of the memory."""


def main() -> int:
    """0 where nobody was thrown out, all had the same, and nothing is left."""
    options = _options()
    many_files()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        target = Target(Path(folder), CONFIG)
        try:
            outcome = asyncio.run(_run(target, options))
            faults = target.faults()
        finally:
            target.server.stop()
    return _tell(outcome, faults)


async def _run(target: Target, options: argparse.Namespace) -> Outcome:
    return await run(
        target,
        rooms=options.rooms,
        connections=options.connections,
        seconds=options.minutes * 60,
        rates=Rates(),
        say=lambda line: print(line, flush=True),
    )


def _tell(outcome: Outcome, faults: list[str]) -> int:
    late = [sample for sample in outcome.memory if sample[0] >= WARM_UP * outcome.memory[-1][0]]
    rise, error = slope(late)
    print(
        f"memory from {late[0][0] / 60:.1f} to {late[-1][0] / 60:.1f} min: "
        f"{rise:+.1f} ± {2 * error:.1f} KiB/min, "
        f"{late[0][1] / 2**20:.1f} to {late[-1][1] / 2**20:.1f} MiB"
    )
    print(f"at most {outcome.most_connections} connections; threads before and after: {outcome.threads}")
    print(f"left behind: {outcome.left or 'nothing'}")
    print("\n".join(faults) or "nothing unexpected in the log")
    return 1 if outcome.left or faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long everyone is there")
    parser.add_argument("--rooms", type=int, default=40)
    parser.add_argument("--connections", type=int, default=1000, help="two for each tab")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
