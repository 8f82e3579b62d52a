"""Lines of activity about documents, to be committed with what they tell of."""

from __future__ import annotations

from typing import Any

from ..clock import now_ms
from ..store.interface import DocumentRow
from ..store.operations import AddActivity


def happened(actor: str, verb: str, row: DocumentRow, **detail: Any) -> AddActivity:
    """``actor`` has done ``document.<verb>``; the path is kept, for it may be another one later."""
    return AddActivity(actor, f"document.{verb}", row.id, now_ms(), {"path": row.path, **detail})
