"""``jupyter timewarp backup FILE``: a copy of all rooms and their history."""

from __future__ import annotations

from pathlib import Path

from .base import StoreCommand


class Backup(StoreCommand):
    """Copies the store, also while the server runs."""

    name = "jupyter-timewarp-backup"
    usage = "jupyter timewarp backup FILE"
    description = """Write a copy of all rooms and their history to FILE.

    The server may be running. The programs' files are not in it: the newest text of each program is.
    """
    examples = "jupyter timewarp backup friday.sqlite"

    def run(self) -> int:
        """Copy, and say where to."""
        from ..store.maintenance import backup

        target = Path(self.argument()).absolute()
        backup(self.store_path, target)
        print(f"Everything is in {target}. Put it back with: jupyter timewarp restore {target.name}")
        return 0
