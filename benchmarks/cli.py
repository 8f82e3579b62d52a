"""The command: which scenario, which peers, how long, and where the results go."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from .peers import PEERS
from .scenarios import SCENARIOS, Scenario

OTHERS = ("opening", "idle", "start")


def parser() -> argparse.ArgumentParser:
    """The command line of ``python -m benchmarks``."""
    made = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure this server beside its peers: same clients, one after another.",
        epilog="Example: python -m benchmarks --scenario class --seconds 20 --preload "
        "--peers all --json out.json",
    )
    add = made.add_argument
    add(
        "--scenario",
        choices=[*SCENARIOS, *OTHERS],
        default="class",
        help="class: 100 people typing 2 edits/s each in one document; hall: 500, 1 edit/s; "
        "pair: two; opening: a document with 10,000 updates; idle: 30 people, nobody types; "
        "start: start of Jupyter with and without the extension (default: class)",
    )
    add(
        "--peers",
        default="all",
        metavar="NAMES",
        help=f"comma-separated, of {', '.join(PEERS)}; or all (default)",
    )
    add(
        "--seconds",
        type=float,
        default=20.0,
        help="how long people type, or sit idle; of a run longer than a minute the last minute "
        "is measured (default: 20)",
    )
    add(
        "--preload",
        action="store_true",
        help="begin with a document of 20,000 interleaved runs with 30 %% deletes",
    )
    add(
        "--gets",
        action="store_true",
        help="send the GETs of stock JupyterLab clients after each save (Jupyter peers only)",
    )
    add("--clients", type=int, help="another number of people than the scenario's")
    add("--rate", type=float, help="other edits per second of each than the scenario's")
    add(
        "--apply",
        type=float,
        metavar="SHARE",
        help="share of clients that apply what they receive to a Yjs document of their own "
        "(class and pair: 1; hall: 0.02, for the client's machine is the limit); all read "
        "every frame and count every edit in any case",
    )
    add("--warm-up", type=float, help="seconds of typing before measuring (default: 3)")
    add(
        "--patience",
        type=float,
        help="seconds a server that fell behind gets to deliver the rest (default: 60)",
    )
    add("--json", type=Path, metavar="FILE", help="write all figures to this file")
    add(
        "--scratch",
        type=Path,
        metavar="DIR",
        help="where peers are installed and store documents; the disk that is measured (default: "
        "a folder in the system's temporary one, kept between runs for npm)",
    )
    return made


def scenario_of(options: argparse.Namespace) -> Scenario:
    """The chosen scenario with what the options change."""
    changes = {
        "seconds": options.seconds,
        "preload": options.preload,
        "gets": options.gets,
        "clients": options.clients,
        "rate": options.rate,
        "apply": options.apply,
        "warm_up": options.warm_up,
        "patience": options.patience,
    }
    given = {name: value for name, value in changes.items() if value is not None}
    return replace(SCENARIOS[options.scenario], **given)


def peers_of(options: argparse.Namespace) -> list[str]:
    """The chosen peers. Raises ValueError for an unknown one."""
    names = list(PEERS) if options.peers == "all" else options.peers.split(",")
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise ValueError(f"unknown peers: {', '.join(unknown)}; known: {', '.join(PEERS)}")
    return names
