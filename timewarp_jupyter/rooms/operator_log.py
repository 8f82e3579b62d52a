"""Joins, leaves and edits as Jupyter events, for the log of who runs the server.

Told from lines of activity, once these are committed: edits are coalesced there already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from logging import Logger
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..store.operations import AddActivity, Operation

if TYPE_CHECKING:
    from jupyter_events import EventLogger

SCHEMA_ID = "https://events.jupyter.org/timewarp_jupyter/room/v1"
SCHEMA_FILE = Path(__file__).parent.parent / "event_schemas" / "room.yaml"

Emit = Callable[[str, Sequence[Operation]], None]
"""Takes the id of a room and what was committed in it."""

_ACTIONS = {
    "member.joined": "joined",
    "member.added": "joined",
    "member.left": "left",
    "member.removed": "left",
    "document.edited": "edited",
}
_EDIT_FIELDS = ("path", "lines", "added", "removed")


def operator_log(logger: EventLogger, log: Logger) -> Emit:
    """What emits to Jupyter's event logger; a logger that knows our schema already is fine."""
    if SCHEMA_ID not in logger.schemas:
        logger.register_event_schema(SCHEMA_FILE)

    def emit(room: str, operations: Sequence[Operation]) -> None:
        for operation in operations:
            if isinstance(operation, AddActivity) and operation.verb in _ACTIONS:
                try:
                    logger.emit(schema_id=SCHEMA_ID, data=event_of(room, operation))
                except Exception:
                    # It is committed already: an operator's log must not fail what people do.
                    log.exception("Room %s: %s could not be told to Jupyter's events", room, operation.verb)

    return emit


def event_of(room: str, line: AddActivity) -> dict[str, Any]:
    """The event of a line of activity about a member or an edit."""
    action, detail = _ACTIONS[line.verb], line.detail
    if action == "edited":
        own = {name: detail[name] for name in _EDIT_FIELDS}
        return {"action": action, "room": room, "username": line.actor, "document": line.document, **own}
    username = detail.get("username", line.actor)
    return {"action": action, "room": room, "username": username, "by": line.actor}
