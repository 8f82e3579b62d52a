"""Keeping the write-ahead log short, with nobody waiting for it.

What is in the log goes into the file itself now and then, and both are synced: half a second on a busy disk.
SQLite does that in the commit that finds the log long, for which all edits would wait. It may be done beside
the writer as well (https://www.sqlite.org/wal.html, "Checkpointing"): here, in a thread of its own.
"""

from __future__ import annotations

import sqlite3
import threading
from logging import Logger

from .session import Compiler, Connection
from .sqlite import Target, open_reader

_COMMITS = 100
"""After so many the log is worth it: about the 1,000 pages after which SQLite does it."""
_REST = 1.0
"""Seconds between two of them."""
_LONG = 2_000
"""Pages. Commits that come meanwhile keep a log from beginning anew: of one that is long by now the writer
copies the little that is left, between two commits."""


class LogKeeper:
    """The thread that copies the log of one store into its file. A failure is logged, and tried again.

    Made where blocking is allowed. Raises ``sqlite3.Error``.
    """

    def __init__(self, target: Target, compiler: Compiler, log: Logger) -> None:
        # Opened at once and kept, as those of the readers are.
        self._connection = open_reader(target, compiler).connection
        self._log = log
        self._commits = 0
        self._is_left_over = False
        self._is_due = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._main, name="timewarp store log", daemon=True)
        self._thread.start()

    def committed(self, writer: Connection) -> None:
        """The log has become longer. For the writing thread, with its connection."""
        self._commits += 1
        if self._commits % _COMMITS == 0:
            self._is_due.set()
        if self._is_left_over:
            self._is_left_over = False
            self._copy(writer)

    def close(self) -> None:
        """End the thread, after what it is doing. Blocks."""
        self._ending.set()
        self._is_due.set()
        self._thread.join()

    def _main(self) -> None:
        while not self._ending.wait(_REST):
            self._is_due.wait()
            self._is_due.clear()
            if not self._ending.is_set():  # at the end, whoever closes the store last does it
                self._is_left_over = self._copy(self._connection) >= _LONG
        self._connection.close()

    def _copy(self, connection: Connection) -> int:
        """Copy what was there when this began. Gives how much that is, in pages."""
        try:
            [(_busy, length, _copied)] = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error as error:
            self._log.warning("The store's log grows, for it cannot be copied into the file: %s", error)
            return 0
        return int(length)
