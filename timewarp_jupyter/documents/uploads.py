"""Files that come in pieces: until the last one is there, nothing is made of what there is."""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic

from . import paths

_FORGOTTEN_AFTER = 300.0
"""Seconds after the newest piece in which the next one has to come."""
_MOST = 1000


class Uploads:
    """Those under way in a workspace. One that is broken off is forgotten in time, and is a file like any."""

    def __init__(self) -> None:
        self._until: OrderedDict[str, float] = OrderedDict()

    def piece(self, path: str) -> None:
        """One more piece of the file at a workspace path, and not the last."""
        self._until[paths.key(path)] = monotonic() + _FORGOTTEN_AFTER
        self._until.move_to_end(paths.key(path))
        if len(self._until) > _MOST:
            self._until.popitem(last=False)

    def done(self, path: str) -> None:
        """The file is there."""
        self._until.pop(paths.key(path), None)

    def is_under_way(self, path: str) -> bool:
        """Whether pieces of this file are still to come."""
        until = self._until.get(paths.key(path))
        return until is not None and monotonic() < until
