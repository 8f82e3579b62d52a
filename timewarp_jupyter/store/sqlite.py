"""Opening a SQLite store, in one of two modes.

``wal``: the normal one; readers read beside the writer. ``exclusive``: a rollback journal and one
connection that keeps the file locked, for network file systems, where WAL's shared memory does not work.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from ..errors import StorageFailed
from .migrations import bring_up_to_date, create, read_meta
from .place import identity, is_network, prepare
from .session import Compiler, Session

Journaling = Literal["wal", "exclusive"]
Synchronous = Literal["full", "normal"]

OLDEST = (3, 35, 0)
"""The first SQLite with ``RETURNING``."""

_BUSY_MS = 10_000
_BUSY_OPENING_MS = 1_000
_LONGEST_LOG = 16_000
"""Pages, of 4 KB. Where ``write_ahead_log`` cannot keep it shorter, the writer does it after all."""
_STATEMENTS = 256
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"


@dataclass(frozen=True, slots=True)
class Target:
    """Which file, and how it is to be written."""

    path: Path
    synchronous: Synchronous = "full"
    journaling: Journaling = "wal"

    def connect(self, *, busy_ms: int) -> sqlite3.Connection:
        """A connection to the file, which has to be there. Transactions are ours to begin."""
        connection = sqlite3.connect(
            f"file:{quote(os.fspath(self.path))}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
        connection.execute(f"PRAGMA busy_timeout = {busy_ms}")
        return connection


def dialect_compiler() -> Compiler:
    """SQL for SQLite, with named parameters."""
    return Compiler(SQLiteDialect_pysqlite(paramstyle="named"))


def open_writer(target: Target, compiler: Compiler) -> Session:
    """The one connection that writes. Raises ``sqlite3.Error``."""
    exclusive = target.journaling == "exclusive"
    connection = target.connect(busy_ms=_BUSY_OPENING_MS)
    try:
        if exclusive:
            # Before the first access: so a WAL left by another mode is taken over without shared memory.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        mode = "DELETE" if exclusive else "WAL"
        (got,) = connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()
        if str(got).upper() != mode:
            raise sqlite3.OperationalError(f"the journal mode stays {got}")
        connection.execute(f"PRAGMA synchronous = {target.synchronous.upper()}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LONGEST_LOG}")
        if exclusive:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    except BaseException:
        connection.close()
        raise
    return Session(connection, compiler)


def open_reader(target: Target, compiler: Compiler) -> Session:
    """A connection that only reads, beside the writer. Raises ``sqlite3.Error``."""
    connection = target.connect(busy_ms=_BUSY_MS)
    connection.execute("PRAGMA query_only = ON")
    # SQLite opens the WAL only now, when it first reads.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return Session(connection, compiler)


def prepare_store(
    path: Path,
    synchronous: Synchronous,
    wanted: Journaling | None,
    compiler: Compiler,
    *,
    unsafe: str = "",
) -> tuple[Target, Session, str]:
    """Make or open the store: how it is used from now on, the writer, and why it is not WAL, if not.

    ``unsafe`` is why it must not be, if that is known already. Raises ``StorageFailed`` with what to do.
    """
    if sqlite3.sqlite_version_info < OLDEST:
        raise StorageFailed("SQLite is too old here: 3.35 is needed.", reason=sqlite3.sqlite_version)
    try:
        prepare(path)
        target, session, why = _open(path, synchronous, wanted, compiler, unsafe)
    except (OSError, sqlite3.Error) as error:
        raise opening_failed(path, error) from error
    try:
        _make_schema(session)
    except sqlite3.Error as error:
        session.connection.close()
        raise opening_failed(path, error) from error
    except BaseException:
        session.connection.close()
        raise
    return target, session, why


def _open(
    path: Path, synchronous: Synchronous, wanted: Journaling | None, compiler: Compiler, unsafe: str
) -> tuple[Target, Session, str]:
    exclusive = Target(path, synchronous, "exclusive")
    if wanted == "exclusive":
        return exclusive, open_writer(exclusive, compiler), "it was asked for"
    if wanted is None and (unsafe or is_network(path)):
        unsafe = unsafe or "the folder is on a network file system"
        return exclusive, open_writer(exclusive, compiler), unsafe
    wal = Target(path, synchronous, "wal")
    try:
        session = open_writer(wal, compiler)
        _try_shared_memory(session)
    except sqlite3.OperationalError as error:
        if wanted == "wal" or is_locked(error):
            raise
        return exclusive, open_writer(exclusive, compiler), f"WAL does not work here: {error}"
    return wal, session, ""


def _try_shared_memory(session: Session) -> None:
    """Take the write lock once: this needs the shared memory that network file systems lack."""
    try:
        session.connection.execute("BEGIN IMMEDIATE")
        session.connection.execute("ROLLBACK")
    except BaseException:
        session.connection.close()
        raise


def _make_schema(session: Session) -> None:
    session.connection.execute("BEGIN IMMEDIATE")
    try:
        tables = {name for (name,) in session.connection.execute(_TABLES).fetchall()}
        if not tables:
            create(session)
        elif "meta" not in tables:
            raise StorageFailed("The file is not a store of Time Warp. Name another file.")
        else:
            bring_up_to_date(session)
        session.connection.execute("COMMIT")
    except BaseException:
        if getattr(session.connection, "in_transaction", True):
            session.connection.execute("ROLLBACK")
        raise


def reopen_writer(target: Target, compiler: Compiler, expected: tuple[int, int], store_id: str) -> Session:
    """The writer again, after a failure. Raises ``StorageFailed`` if the file is not the one it was."""
    check_file(target.path, expected)
    session = open_writer(target, compiler)
    if read_meta(session, "store_id") != store_id:
        session.connection.close()
        raise _replaced(target.path)
    return session


def check_file(path: Path, expected: tuple[int, int]) -> None:
    """Raise ``StorageFailed`` where the file is gone, or another one has its name."""
    try:
        found = identity(path)
    except FileNotFoundError as error:
        raise StorageFailed(
            "The store's file was deleted while the server runs. Stop the server, put the file or a backup "
            "back, and start again.",
            reason=str(path),
        ) from error
    except OSError as error:
        raise StorageFailed("The store's file cannot be reached.", reason=str(error)) from error
    if found != expected:
        raise _replaced(path)


def _replaced(path: Path) -> StorageFailed:
    return StorageFailed(
        "The store's file was replaced while the server runs. Restart the server.", reason=str(path)
    )


def is_locked(error: BaseException) -> bool:
    """Whether somebody else has the file."""
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def opening_failed(path: Path, error: BaseException) -> StorageFailed:
    """What to tell whoever starts the server."""
    if is_locked(error):
        return StorageFailed(
            "Another process has the store open for itself, or the locks of this file system do not work. "
            "Stop the other server of this folder, or set c.TimeWarp.store_url to a file on a disk of this "
            "computer.",
            reason=str(path),
        )
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return StorageFailed(
            "The store's file is damaged or is no SQLite file. Run `jupyter timewarp doctor`, or put a "
            "backup back with `jupyter timewarp restore`.",
            reason=f"{path}: {error}",
        )
    return StorageFailed(
        "The store cannot be opened. Check that its folder can be written and that the disk is not full.",
        reason=f"{path}: {error}",
    )
