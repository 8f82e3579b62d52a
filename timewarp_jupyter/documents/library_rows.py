"""The documents of a room as rows, found by id and by path; and what its files live in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from logging import Logger
from typing import TYPE_CHECKING, Literal

from ..errors import Conflict, NotFound, TimeWarpError, TooMuch
from ..store.interface import DocumentRow, Store
from . import paths
from .flush import Flusher
from .workspace import Workspace

if TYPE_CHECKING:
    from ..config import Limits

FileEventKind = Literal["created", "renamed", "deleted", "restored", "failed", "saved"]


@dataclass(frozen=True, slots=True)
class FileEvent:
    """What has happened to a document's file.

    ``author`` is a username, or ``DISK`` where it was done outside. ``failed`` comes with the reason for
    which the file cannot be written; ``saved`` says that it can again.
    """

    kind: FileEventKind
    row: DocumentRow
    author: str
    error: TimeWarpError | None = None


@dataclass(slots=True)
class RoomFiles:
    """What everything about the files of one room is built on. ``folder`` follows the room's."""

    room: str
    folder: str
    store: Store
    flusher: Flusher
    workspace: Workspace
    limits: Limits
    log: Logger
    tell: Callable[[FileEvent], None]

    def path(self, row: DocumentRow) -> str:
        """The workspace path of a document."""
        return paths.join(self.folder, row.path)


class Rows:
    """The rows of a room's documents, the deleted ones as well."""

    def __init__(self) -> None:
        self._rows: dict[str, DocumentRow] = {}
        self._paths: dict[str, str] = {}

    @property
    def all(self) -> Mapping[str, DocumentRow]:
        """By id."""
        return self._rows

    def refresh(self, rows: Sequence[DocumentRow]) -> None:
        """Take the store's word for who edited last, and for documents that are not known here.

        Names and deletions are put here as they are committed: what was read before may be older.
        """
        for row in rows:
            known = self._rows.get(row.id)
            self.put(row if known is None else _with_last_edit(known, row))

    def put(self, row: DocumentRow) -> None:
        """A row is new or has changed."""
        before = self._rows.get(row.id)
        if before is not None and self._paths.get(paths.key(before.path)) == row.id:
            del self._paths[paths.key(before.path)]
        self._rows[row.id] = row
        if row.deleted_at is None:
            self._paths[paths.key(row.path)] = row.id

    def by_path(self, relative: str) -> DocumentRow | None:
        """The document of a path, however it is spelled in Unicode; deleted ones are not found."""
        found = self._paths.get(paths.key(relative))
        return None if found is None else self._rows[found]

    def present(self) -> Sequence[DocumentRow]:
        """Those that are not deleted."""
        return [self._rows[document] for document in self._paths.values()]

    def deleted_at_path(self, relative: str) -> DocumentRow | None:
        """The document of this path that was deleted last."""
        gone = [
            row
            for row in self._rows.values()
            if row.deleted_at is not None and paths.key(row.path) == paths.key(relative)
        ]
        return max(gone, key=lambda row: row.deleted_at or 0, default=None)

    def require(self, document: str) -> DocumentRow:
        """A document that is not deleted. Raises ``NotFound``."""
        row = self._rows.get(document)
        if row is None:
            raise NotFound("There is no such document.", code="no_such_document")
        if row.deleted_at is not None:
            raise document_deleted(row)
        return row

    def require_free(self, relative: str) -> None:
        """Raise ``Conflict`` (``path_taken``) where there is a document of this path."""
        if self.by_path(relative) is not None:
            raise path_taken(relative)

    def require_place(self, most: int) -> None:
        """Raise ``TooMuch`` (``too_many_documents``) where the room is full."""
        if len(self._paths) >= most:
            raise TooMuch(f"A room has at most {most} programs.", code="too_many_documents", reason=str(most))


def _with_last_edit(known: DocumentRow, stored: DocumentRow) -> DocumentRow:
    return replace(
        known,
        updated_at=stored.updated_at,
        updated_by=stored.updated_by,
        updated_seq=max(stored.updated_seq, known.updated_seq),
    )


def document_deleted(row: DocumentRow) -> NotFound:
    """What everyone in a document is told when it is deleted."""
    return NotFound("This program has been deleted.", code="document_deleted", reason=row.path)


def path_taken(relative: str) -> Conflict:
    """The error for a name that is in use."""
    return Conflict("There is a file of this name already.", code="path_taken", reason=relative)
