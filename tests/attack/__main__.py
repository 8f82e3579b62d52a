"""``python -m attack``, in ``tests/``: hostile updates, for as long as there is time.

Each document has a seed; ``--replay`` attacks one again. Documents live in a process of their own, for what
is looked for may also end it, or never end.
"""

from __future__ import annotations

import argparse
import secrets

from .fuzz import Tally, attack
from .long_run import UPDATES, attack_for


def main() -> int:
    """0 where everything held."""
    parser = argparse.ArgumentParser(prog="python -m attack", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long to attack")
    parser.add_argument("--seed", type=int, help="of the first document; a fresh one if not given")
    parser.add_argument("--replay", type=int, help="attack the document with this seed")
    options = parser.parse_args()
    if options.replay is not None:
        tally = Tally()
        attack(options.replay, tally, UPDATES)
        print(tally)
        return 0
    first = secrets.randbits(32) if options.seed is None else options.seed
    print(f"from seed {first} on", flush=True)
    tally, broken = attack_for(60 * options.minutes, first)
    print(f"{tally}; {broken} broken", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
