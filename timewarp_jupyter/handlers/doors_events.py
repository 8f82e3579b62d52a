"""The door of Jupyter's events: each person hears of the files that they may see, and says nothing in the
server's name.

What happens to files is told to everyone who listens, which JupyterLab always does. And what is told by a
client is believed by others: a move that never was would give a file the id of another.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..errors import Forbidden, NotFound, Unavailable
from ..rooms.operator_log import SCHEMA_ID
from ..rooms.permissions import Action
from .base import wait_until_open
from .doors import Guard, Place, locate

if TYPE_CHECKING:
    from ..services import Services
    from .stock_documents import StockDocuments

_OF_THE_SERVER = (
    "https://events.jupyter.org/jupyter_server/contents_service/",
    "https://schema.jupyter.org/jupyter_collaboration/",
    SCHEMA_ID,
)
"""How the ids of schemas begin by which only the server tells something."""

_KEPT_SECONDS = 1.0
_MOST_KEPT = 1000


class Places:
    """Where paths lead, kept for a second: an event is heard by everyone at the same moment."""

    def __init__(self, services: Services, contents: Any) -> None:
        self._services = services
        self._contents = contents
        self._kept: dict[str, Place | None] = {}
        self._moves = -1
        self._until = 0.0

    async def find(self, path: str) -> Place | None:
        """As ``locate``."""
        registry = self._services.registry if self._services.ready else None
        moves, now = -1 if registry is None else registry.moves, monotonic()
        if moves != self._moves or now >= self._until or len(self._kept) >= _MOST_KEPT:
            self._kept, self._moves, self._until = {}, moves, now + _KEPT_SECONDS
        kept = self._kept
        if path not in kept:
            kept[path] = await locate(registry, path, self._contents)
        return kept[path]


class EventsGuard(Guard):
    """Before ``/api/events`` and ``/api/events/subscribe``."""

    async def judge(self) -> None:
        """Nobody tells what the server tells."""
        await wait_until_open(self.settings["timewarp"])
        if self.request.method == "POST":
            body = self.get_json_body()
            schema = body.get("schema_id") if isinstance(body, dict) else None
            if str(schema).startswith(_OF_THE_SERVER):
                raise Forbidden("Only the server tells this.", reason=str(schema)[:200])

    async def event_listener(self, logger: Any, schema_id: str, data: dict[str, Any]) -> None:
        """Pass on what concerns files and rooms that the listener may see now."""
        if await self._may_hear(schema_id, data):
            await super().event_listener(logger, schema_id, data)  # type: ignore[misc]

    async def _may_hear(self, schema_id: str, data: dict[str, Any]) -> bool:
        registry = self.registry
        if schema_id == SCHEMA_ID:
            room = None if registry is None else registry.rooms.get(data["room"])
            return room is not None and bool(room.decide(self.username, Action.READ))
        try:
            for path in self._paths(data):
                if not await self._may_know(path):
                    return False
        except (NotFound, Unavailable):  # a disk that does not answer tells nobody whose file this is
            return False
        return True

    async def _may_know(self, path: str) -> bool:
        places: Places = self.settings["timewarp_places"]
        place = await places.find(path)
        if place is None:
            return False
        return place.room is None or bool(place.room.decide(self.username, Action.READ))

    def _paths(self, data: dict[str, Any]) -> Iterator[str]:
        """The files that an event is about, by their paths or by rooms of jupyter-collaboration."""
        stock: StockDocuments = self.settings["timewarp_stock"]
        fork = data.get("fork_info") or {}
        for path in (data.get("path"), data.get("source_path")):
            if isinstance(path, str):
                yield path
        for room in (data.get("room"), data.get("roomid"), fork.get("root_roomid")):
            file = stock.file_of(room) if isinstance(room, str) else None
            if file is not None:
                yield file
