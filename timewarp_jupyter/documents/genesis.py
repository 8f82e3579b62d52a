"""The first struct of a history: how two histories of the same file are told apart.

Every history starts with a struct that the server writes under a client id of its own. A client whose
state vector names such an id that a document does not know has another history of it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc, Map, Text

from .admission import SERVER_IDS


@dataclass(frozen=True, slots=True)
class Genesis:
    """The first update of a history, and the Yjs client id it is written under."""

    client_id: int
    update: bytes


def genesis_client(history_id: str) -> int:
    """The client id under which the server writes the ``state`` of a history."""
    digest = hashlib.sha256(history_id.encode()).digest()
    return SERVER_IDS.start + int.from_bytes(digest[:5], "big")


def new_server_client() -> int:
    """A client id for edits that the server makes in somebody's name."""
    return SERVER_IDS.start + secrets.randbelow(len(SERVER_IDS))


def genesis(path: str, history_id: str, text: str) -> Genesis:
    """A new history whose first text is ``text`` (LF line ends); ``path`` is the workspace path."""
    client = genesis_client(history_id)
    doc: Doc[Any] = Doc(client_id=client)
    state = doc.get("state", type=Map)
    source = doc.get("source", type=Text)
    with doc.transaction():
        state["history_id"] = history_id
        state["path"] = path
        if text:
            source += text
    return Genesis(client, doc.get_update())
