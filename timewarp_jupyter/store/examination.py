"""What is wrong with a store, and what to do about it. Nothing is changed."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from .migrations import VERSION
from .sqlite import Target, is_locked

_BUSY_MS = 2_000
_RESTORE = "Put a backup back with `jupyter timewarp restore`, or ask for help before you go on."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be. ``advice`` says what to do; ``serious``: work is at risk."""

    code: str
    message: str
    advice: str
    serious: bool = True


def doctor(store_path: Path) -> list[Finding]:
    """Examine a store; the server may be running. An empty list: all is well."""
    if not store_path.is_file():
        return [Finding("no_store", f"There is no store at {store_path}.", "Start the server once.", False)]
    findings = list(_file_mode(store_path))
    try:
        with closing(Target(store_path).connect(busy_ms=_BUSY_MS)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")  # one state of the store for all questions
            findings += _contents(connection)
    except sqlite3.Error as error:
        findings.append(_unreadable(error))
    return findings


def _unreadable(error: sqlite3.Error) -> Finding:
    if is_locked(error):
        return Finding("locked", "A server has the store open for itself.", "Stop it, then ask again.", False)
    return Finding("unreadable", f"The store cannot be read: {error}.", _RESTORE)


def _contents(connection: sqlite3.Connection) -> Iterator[Finding]:
    broken = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    if broken != ["ok"]:
        yield Finding("damaged", f"SQLite finds damage: {'; '.join(broken)}.", _RESTORE)
        return
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "meta" not in tables:
        yield Finding("not_a_store", "The file is not a store of Time Warp.", "Name the right file.")
        return
    (version,) = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() or ("none",)
    if version != str(VERSION):
        advice = "Start a server of the right version: it brings an older store up to date."
        yield Finding("version", f"The schema is {version}, this program's {VERSION}.", advice, False)
        return
    for examine in _EXAMINATIONS:
        yield from examine(connection)


def _file_mode(path: Path) -> Iterator[Finding]:
    if os.name != "posix":
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077 and stat.S_IMODE(path.parent.stat().st_mode) & 0o077:
        message = f"Other users of this computer may read the store (mode {mode:04o})."
        yield Finding("file_mode", message, f"Run: chmod 600 {path}", False)
    if not os.access(path, os.W_OK):
        yield Finding("read_only", "The store cannot be written.", f"Run: chmod u+rw {path}")


def _foreign_keys(connection: sqlite3.Connection) -> Iterator[Finding]:
    for table, row, other, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(20):
        yield Finding("dangling", f"Row {row} of {table} names something that is not in {other}.", _RESTORE)


def _finder(
    code: str, query: str, message: str, advice: str, *, serious: bool = True
) -> Callable[[sqlite3.Connection], Iterator[Finding]]:
    """One finding for each row of a query, whose columns fill the message."""

    def find(connection: sqlite3.Connection) -> Iterator[Finding]:
        for row in connection.execute(query).fetchmany(20):
            yield Finding(code, message.format(*row), advice, serious)

    return find


_EXAMINATIONS: tuple[Callable[[sqlite3.Connection], Iterator[Finding]], ...] = (
    _foreign_keys,
    _finder(
        "no_genesis",
        "SELECT d.path, d.id FROM documents d WHERE"
        " NOT EXISTS (SELECT 1 FROM updates u WHERE u.document = d.id)"
        " AND NOT EXISTS (SELECT 1 FROM checkpoints c WHERE c.document = d.id)",
        "The document {0} ({1}) has no beginning.",
        "The file on disk is intact: rename it and open it anew, it then gets a new history.",
    ),
    _finder(
        "no_owner_of_genesis",
        "SELECT d.path, d.id FROM documents d WHERE"
        " NOT EXISTS (SELECT 1 FROM document_clients c WHERE c.document = d.id)",
        "Nobody owns the first text of the document {0} ({1}).",
        _RESTORE,
    ),
    _finder(
        "seq_gap",
        # Where records were folded, or something was said or done, not every number is an update's.
        "SELECT r.slug, count(u.seq), r.seq FROM rooms r LEFT JOIN updates u ON u.room = r.id"
        " WHERE NOT EXISTS (SELECT 1 FROM updates f WHERE f.room = r.id AND f.first_seq IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.room = r.id)"
        " AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.room = r.id)"
        " GROUP BY r.id HAVING count(u.seq) < r.seq",
        "The room {0} has {1} records, but has given out {2} numbers.",
        "Records are missing. " + _RESTORE,
    ),
    _finder(
        "newest_missing",
        "SELECT d.path, d.updated_seq FROM documents d WHERE NOT EXISTS"
        " (SELECT 1 FROM updates u WHERE u.document = d.id AND u.seq = d.updated_seq)"
        " AND EXISTS (SELECT 1 FROM updates u WHERE u.document = d.id)",
        "The newest record of {0}, {1}, is not there.",
        "Records are missing. " + _RESTORE,
    ),
    _finder(
        "seq_beyond",
        "SELECT r.slug, max(u.seq), r.seq FROM rooms r JOIN updates u ON u.room = r.id"
        " GROUP BY r.id HAVING max(u.seq) > r.seq",
        "The room {0} has a record {1}, but has given out numbers only up to {2}: they would be given twice.",
        _RESTORE,
    ),
    _finder(
        "checkpoint_beyond",
        "SELECT d.path, c.seq, d.updated_seq FROM checkpoints c JOIN documents d ON d.id = c.document"
        " WHERE c.seq > d.updated_seq",
        "A checkpoint of {0} claims seq {1}, the journal ends at {2}.",
        _RESTORE,
    ),
    _finder(
        "save_unconfirmed",
        "SELECT d.path, s.seq FROM saves s JOIN documents d ON d.id = s.document"
        " WHERE s.confirmed_hash IS NULL AND s.id ="
        " (SELECT max(n.id) FROM saves n WHERE n.document = s.document)",
        "The last save of {0} (seq {1}) was begun and not confirmed.",
        "Open it in its room: it is compared with the file and saved again.",
        serious=False,
    ),
)
