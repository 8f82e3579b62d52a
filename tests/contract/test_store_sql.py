"""The SQLite store keeps the contract, in both of its modes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from timewarp_jupyter.store.sql import SqlStore, sqlite_url
from timewarp_jupyter.testing.store_contract import StoreContract
from timewarp_jupyter.testing.store_running import StoreFactory


class TestWal(StoreContract):
    """The normal mode."""

    @pytest.fixture
    def store_factory(self, tmp_path: Path) -> StoreFactory:
        return partial(SqlStore, sqlite_url(tmp_path), journaling="wal")


class TestExclusive(StoreContract):
    """The mode for network file systems."""

    @pytest.fixture
    def store_factory(self, tmp_path: Path) -> StoreFactory:
        return partial(SqlStore, sqlite_url(tmp_path), journaling="exclusive")
