"""What is flushed, and who hears of it, as the flusher sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ..errors import TimeWarpError
from ..store.operations import Operation


class Batch(Protocol):
    """What a document lets out in one flush."""

    operations: Sequence[Operation]

    def publish(self, seqs: Sequence[int | None]) -> None:
        """The operations are on disk, numbered ``seqs``: let it all out."""

    def fail(self, error: TimeWarpError) -> None:
        """The operations are not on disk: tell those who wait."""


class Flushed(Protocol):
    """A document as the flusher sees it."""

    is_stale: bool
    """Whether it holds what is not on disk."""

    def take(self) -> Batch:
        """All that is to be let out now."""

    async def rebuild(self) -> None:
        """Forget what is not on disk. Raises ``StorageFailed`` where it cannot be read."""

    def failed(self, replies: Sequence[Any]) -> None:
        """What was taken is not on disk; ``replies`` are still to be answered."""

    def suspend(self, error: TimeWarpError) -> None:
        """Nothing can be stored for now: refuse edits, with the reason."""

    def resume(self) -> None:
        """Storing works again: ask every client for what the server lacks."""


class Committing(Protocol):
    """What a room does about its commits."""

    def committed(self, operations: Sequence[Operation], seqs: Sequence[int | None]) -> None:
        """They are on disk, with these seqs; called in their order."""

    def doubted(self) -> None:
        """Nobody knows whether a commit that is no edit is on disk."""

    async def settle(self) -> None:
        """Find out what is on disk, if that is in doubt. Raises ``Unavailable``."""
