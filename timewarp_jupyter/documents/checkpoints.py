"""When the whole state of a live document is stored, so that opening replays less."""

from __future__ import annotations

from logging import Logger

from ..clock import now_ms
from ..errors import TimeWarpError
from ..store.operations import AddCheckpoint
from .flush import Flusher

_AT_CLOSE = 200
"""Journal rows since the last checkpoint that make one worth writing when a document is closed."""


class Checkpoints:
    """Those of one document; ``rows`` is how many journal rows have come since the newest."""

    def __init__(self, document: str, rows: int, every: int, flusher: Flusher, log: Logger) -> None:
        self.rows = rows
        self._document = document
        self._every = every
        self._flusher = flusher
        self._log = log

    @property
    def is_due(self) -> bool:
        """Whether the next commit should be followed by one."""
        return self.rows >= self._every

    @property
    def is_due_at_close(self) -> bool:
        """Whether one is worth writing when the document is closed."""
        return self.rows >= _AT_CLOSE

    async def add(self, seq: int, whole: bytes) -> None:
        """Store the whole state as of ``seq``. Where that fails it is due again."""
        rows, self.rows = self.rows, 0
        try:
            await self._flusher.submit(AddCheckpoint(self._document, seq, whole, now_ms()))
        except TimeWarpError as error:
            self.rows += rows
            self._log.warning("Document %s: no checkpoint: %s", self._document, error.message)
