"""From a journal back to a document."""

from __future__ import annotations

from typing import Any

from pycrdt import Doc

from ..store.interface import Journal


def replay(journal: Journal, client_id: int | None = None) -> Doc[Any]:
    """The document that a journal describes, writing as ``client_id`` from now on.

    Updates are applied one by one in the order of their commits: merging them first is slower by orders
    of magnitude.
    """
    doc: Doc[Any] = Doc(client_id=client_id) if client_id is not None else Doc()
    with doc.transaction():
        if journal.checkpoint is not None:
            doc.apply_update(journal.checkpoint)
    for row in journal.updates:
        doc.apply_update(row.data)
    return doc
