"""The machine and the software that figures belong to; without names of hosts or paths."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from .measure import fsync_ms


def describe(scratch: Path, server: tuple[int, ...], clients: tuple[int, ...]) -> dict[str, Any]:
    """Processor, kernel, Python, load before the run, and the disk under ``scratch``."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "server_cores": list(server),
        "client_cores": list(clients),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load_before": [round(load, 2) for load in os.getloadavg()],
        "fsync_ms": fsync_ms(scratch),
    }


def _processor() -> str:
    """The processor's name as the kernel gives it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()
