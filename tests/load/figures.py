"""Figures of a run: latency by the minute, memory as a line through its samples, what is left at the end."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KEPT_BY_DESIGN = frozenset(
    {
        "timewarp_jupyter.documents.access.Identity",
        "timewarp_jupyter.documents.allowance.Allowance",
        "timewarp_jupyter.documents.rate.TokenBucket",
        "timewarp_jupyter.rooms.people.Person",
        "timewarp_jupyter.store.interface.DocumentRow",
        "timewarp_jupyter.store.interface.MemberRow",
        "timewarp_jupyter.store.interface.PersonRow",
        "timewarp_jupyter.store.interface.RoomRow",
    }
)
"""One for each person, member, room or program that there is: not for those who were there."""


@dataclass(frozen=True, slots=True)
class Inside:
    """How many of what there is in a server; ``fds`` by what they are, as the system tells it."""

    tasks: Mapping[str, int]
    objects: Mapping[str, int]
    threads: int
    fds: Mapping[str, int]

    def beyond(self, before: Inside) -> dict[str, int]:
        """What is there now and was not before, except for what stays by design."""
        grown = {f"task {name}": count - before.tasks.get(name, 0) for name, count in self.tasks.items()}
        grown |= {
            name: count - before.objects.get(name, 0)
            for name, count in self.objects.items()
            if name not in KEPT_BY_DESIGN
        }
        grown |= {f"open {name}": count - before.fds.get(name, 0) for name, count in self.fds.items()}
        return {name: more for name, more in grown.items() if more > 0}


def milliseconds(times: Sequence[float]) -> tuple[float, float, float]:
    """p50, p99 and the longest of times in seconds; zeros where there are none."""
    if not times:
        return 0.0, 0.0, 0.0
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return ordered[len(ordered) // 2] * 1000, p99 * 1000, ordered[-1] * 1000


def slope(samples: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Least squares through (seconds, bytes): KiB a minute, and its standard error."""
    xs, ys = [at / 60 for at, _ in samples], [size / 1024 for _, size in samples]
    rise, start = statistics.linear_regression(xs, ys)
    rest = [y - start - rise * x for x, y in zip(xs, ys, strict=True)]
    spread = sum((x - statistics.fmean(xs)) ** 2 for x in xs)
    error = (sum(each**2 for each in rest) / max(1, len(xs) - 2) / spread) ** 0.5 if spread else 0.0
    return rise, error


def minute_line(minute: int, times: Sequence[float], lag: Sequence[float], **more: Any) -> str:
    """One line of the table."""
    p50, p99, worst = milliseconds(times)
    figures = "  ".join(f"{name} {value}" for name, value in more.items())
    return (
        f"minute {minute:>2}: p50 {p50:5.1f} ms  p99 {p99:6.1f}  worst {worst:6.1f}  of {len(times)}"
        f"  (own lag p99 {milliseconds(lag)[1]:.1f})  {figures}"
    )
