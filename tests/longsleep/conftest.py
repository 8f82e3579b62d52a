"""Fixtures of long sleeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sleepers import NodeTab, Tab
from sleepy_class import Class


@pytest.fixture(params=[Tab, NodeTab], ids=["pycrdt", "yjs"])
def school(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Class]:
    """A fresh class, in which Bo has one or the other client."""
    made = Class(tmp_path, request.param)
    yield made
    made.close()
