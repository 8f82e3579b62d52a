"""``jupyter timewarp restore FILE``: put a backup in the place of all rooms."""

from __future__ import annotations

from pathlib import Path

from jupyter_core.application import base_flags
from traitlets import Bool

from .base import StoreCommand


class Restore(StoreCommand):
    """Puts a copy of the store back, while the server does not run."""

    name = "jupyter-timewarp-restore"
    usage = "jupyter timewarp restore FILE"
    description = """Put the backup FILE in the place of all rooms. Stop the server first.

    Members, links and the history of programs become those of the backup; what was there is kept beside it as
    '….before-restore'. A program's file that is newer than the backup counts as a change on disk, and is
    merged in when the program is opened: to have the old text, delete the file first.
    """
    examples = "jupyter timewarp restore friday.sqlite\njupyter timewarp restore friday.sqlite --force"
    flags = {  # noqa: RUF012 (traitlets asks for it in this way)
        **base_flags,
        "force": ({"Restore": {"force": True}}, "Also where the rooms hold newer work than the backup."),
    }

    force = Bool(False, help="Whether to put an older backup in the place of newer work.").tag(config=True)

    def run(self) -> int:
        """Put it back."""
        from ..store.maintenance import restore

        archive = Path(self.argument()).absolute()
        restore(archive, self.store_path, force=self.force)
        print(f"The rooms are those of {archive} again. Start the server.")
        return 0
