"""Putting the parts together, and taking them apart: stores, rooms, and what they stand on.

Done while the server already answers. A store that cannot be opened is tried again, for disks are freed and
databases come back; a setting that cannot work is not.
"""

from __future__ import annotations

import asyncio
import importlib
from logging import Logger
from typing import TYPE_CHECKING, Literal

from .errors import TimeWarpError, Unavailable
from .garbage import set_aside
from .services import Parts

if TYPE_CHECKING:
    from .app import TimeWarp
    from .bus.interface import Bus
    from .store.interface import Store
    from .store.sql import SqlStore

FIRST_RETRY = 1.0
"""Seconds until a store that could not be opened is tried again; doubled each time."""
LAST_RETRY = 60.0


class NotBuilt(Unavailable):
    """A setting asks for something that this version does not have."""

    code = "not_built"


def make_bus(url: str) -> Bus:
    """The bus of ``c.TimeWarp.bus_url``. Raises ``NotBuilt``."""
    from .bus.local import LocalBus

    if url:
        raise NotBuilt(
            "Several servers with one bus are not built yet. Leave c.TimeWarp.bus_url and the environment "
            "variable REDIS_URL empty."
        )
    return LocalBus()


def make_store(
    url: str, root: str, synchronous: Literal["full", "normal"], log: Logger, *, alone: bool = False
) -> SqlStore:
    """The store of ``c.TimeWarp.store_url``, not yet open; ``alone`` refuses it to a second server.

    Raises ``NotBuilt``, ``StorageFailed``.
    """
    from .store.sql import SqlStore, sqlite_url

    if url and not url.startswith("sqlite:"):
        raise NotBuilt(
            "Only SQLite is built yet as the store. Leave c.TimeWarp.store_url and the environment variable "
            "DATABASE_URL empty, or name a file: sqlite:////folder/timewarp.sqlite"
        )
    return SqlStore(url or sqlite_url(root), synchronous=synchronous, alone=alone, log=log)


async def open_parts(app: TimeWarp) -> Parts:
    """Import, open and start everything. Raises ``StorageFailed``, ``NotBuilt``."""
    bus = make_bus(app.bus_url)
    # SQLAlchemy takes 0.2 s to import: not on the loop, where people are waiting for their pages. What starts
    # the process for heavy work takes 40 ms, and must not do so while a class is typing.
    for module in ("timewarp_jupyter.store.sql", "loky"):
        await asyncio.to_thread(importlib.import_module, module)
    store = make_store(app.store_url, app.root, app.store_synchronous, app.log, alone=True)
    try:
        await store.start()
        await bus.start()
        await _prepare_demo(app, store)
        return await _start_rooms(app, store, bus)
    except BaseException:
        await bus.stop()
        await store.stop()
        raise


async def _prepare_demo(app: TimeWarp, store: Store) -> None:
    if not app.demo:
        return
    try:
        await app.demo_room.prepare(store)
    except (TimeWarpError, OSError) as error:
        app.log.error("There is no demo room, the other rooms are not concerned: %s", error)


async def _start_rooms(app: TimeWarp, store: Store, bus: Bus) -> Parts:
    from .documents.compactor import Compactor
    from .documents.historian import Historian
    from .documents.workspace import Workspace
    from .rooms.archive.archives import Archives
    from .rooms.folders import Folders
    from .rooms.invitations import Invitations
    from .rooms.operator_log import operator_log
    from .rooms.people import People
    from .rooms.registry import Registry
    from .rooms.teachers import Teachers

    contents = app.server.contents_manager
    file_ids = app.server.web_app.settings.get("file_id_manager")
    events, limits = app.server.event_logger, app.services.limits
    people = People(store)
    await people.start()
    workspace = Workspace(contents, file_ids, limits, app.log)
    registry = Registry(
        store,
        workspace,
        limits,
        Teachers(app.teachers),
        app.default_visibility,
        app.log,
        people=people,
        folders=Folders(workspace),
        emit=operator_log(events, app.log) if app.emit_events and events is not None else None,
        on_arrival=app.services.on_arrival,
    )
    await registry.start()
    historian = Historian(store)
    compactor = Compactor(store, historian, limits, app.log)
    compactor.start()
    archives = Archives(registry, store, limits, app.log)
    invitations = Invitations(store, registry, limits)
    return Parts(store, bus, people, invitations, registry, historian, compactor, archives)


class Opening:
    """Owns the task that opens the parts, and closes them."""

    def __init__(self, app: TimeWarp) -> None:
        self._app = app
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to open, on the running loop."""
        self._task = asyncio.create_task(self._open(), name="open the rooms")

    async def stop(self) -> None:
        """Flush and close what is open."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        services = self._app.services
        parts, services.parts = services.parts, None
        services.failure = "The server is leaving."
        if parts is not None:
            for room in parts.registry.rooms.values():
                room.disconnect(Unavailable("The server is leaving.", code="leaving"))
            await parts.compactor.stop()
            await parts.registry.stop()
            await parts.bus.stop()
            await parts.store.stop()

    async def _open(self) -> None:
        services, delay = self._app.services, FIRST_RETRY
        while not await self._try():
            services.opened.set()
            await asyncio.sleep(delay)
            delay = min(2 * delay, LAST_RETRY)
        services.opened.set()

    async def _try(self) -> bool:
        """True when there is nothing more to do."""
        services, log = self._app.services, self._app.log
        try:
            services.parts = await open_parts(self._app)
        except NotBuilt as error:
            services.failure = error.message
            log.critical("There are no rooms: %s", error.message)
            return True
        except TimeWarpError as error:
            services.failure = f"{error.message} {error.reason}".strip()
            log.error("Rooms cannot be opened, and will be tried again: %s", services.failure)
            return False
        except Exception as error:
            services.failure = f"{type(error).__name__}: {error}"
            log.critical("There are no rooms, for opening them failed.", exc_info=True)
            return True
        services.failure = ""
        set_aside()
        if self._app.demo and self._app.demo_room.room:
            self._app.demo_room.show()
        return True
