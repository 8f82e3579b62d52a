"""A Jupyter server extension for tests of a real server process: its store and its disk can fail, it can be
killed at chosen points, and history can be folded on request.

Enabled by ``c.ServerApp.jpserver_extensions = {"timewarp_jupyter.testing.server_faults": True}``, with the
folder of ``killing.Faults`` in the environment variable ``TIMEWARP_TEST_FAULTS`` and
``c.ServerApp.contents_manager_class = "timewarp_jupyter.testing.killing.DeadlyContents"``.
"""

from __future__ import annotations

import os
import signal
from functools import partial
from logging import Logger
from pathlib import Path
from typing import Any, Literal

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from .. import opening
from ..clock import now_ms
from ..documents.compaction import compact
from ..errors import Unavailable
from ..services import Services
from ..store.interface import Store
from .killing import DeadlyContents, DeadlyStore, Faults

VARIABLE = "TIMEWARP_TEST_FAULTS"
FOLD = "timewarp-test/fold"
_make_store = opening.make_store


class FoldHandler(APIHandler):
    """Folds all history of every room, as the compactor does with old history."""

    @authenticated
    async def post(self) -> None:
        """Answers when it is done; 503 where the store fails."""
        try:
            await self._fold(self.settings["timewarp"])
        except Unavailable as error:
            raise HTTPError(503, error.message) from error
        self.finish("{}")

    async def _fold(self, services: Services) -> None:
        for room in services.registry.rooms:
            for row in await services.store.documents(room):
                await compact(services.store, room, row.id, now_ms() + 1, self.log)
                services.historian.forget(row.id)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "timewarp_jupyter.testing.server_faults"}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """Put the doubles in the place of what they stand for, before the store is opened."""
    faults = Faults(Path(os.environ[VARIABLE]), _kill)
    contents = serverapp.contents_manager
    if not isinstance(contents, DeadlyContents):
        raise TypeError("c.ServerApp.contents_manager_class has to be DeadlyContents.")
    contents.faults = faults
    opening.make_store = partial(_deadly_store, faults)  # type: ignore[assignment]
    rule = (url_path_join(serverapp.web_app.settings["base_url"], FOLD), FoldHandler)
    serverapp.web_app.add_handlers(".*$", [rule])


def _deadly_store(
    faults: Faults, url: str, root: str, synchronous: Literal["full", "normal"], log: Logger
) -> Store:
    return DeadlyStore(_make_store(url, root, synchronous, log), faults)
