"""Operations on documents, their history and their files; see ``operations``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class CreateDocument:
    """A document row, its genesis update and the owner of its first client id, all or nothing.

    Raises ``Conflict`` (``path_taken``) where the room has a document of that path that is not
    deleted: two openings cannot both insert the file. ``newline`` is what a save restores, ``size`` the
    UTF-16 units that the genesis inserts.
    """

    numbered: ClassVar[bool] = True
    document: str
    path: str
    file_id: str | None
    history_id: str
    newline: Literal["\n", "\r\n"]
    author: str
    client_id: int
    genesis: bytes
    size: int
    at: int


@dataclass(frozen=True, slots=True)
class ChangeDocument:
    """New values for a document; ``None`` leaves a value. ``deleted_at`` 0 brings it back.

    Raises ``Conflict`` (``path_taken``).
    """

    numbered: ClassVar[bool] = False
    document: str
    path: str | None = None
    file_id: str | None = None
    deleted_at: int | None = None
    newline: Literal["\n", "\r\n"] | None = None


@dataclass(frozen=True, slots=True)
class AppendUpdates:
    """One run of consecutive updates of one author in a document, merged, in arrival order.

    ``inserted`` and ``deleted`` are UTF-16 units. ``started_at`` is of a run that was folded elsewhere.
    """

    numbered: ClassVar[bool] = True
    document: str
    author: str
    data: bytes
    inserted: int
    deleted: int
    at: int
    started_at: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimClient:
    """A Yjs client id belongs to the first user who writes with it in a document.

    Raises ``Conflict`` (``client_taken``) where it belongs to another user already.
    """

    numbered: ClassVar[bool] = False
    document: str
    client_id: int
    username: str


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """The whole encoded state of a document as of ``seq``."""

    numbered: ClassVar[bool] = False
    document: str
    seq: int
    data: bytes
    at: int


@dataclass(frozen=True, slots=True)
class IntendSave:
    """A file is about to be written with the document's text as of ``seq``."""

    numbered: ClassVar[bool] = False
    document: str
    seq: int
    hash: str
    at: int


@dataclass(frozen=True, slots=True)
class ConfirmSave:
    """The file was written; ``hash`` is of what was read back (save hooks may change it)."""

    numbered: ClassVar[bool] = False
    document: str
    seq: int
    hash: str
    at: int


@dataclass(frozen=True, slots=True)
class FoldUpdates:
    """The ``count`` records of a document from ``first_seq`` to ``seq`` become the one at ``seq``.

    ``begins_seq`` and ``started_at`` are those of the first record with text among them. Its content is
    ``data`` from then on, its size the sum of theirs. What is stored is read again and compared before the
    others are deleted. Raises ``Conflict`` (``history_changed``) where there are other records than these,
    and ``StorageFailed`` where something else is read than was written.
    """

    numbered: ClassVar[bool] = False
    document: str
    first_seq: int
    seq: int
    count: int
    begins_seq: int
    started_at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class DropCheckpoint:
    """A checkpoint is no longer needed: what it holds is in the records before it."""

    numbered: ClassVar[bool] = False
    document: str
    seq: int


@dataclass(frozen=True, slots=True)
class ForgetSaves:
    """Forget save intents of states before ``seq``, made before ``at``."""

    numbered: ClassVar[bool] = False
    document: str
    seq: int
    at: int
