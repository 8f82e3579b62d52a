"""Plans under pytest: what fails is made short, kept as a file beside the report, and told in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from .plan import Plan
from .run import Grounds, find

_SHRINKING = 60.0
"""Seconds that may be spent on making a plan shorter."""
_HERE = Path(__file__).parent


async def require(plan: Plan, name: str, grounds: Grounds, config: pytest.Config) -> None:
    """Carry a plan out. Where it fails, the test does, with the file of the shortest one and its content."""
    found = await find(plan, _folder(config) / f"{name}.plan", grounds, _SHRINKING)
    if found is not None:
        file, fault = found
        pytest.fail(f"{fault}\nkept as {file}:\n{file.read_text()}", pytrace=False)


def _folder(config: pytest.Config) -> Path:
    """Beside the report, if one is written; otherwise a folder that is no part of the project."""
    report: str | None = config.getoption("xmlpath", None)
    return Path(report).resolve().parent if report else _HERE / "failed"
