"""A Jupyter server extension for tests: how many of what there is in a server, ``GET /timewarp-test/inside``.

Enabled by ``c.ServerApp.jpserver_extensions["load.inside"] = True``, with ``tests`` on the path.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

PATH = "timewarp-test/inside"
_OURS = ("timewarp_jupyter.", "tornado.websocket", "tornado.http1connection", "tornado.iostream", "pycrdt.")


class InsideHandler(APIHandler):
    """Counts what is alive, after a collection."""

    @authenticated
    def get(self) -> None:
        """Answers ``{tasks: {name: count}, threads, objects: {class: count}, fds: {kind: count}}``.

        The descriptors are counted here, where the connection that asks is always one of them: seen from
        outside it is closed now before and now after.
        """
        # What was there when the rooms were opened is set aside, and not counted: it stays anyway.
        gc.collect()
        found = [type(each) for each in gc.get_objects()]
        ours = Counter(f"{kind.__module__}.{kind.__qualname__}" for kind in found if _is_ours(kind))
        # "flush ROOM" and "Task-17" are one of many.
        tasks = Counter(re.split("[ -]", task.get_name())[0] for task in asyncio.all_tasks())
        threads = threading.active_count()
        self.finish(json.dumps({"tasks": tasks, "threads": threads, "objects": ours, "fds": _opened()}))


def _is_ours(kind: type) -> bool:
    return str(getattr(kind, "__module__", "")).startswith(_OURS)


def _opened() -> Counter[str]:
    """The descriptors of this process by what they are; nothing where there is no such table."""
    found: Counter[str] = Counter()
    for fd in Path("/proc/self/fd").glob("*"):
        with suppress(FileNotFoundError):  # that of the table itself
            found[os.readlink(fd).split(":[")[0]] += 1
    return found


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "load.inside"}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    base = serverapp.web_app.settings["base_url"]
    serverapp.web_app.add_handlers(".*$", [(url_path_join(base, PATH), InsideHandler)])
