"""``python -m benchmarks``: run a scenario against each peer in turn and print the table."""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import cli, idle, machine, opening, report, starting, typing_run
from .crew import WorkerFailed
from .measure import split_cores
from .peers import PEERS, Peer
from .peers.base import PeerFailed
from .peers.jupyter import PlainJupyter
from .peers.timewarp import TimeWarpPeer
from .visitor import VisitorRefused

#: What may go wrong with one peer without ending the run; it becomes that peer's result.
PEER_TROUBLE = (PeerFailed, VisitorRefused, WorkerFailed, TimeoutError, OSError, AssertionError)
Cores = tuple[int, ...]


def measure_peer(peer: Peer, measure: Callable[[Peer], dict[str, Any]]) -> dict[str, Any]:
    """Start a peer, measure it, stop it; a failure is a result, too."""
    print(f"{peer.name} …", file=sys.stderr, flush=True)
    try:
        peer.start()
        return {"version": peer.version(), **measure(peer)}
    except PEER_TROUBLE as error:
        return {"error": f"{type(error).__name__}: {error}"}
    finally:
        peer.stop()


def measure_all(
    options: argparse.Namespace, scratch: Path, server: Cores, clients: Cores
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run the chosen scenario against the chosen peers; answer its settings and the results."""
    stamp = time.strftime("%Y%m%dT%H%M%S")

    def each(measure: Callable[[Peer], dict[str, Any]]) -> dict[str, Any]:
        return {
            name: measure_peer(PEERS[name](scratch / f"{name}-{stamp}", server), measure)
            for name in cli.peers_of(options)
        }

    if options.scenario == "start":
        kinds = (PlainJupyter, TimeWarpPeer)
        return {}, starting.run([kind(scratch / f"{kind.name}-{stamp}", server) for kind in kinds])
    if options.scenario == "opening":
        return {}, each(lambda peer: asyncio.run(opening.run(peer)))
    if options.scenario == "idle":
        return {}, each(lambda peer: asyncio.run(idle.run(peer, options.seconds)))
    scenario = cli.scenario_of(options)
    past = typing_run.past_of(scenario)
    results = each(lambda peer: asyncio.run(typing_run.run(peer, scenario, past, clients)))
    report.add_ratios(results)
    return asdict(scenario), results


def show(settings: dict[str, Any], found: dict[str, Any], results: dict[str, Any]) -> None:
    """Print the table and what belongs to it."""
    disk = found["fsync_ms"]
    print(
        f"{found['processor']}, {found['cores']} cores (server on {found['server_cores']}, "
        f"clients on {found['client_cores']}), Python {found['python']}; "
        f"fsync {disk['median']} ms (p99 {disk['p99']}); load before {found['load_before']}"
    )
    if settings:
        print(", ".join(f"{name} {value}" for name, value in settings.items()) + "\n")
        print(report.typing_table(results))
        print("\n".join(report.remarks(results)))
    else:
        print(report.plain_table(results))


def main() -> int:
    """Run what the command line asks for; 1 if a peer failed."""
    parser = cli.parser()
    options = parser.parse_args()
    try:
        cli.peers_of(options)
    except ValueError as error:
        parser.error(str(error))
    # Ended from outside, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # 500 clients need more open files than the usual 1024; servers inherit it.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    scratch = options.scratch or Path(tempfile.gettempdir()) / "timewarp-benchmarks"
    scratch.mkdir(parents=True, exist_ok=True)
    server, clients = split_cores()
    found = machine.describe(scratch, server, clients)
    settings, results = measure_all(options, scratch, server, clients)
    show(settings, found, results)
    if options.json:
        whole = {"scenario": options.scenario, "settings": settings, "machine": found, "results": results}
        options.json.write_text(json.dumps(whole, indent=2) + "\n")
    return int(any("error" in row for row in results.values()))


if __name__ == "__main__":
    sys.exit(main())
