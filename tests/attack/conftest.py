"""The server that is attacked: one for all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.descriptors import many_files

from .target import Target


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """It has to be as it was after all that was done to it: nothing unexpected in its log."""
    many_files()
    yield from _attacked(Target(tmp_path_factory.mktemp("target")))


@pytest.fixture(scope="session")
def tls_target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The same over HTTPS."""
    yield from _attacked(Target(tmp_path_factory.mktemp("tls"), tls=True))


def _attacked(made: Target) -> Iterator[Target]:
    yield made
    try:
        assert made.faults() == []
    finally:
        made.server.stop()
