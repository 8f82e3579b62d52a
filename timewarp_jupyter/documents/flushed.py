"""What is flushed, as the flusher sees it."""

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
