"""Operations with all fields filled in, for tests of stores."""

from __future__ import annotations

from dataclasses import replace

from ..store.operations import AppendUpdates, CreateDocument, CreateInvitation, CreateRoom

ROOM = CreateRoom(
    slug="maze",
    name="Labyrinth 迷路",
    folder="programs/maze",
    folder_id="folder-1",
    visibility="invite",
    default_role="viewer",
    created_by="ana",
    at=1_000,
)
DOCUMENT = CreateDocument(
    document="doc-1",
    path="mouse.logo",
    file_id="file-1",
    history_id="history-1",
    newline="\r\n",
    author=":disk",
    client_id=2**40 + 7,
    genesis=b"\x00genesis\xff",
    size=12,
    at=1_100,
)
INVITATION = CreateInvitation(
    invitation="inv-1",
    token_hash="a" * 64,
    role="editor",
    expires_at=9_000,
    max_uses=2,
    created_by="ana",
    at=1_200,
)


def room(number: int) -> CreateRoom:
    """One of many rooms."""
    return replace(
        ROOM, slug=f"room-{number}", name=f"Room {number}", folder=f"room-{number}", folder_id=None
    )


def document(number: int) -> CreateDocument:
    """One of many documents."""
    return replace(DOCUMENT, document=f"doc-{number}", path=f"{number}.bas", history_id=f"history-{number}")


def update(data: bytes, *, document: str = "doc-1", author: str = "ana", at: int = 2_000) -> AppendUpdates:
    """A run of updates."""
    return AppendUpdates(document, author, data, len(data), 0, at)
