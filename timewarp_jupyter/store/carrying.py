"""The state of one commit while its operations are carried out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select, update

from ..errors import NotFound
from .schema import documents
from .session import Session

_FIND = select(documents.c.id).where(
    documents.c.id == bindparam("b_document"), documents.c.room == bindparam("b_room")
)
_TOUCH = (
    update(documents)
    .where(documents.c.id == bindparam("b_document"), documents.c.room == bindparam("b_room"))
    .values(
        updated_at=func.coalesce(bindparam("b_at"), documents.c.updated_at),
        updated_by=func.coalesce(bindparam("b_author"), documents.c.updated_by),
        updated_seq=bindparam("b_seq"),
    )
)


class Carrying:
    """One commit of one room. ``seq`` is the number of the record that is being written."""

    __slots__ = ("_known", "_touched", "room", "seq", "session")

    def __init__(self, session: Session, room: str) -> None:
        self.session = session
        self.room = room
        self.seq = 0
        self._known: set[str] = set()
        self._touched: dict[str, dict[str, Any]] = {}

    def know(self, document: str) -> None:
        """The document has been made in this commit."""
        self._known.add(document)

    def require(self, document: str) -> None:
        """Raise ``NotFound`` for a document that is not of this room."""
        if document not in self._known:
            if self.session.one(_FIND, {"b_document": document, "b_room": self.room}) is None:
                raise no_such_document(document)
            self._known.add(document)

    def touch(self, document: str, author: str | None, at: int) -> None:
        """The record is the document's newest: written once per commit, at its end.

        Without an ``author`` it changed no text, and who edited the document last stays.
        """
        values = self._touched.setdefault(
            document, {"b_document": document, "b_room": self.room, "b_author": None, "b_at": None}
        )
        values["b_seq"] = self.seq
        if author is not None:
            values["b_author"], values["b_at"] = author, at

    def finish(self) -> None:
        """Write what was kept for the end. Raises ``NotFound`` for a document not of this room."""
        for document, values in self._touched.items():
            if not self.session.run(_TOUCH, values).rowcount:
                raise no_such_document(document)


def no_such_document(document: str) -> NotFound:
    """The one wording of it."""
    return NotFound("There is no such document in this room.", code="no_such_document", reason=document)
