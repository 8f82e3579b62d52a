"""Undo and redo of a pycrdt replica, as editors have them: what others did stays."""

from __future__ import annotations

from typing import Any

from pycrdt import Doc, Text, UndoManager

ORIGIN = "typed here"
"""Of transactions that can be undone: those of others have none."""


class Undoing:
    """What can be undone in a replica. It outlives connections, as the replica does."""

    def __init__(self, doc: Doc[Any]) -> None:
        self._source: Text = doc.get("source", type=Text)
        self._manager = UndoManager(scopes=[self._source], capture_timeout_millis=0)
        self._manager.include_origin(ORIGIN)

    def undo(self) -> tuple[str, str]:
        """Take back the newest own change; the text before and after it."""
        before = str(self._source)
        self._manager.undo()
        return before, str(self._source)

    def redo(self) -> tuple[str, str]:
        """Do again what was taken back; the text before and after it."""
        before = str(self._source)
        self._manager.redo()
        return before, str(self._source)
