"""Tests with each of the stores of which nobody knows what they have committed."""

from __future__ import annotations

import pytest

from timewarp_jupyter.store.interface import Store
from timewarp_jupyter.testing.stores_reading import UnreadableStore
from timewarp_jupyter.testing.stores_unsure import LateStore, LyingStore

UNSURE = pytest.mark.parametrize("double", [LyingStore, LateStore])


def set_unsure(store: Store, on: bool) -> None:
    """From now on, or no longer, nobody is told what is on disk."""
    if isinstance(store, LyingStore):
        store.lying = on
    else:
        assert isinstance(store, LateStore)
        store.late = on


class BlindStore(UnreadableStore, LyingStore):
    """While it is ``lying`` and ``failing``, nobody can find out what has come true."""
