"""A store at rest: a copy of it, and putting a copy back. ``doctor`` is in ``examination.py``."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from ..clock import now_ms
from ..errors import Conflict, NotFound, StorageFailed
from .examination import Finding, doctor
from .migrations import bring_up_to_date, write_meta
from .place import prepare
from .session import Session
from .sqlite import Target, dialect_compiler, is_locked, opening_failed

__all__ = ["Finding", "backup", "doctor", "restore"]

BEFORE = ".before-restore"
_BUSY_MS = 5_000
_AT_ONCE = 1_000
_WORK = {
    "updates": ("at",),
    "rooms": ("created_at", "deleted_at"),
    "documents": ("updated_at", "deleted_at"),
    "members": ("joined_at",),
    "people": ("changed_at",),
    "invitations": ("created_at", "revoked_at"),
    "messages": ("created_at", "edited_at", "deleted_at"),
    "activity": ("at",),
}
"""Tables that hold what people have done, and when. Not what the server does by itself, as saves."""


def backup(store_path: Path, target: Path) -> None:
    """Copy a store into one file, as it was at one moment; the server may be running.

    Raises ``NotFound`` without a store, ``Conflict`` (``backup_exists``) where there is a file of that
    name, ``StorageFailed`` where it cannot be read or written.
    """
    _require(store_path)
    if target.exists():
        raise Conflict(
            "There is a file of this name. Name another one.", code="backup_exists", reason=str(target)
        )
    unfinished = target.with_name(target.name + ".part")
    with _failures(store_path):
        try:
            _copy(store_path, unfinished)
            os.replace(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)


def restore(archive: Path, store_path: Path, *, force: bool = False) -> None:
    """Put a copy in the place of a store. The server of the folder must not run.

    Every document is given a new ``history_id``, the old one is kept beside it. What was in the place is
    kept as ``….before-restore``. Raises ``Conflict`` (``store_is_newer``) where it holds something newer
    than the copy and ``force`` is not set, ``NotFound`` without an archive, ``StorageFailed``.
    """
    _require(archive)
    with _failures(store_path):
        prepare(store_path.with_name(store_path.name + ".part"))
    unfinished = store_path.with_name(store_path.name + ".part")
    try:
        with _failures(archive):
            _copy(archive, unfinished)
            _renew(unfinished)
        if store_path.exists():
            with _failures(store_path):
                _put_aside(store_path, unfinished, force=force)
        with _failures(store_path):
            os.replace(unfinished, store_path)
    finally:
        unfinished.unlink(missing_ok=True)


def _require(path: Path) -> None:
    if not path.is_file():
        raise NotFound("There is no such file.", code="no_such_file", reason=str(path))


@contextmanager
def _failures(path: Path) -> Iterator[None]:
    """Say what failed, and on which file."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if is_locked(error):
            raise StorageFailed("A server has the store open. Stop it first.", reason=str(path)) from error
        raise opening_failed(path, error) from error


def _copy(source: Path, target: Path) -> None:
    """SQLite's online backup, into a file that only this user can read."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with (
        closing(Target(source).connect(busy_ms=_BUSY_MS)) as old,
        closing(Target(target).connect(busy_ms=_BUSY_MS)) as new,
    ):
        old.backup(new, pages=_AT_ONCE, sleep=0.01)
        # The copy says WAL as its source does. One file alone is easier to keep.
        new.execute("PRAGMA journal_mode = DELETE")
        _check(new, source)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"meta", "rooms", "documents", "updates"} <= tables:
        raise StorageFailed("The file is not a store of Time Warp.", reason=str(path))
    (word,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if word != "ok":
        raise StorageFailed("The file is damaged. Take another copy.", reason=f"{path}: {word}")


def _renew(path: Path) -> None:
    """New histories: what a client kept from after the copy must not be taken for part of it."""
    with closing(Target(path).connect(busy_ms=_BUSY_MS)) as connection:
        session = Session(connection, dialect_compiler())
        connection.execute("BEGIN IMMEDIATE")
        bring_up_to_date(session)
        for (document,) in connection.execute("SELECT id FROM documents").fetchall():
            connection.execute(
                "UPDATE documents SET previous_history_id = history_id, history_id = ? WHERE id = ?",
                (uuid4().hex, document),
            )
        write_meta(session, "restored_at", str(now_ms()))
        write_meta(session, "store_id", uuid4().hex)
        connection.execute("COMMIT")


def _put_aside(store: Path, replacement: Path, *, force: bool) -> None:
    """Keep the store that is there. Raises ``Conflict`` if it is newer."""
    try:
        newest = _close_up(store)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        newest = 0  # damaged: a reason to restore, not to refuse
    if not force and newest > _newest(replacement):
        raise Conflict(
            "The store holds newer work than the copy. Use --force to put the copy there; the store is "
            f"then kept as {store.name}{BEFORE}.",
            code="store_is_newer",
        )
    aside = _free_name(store)
    os.replace(store, aside)
    for end in ("-wal", "-shm", "-journal"):
        # Left behind, they would be played into the restored file.
        with suppress(FileNotFoundError):
            os.replace(f"{store}{end}", f"{aside}{end}")


def _close_up(store: Path) -> int:
    """Fold everything into the one file, which nobody else may have open; when it was last written."""
    with closing(Target(store).connect(busy_ms=500)) as old:
        # Exclusive before the first access: fails where a server has it open, and needs no shared memory.
        old.execute("PRAGMA locking_mode = EXCLUSIVE")
        old.execute("BEGIN EXCLUSIVE")
        old.execute("COMMIT")
        old.execute("PRAGMA journal_mode = DELETE")
        return _newest_of(old)


def _free_name(store: Path) -> Path:
    """``….before-restore``, or with a number where an earlier one is there."""
    wanted, number = store.with_name(store.name + BEFORE), 1
    while wanted.exists():
        number += 1
        wanted = store.with_name(f"{store.name}{BEFORE}-{number}")
    return wanted


def _newest(path: Path) -> int:
    with closing(Target(path).connect(busy_ms=_BUSY_MS)) as connection:
        return _newest_of(connection)


def _newest_of(connection: sqlite3.Connection) -> int:
    """When something was last written, in ms; 0 for a store without rooms, or what is no store."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    times = [
        connection.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]  # noqa: S608 (own names)
        for table, columns in _WORK.items()
        if table in there  # an older store has fewer
        for column in columns
    ]
    return max((int(at) for at in times if at is not None), default=0)
