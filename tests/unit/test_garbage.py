"""What is loaded when the server opens is set aside from collections."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from timewarp_jupyter.garbage import set_aside


class Kept:
    """Something that is loaded at the start."""


@pytest.fixture
def collector() -> Iterator[None]:
    """As in a new process, and left as it was."""
    set_aside.cache_clear()
    yield
    gc.unfreeze()
    set_aside.cache_clear()


@pytest.mark.usefixtures("collector")
def test_collections_pass_over_what_was_there_and_not_over_what_comes() -> None:
    early = Kept()
    set_aside()
    late = Kept()
    looked_at = [each for each in gc.get_objects() if isinstance(each, Kept)]
    assert looked_at == [late]
    assert early is not late


@pytest.mark.usefixtures("collector")
def test_a_second_server_in_this_process_sets_nothing_aside() -> None:
    set_aside()
    before = gc.get_freeze_count()
    kept = [Kept() for _ in range(1_000)]
    set_aside()
    assert gc.get_freeze_count() <= before
    assert len(kept) == 1_000
