"""``python -m convergence``, in ``tests/``: replay a plan, or try seeds for as long as there is time."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import time
from pathlib import Path

from .plan import load
from .run import carry_out, find


def main() -> int:
    """0 where nothing failed."""
    parser = argparse.ArgumentParser(prog="python -m convergence", description=__doc__)
    parser.add_argument("--replay", type=Path, help="carry out the plan of this file, and show what is wrong")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long to try seeds")
    parser.add_argument("--length", type=int, default=120, help="operations of a plan")
    parser.add_argument("--keep", type=Path, default=Path("convergence/plans"), help="where failing plans go")
    options = parser.parse_args()
    if options.replay:
        asyncio.run(carry_out(load(options.replay)))
        return 0
    options.keep.mkdir(parents=True, exist_ok=True)
    end, failed, seed = time.monotonic() + 60 * options.minutes, 0, options.first
    for seed in itertools.count(options.first):
        if time.monotonic() > end:
            break
        if (file := asyncio.run(find(seed, options.keep, options.length))) is not None:
            failed += 1
            print(f"seed {seed} fails: python -m convergence --replay {file}", flush=True)
    print(f"{seed - options.first} plans, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
