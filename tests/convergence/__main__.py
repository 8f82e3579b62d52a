"""``python -m tests.convergence``: replay a plan's file, or try seeds for as long as there is time."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import logging
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

from .plan import load, make  # noqa: E402
from .run import Grounds, carry_out, find  # noqa: E402

_HERE = Path(__file__).parent


def main() -> int:
    """0 where nothing failed."""
    options = _options()
    if not options.log:
        logging.disable(logging.CRITICAL)
    grounds = _grounds(options)
    for file in options.files:
        asyncio.run(carry_out(load(file), grounds))
        print(f"{file.name}: everything is there once", flush=True)
    return 0 if options.files else _try_seeds(options, grounds)


def _grounds(options: argparse.Namespace) -> Grounds:
    if options.processes:
        from .outside import outside

        return outside
    from .inside import inside, running

    return running if options.running else inside


def again(file: Path, options: argparse.Namespace) -> str:
    """The command that carries a plan out again."""
    how = " --processes" if options.processes else " --running" if options.running else ""
    return f"python -m tests.convergence{how} {file}"


def _try_seeds(options: argparse.Namespace, grounds: Grounds) -> int:
    begun, failed, done = time.monotonic(), 0, 0
    for seed in itertools.count(options.first):
        if time.monotonic() > begun + 3600 * options.hours:
            break
        plan = make(seed, options.length)
        found = asyncio.run(find(plan, options.keep / f"seed-{seed}.plan", grounds))
        done += 1
        if found is not None:
            failed += 1
            file, fault = found
            print(f"seed {seed}: {fault}\nagain: {again(file, options)}", flush=True)
    hours = (time.monotonic() - begun) / 3600
    steps = done * options.length
    print(f"{done} plans from seed {options.first}, {steps} steps, {hours:.2f} hours: {failed} failed")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.convergence", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="plans to carry out, in place of new ones")
    parser.add_argument("--processes", action="store_true", help="against a real server")
    parser.add_argument("--running", action="store_true", help="with all that a server does by itself")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--hours", type=float, default=1 / 60, help="how long to try seeds")
    parser.add_argument("--length", type=int, default=120, help="operations of a plan")
    parser.add_argument("--keep", type=Path, default=_HERE / "plans", help="where failing plans go")
    parser.add_argument("--log", action="store_true", help="show what the server has to say")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
