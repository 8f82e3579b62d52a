"""Results as tables for people. All they say is in the JSON as well."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]
#: The peers that ours is compared with.
REFERENCES = {"y-websocket": "x y-ws", "jupyter-collaboration": "x j-c"}
_TYPING = (
    "peer",
    "p50 ms",
    "p95",
    "p99",
    "max",
    "lost",
    "dropped",
    "us/delivery",
    *REFERENCES.values(),
    "server CPU",
    "MB",
    "KB/conn",
    "client CPU",
    "client lag p99",
)


def add_ratios(results: dict[str, Row]) -> None:
    """Add to each peer's row how its CPU per delivery relates to the references'."""
    for row in results.values():
        row["cpu_ratio"] = {reference: _ratio(row, results.get(reference, {})) for reference in REFERENCES}


def _ratio(row: Row, reference: Row) -> float | None:
    ours, theirs = row.get("cpu_us_per_delivery"), reference.get("cpu_us_per_delivery")
    return round(ours / theirs, 3) if ours and theirs else None


def typing_table(results: dict[str, Row]) -> str:
    """A scenario of people typing, one row per peer."""
    rows = [
        _failed(name, row, len(_TYPING)) if "error" in row else _typing_row(name, row)
        for name, row in results.items()
    ]
    return table(_TYPING, rows)


def _typing_row(name: str, row: Row) -> list[str]:
    latency = row["latency_ms"]
    return [
        name,
        *(f"{latency[share]:,.1f}" for share in ("p50", "p95", "p99", "max")),
        f"{row['lost']:,}",
        str(len(row["dropped"])),
        _number(row["cpu_us_per_delivery"], "{:.1f}"),
        *(_number(row["cpu_ratio"][reference], "{:.2f}") for reference in REFERENCES),
        f"{row['server_cpu']:.0%}",
        f"{row['memory_bytes'] / 1e6:.0f}",
        f"{row['bytes_per_connection'] / 1e3:.0f}",
        "+".join(f"{share:.0%}" for share in row["client_cpu"]),
        f"{row['client_lag_ms']['p99']:.1f}",
    ]


def plain_table(results: dict[str, Row]) -> str:
    """Any other scenario: the columns are the keys of the rows."""
    keys = list(dict.fromkeys(key for row in results.values() for key in row if key != "version"))
    rows = [
        [name, *("-" if row.get(key) is None else str(row[key]) for key in keys)]
        for name, row in results.items()
    ]
    return table(("peer", *keys), rows)


def table(head: Iterable[str], rows: list[list[str]]) -> str:
    """A Markdown table with aligned columns."""
    lines = [list(head), *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def remarks(results: dict[str, Row]) -> list[str]:
    """What a reader of the table must know: saturated clients, loss, unequal texts, GETs."""
    found = []
    for name, row in results.items():
        if "error" in row:
            found.append(f"{name}: {row['error']}")
            continue
        if max(row["client_cpu"]) > 0.8:
            found.append(f"{name}: the load clients were near saturation; latencies are theirs, too")
        if row["lost"]:
            found.append(f"{name}: {row['lost']:,} edits had not arrived when patience ended")
        elif row["different_texts"] > 1:
            found.append(f"{name}: the documents of the clients differ")
        if row["gets"]:
            gets = row["gets"]
            found.append(
                f"{name}: {gets['count']} GETs after saves, {gets['failed']} failed, "
                f"p99 {gets['ms']['p99']:.0f} ms"
            )
    return found


def _failed(name: str, row: Row, columns: int) -> list[str]:
    return [name, "failed", *[""] * (columns - 2)]


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else form.format(value)
