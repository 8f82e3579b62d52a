"""What all rooms of a server share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from logging import Logger
from typing import TYPE_CHECKING

from ..store.interface import Store
from .people import People
from .teachers import Teachers

if TYPE_CHECKING:
    from ..config import Limits
    from ..documents.workspace import Workspace


@dataclass(slots=True)
class Context:
    """The parts that a room is built on, and the census of connections over all rooms."""

    store: Store
    workspace: Workspace
    limits: Limits
    people: People
    teachers: Teachers
    log: Logger
    connections: Callable[[], int] = lambda: 0
    connections_of: Callable[[str], int] = lambda _username: 0
