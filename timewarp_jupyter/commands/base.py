"""What the commands on the store have in common: its place, and errors that say what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

from jupyter_core.application import JupyterApp, base_aliases, base_flags
from traitlets import Unicode, default

from .. import __version__
from ..errors import NotFound, TimeWarpError
from ..opening import make_store
from ..store.interface import Store

CONFIG_FILES = ("jupyter_server_config", "jupyter_timewarp_config")
"""Where a server would find ``c.TimeWarp.store_url``: the commands must speak of the same store."""


class StoreCommand(JupyterApp):
    """A command on the store of one workspace. Subclasses have ``run`` and ``usage``."""

    version = __version__
    usage: ClassVar[str] = ""
    aliases = {  # noqa: RUF012 (traitlets asks for it in this way)
        **base_aliases,
        "root-dir": "StoreCommand.root_dir",
        "store-url": "StoreCommand.store_url",
    }
    flags = dict(base_flags)  # noqa: RUF012

    root_dir = Unicode(help="The folder in which JupyterLab is started. Default: this one.").tag(config=True)
    store_url = Unicode(help="SQLAlchemy URL of the store. Default: what the server of the folder uses.").tag(
        config=True
    )

    @default("root_dir")
    def _root_dir_default(self) -> str:
        return str(self.config.ServerApp.get("root_dir") or os.getcwd())

    @default("store_url")
    def _store_url_default(self) -> str:
        return str(self.config.TimeWarp.get("store_url") or os.environ.get("DATABASE_URL", ""))

    @property
    def root(self) -> str:
        """The workspace as a real path."""
        return os.path.realpath(os.path.expanduser(self.root_dir))

    def load_config_file(self, suppress_errors: bool = True) -> None:  # type: ignore[override]
        """Read what a server started here would read."""
        for name in CONFIG_FILES:
            self.config_file_name = name
            super().load_config_file(suppress_errors)

    def start(self) -> None:
        """Run the command; end with 0, with 1 for an error told to the person, or 2 for wrong use."""
        super().start()
        try:
            status = self.run()
        except TimeWarpError as error:
            reason = f" ({error.reason})" if error.reason else ""
            print(f"{error.message}{reason}", file=sys.stderr)
            status = 1
        self.exit(status)

    def run(self) -> int:
        """Do it, and give the exit status. Raises ``TimeWarpError`` with what to tell the person."""
        raise NotImplementedError

    @property
    def store_path(self) -> Path:
        """The file of the folder's store, there or not.

        Raises ``NotFound`` (``no_folder``), ``NotBuilt``, ``StorageFailed``.
        """
        if not os.path.isdir(self.root):
            raise NotFound(f"There is no folder {self.root}.", code="no_folder")
        return make_store(self.store_url, self.root, "full", self.log).path

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        """The folder's store, open. Raises ``NotFound`` (``no_store``) where there is none yet."""
        store = make_store(self.store_url, self.root, "full", self.log)
        if not store.path.exists():
            raise NotFound(
                f"There are no rooms in {self.root} yet: {store.path} is missing.", code="no_store"
            )
        await store.start()
        try:
            yield store
        finally:
            await store.stop()

    def argument(self) -> str:
        """The one argument, or an end with the usage."""
        if len(self.extra_args) != 1:
            print(f"Usage: {self.usage}", file=sys.stderr)
            self.exit(2)
        return str(self.extra_args[0])
