"""A disk that turns read-only: nothing is lost, it is said why nothing is taken, and it heals by itself."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from engine import engine

from timewarp_jupyter.store.sqlite import Target
from timewarp_jupyter.testing.virtual import VirtualClient


class Disk:
    """Every connection to a store; while ``read_only``, SQLite refuses to write as on such a file system."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._connections: list[sqlite3.Connection] = []
        self._read_only = False
        connect = Target.connect

        def watched(target: Target, *, busy_ms: int) -> sqlite3.Connection:
            connection = connect(target, busy_ms=busy_ms)
            self._connections.append(connection)
            self._apply(connection)
            return connection

        monkeypatch.setattr(Target, "connect", watched)

    @property
    def read_only(self) -> bool:
        return self._read_only

    @read_only.setter
    def read_only(self, value: bool) -> None:
        self._read_only = value
        for connection in self._connections:
            with suppress(sqlite3.ProgrammingError):  # one that has been closed
                self._apply(connection)

    def _apply(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA query_only = {self._read_only:d}")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


async def test_edits_are_refused_with_the_reason_and_taken_when_it_is_over(tmp_path: Path, disk: Disk):
    async with engine(tmp_path) as room:
        ana, ben = VirtualClient(room.document, "ana"), VirtualClient(room.document, "ben")
        both = [ana, ben]
        await room.settle(both, lambda: ana.text == ben.text == "FD 50\n")
        ana.source.insert(0, "a")
        await room.settle(both, lambda: ben.text == "aFD 50\n")
        disk.read_only = True
        ana.source.insert(0, "b")
        await room.settle(both, lambda: bool(ana.denied))
        assert ana.denied[0].startswith("storage_failed: ") and "read-only" in ana.denied[0]
        assert ben.text == "aFD 50\n"
        assert (await room.store.journal("d")).updates[-1].author == "ana"
        disk.read_only = False
        await room.settle(both, lambda: ben.text == "baFD 50\n")
        assert room.document.text == "baFD 50\n"
