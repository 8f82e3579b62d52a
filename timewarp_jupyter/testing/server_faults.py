"""A Jupyter server extension for tests of a real server process: its store and its disk can fail, it can be
killed at chosen points, history can be folded on request, and it tells what it has in memory.

Enabled by ``c.ServerApp.jpserver_extensions = {"timewarp_jupyter.testing.server_faults": True}``, with the
folder of ``killing.Faults`` in the environment variable ``TIMEWARP_TEST_FAULTS`` and
``c.ServerApp.contents_manager_class = "timewarp_jupyter.testing.killing.DeadlyContents"``.
"""

from __future__ import annotations

import json
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
from ..documents.compaction import Compacted, compact
from ..errors import Unavailable
from ..services import Services
from ..store.interface import Store
from .killing import DeadlyContents, DeadlyStore, Faults

VARIABLE = "TIMEWARP_TEST_FAULTS"
FOLD = "timewarp-test/fold"
LIVE = "timewarp-test/live"
_make_store = opening.make_store


class FoldHandler(APIHandler):
    """Folds all history of every room, as the compactor does with old history."""

    @authenticated
    async def post(self) -> None:
        """Answers when it is done, with how many records there were and are; 503 where the store fails."""
        try:
            done = await self._fold(self.settings["timewarp"])
        except Unavailable as error:
            raise HTTPError(503, error.message) from error
        self.finish(json.dumps({"before": done.records_before, "after": done.records_after}))

    async def _fold(self, services: Services) -> Compacted:
        done = Compacted()
        for room in services.registry.rooms:
            for row in await services.store.documents(room):
                done = done.and_also(await compact(services.store, room, row.id, now_ms() + 1, self.log))
                services.historian.forget(row.id)
        return done


class LiveHandler(APIHandler):
    """Which documents are in memory."""

    @authenticated
    async def get(self) -> None:
        """Answers with their ids."""
        services: Services = self.settings["timewarp"]
        rooms = services.registry.rooms.values()
        self.finish(json.dumps([live.id for room in rooms for live in room.shelf.live()]))


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
    base = serverapp.web_app.settings["base_url"]
    rules = [(url_path_join(base, FOLD), FoldHandler), (url_path_join(base, LIVE), LiveHandler)]
    serverapp.web_app.add_handlers(".*$", rules)


def _deadly_store(
    faults: Faults,
    url: str,
    root: str,
    synchronous: Literal["full", "normal"],
    log: Logger,
    *,
    alone: bool,
) -> Store:
    return DeadlyStore(_make_store(url, root, synchronous, log, alone=alone), faults)
