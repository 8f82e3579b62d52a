"""What lies in a room's folder: what may become a document, and everything else."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..errors import InvalidInput
from . import paths
from .workspace import Workspace
from .workspace_calls import is_missing, not_read

MAX_FILES = 2000
MAX_DEPTH = 8
"""A room's folder is listed up to so many files, and folders in folders."""

_BINARY_KINDS = ("image/", "audio/", "video/", "font/")
_BINARY_TYPES = frozenset(
    ("application/pdf", "application/zip", "application/gzip", "application/x-tar", "application/wasm")
)


@dataclass(frozen=True, slots=True)
class Item:
    """A file in a folder. ``path`` is relative to it, ``size`` in bytes, ``modified_at`` in ms.

    ``may_be_text`` says that only its content can tell whether it is a program.
    """

    path: str
    size: int | None
    modified_at: int | None
    may_be_text: bool


async def list_folder(workspace: Workspace, folder: str) -> Sequence[Item] | None:
    """The files of a folder and of those in it, sorted by path. None where there is no folder.

    Raises ``Unavailable`` (``file_not_read``).
    """
    items: list[Item] = []
    waiting = deque([("", 0)])
    while waiting and len(items) < MAX_FILES:
        inner, depth = waiting.popleft()
        place = paths.join(folder, inner)
        links = await workspace.links_in(place)
        entries = await _entries(workspace, place)
        if entries is None:
            if not inner:
                return None
            continue
        for entry in entries:
            relative, is_link = f"{inner}/{entry['name']}".lstrip("/"), entry["name"] in links
            if entry["type"] != "directory":
                items.append(_item(workspace, relative, entry, is_link))
            elif depth < MAX_DEPTH and not is_link:  # it may lead out of the room, or round in circles
                waiting.append((relative, depth + 1))
    return sorted(items[:MAX_FILES], key=lambda item: item.path)


async def _entries(workspace: Workspace, path: str) -> list[dict[str, Any]] | None:
    try:
        model = await workspace.ask(
            path, "list", lambda: workspace.contents.get(path, content=True, type="directory")
        )
    except Exception as error:
        if is_missing(error):
            return None
        raise not_read(path, error) from error
    return list(_visible(model["content"]))


def _visible(entries: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Without what is hidden, whatever the manager's ``allow_hidden`` says."""
    return (entry for entry in entries if not entry["name"].startswith("."))


def _item(workspace: Workspace, relative: str, entry: dict[str, Any], is_link: bool) -> Item:
    size, modified = entry.get("size"), entry.get("last_modified")
    return Item(
        relative,
        size,
        int(modified.timestamp() * 1000) if isinstance(modified, datetime) else None,
        entry["type"] == "file"
        and (size or 0) <= workspace.limits.max_file_bytes
        and _is_text_type(entry.get("mimetype"))
        and _is_good_path(relative)
        and not is_link,
    )


def _is_text_type(mimetype: str | None) -> bool:
    return mimetype is None or not (mimetype.startswith(_BINARY_KINDS) or mimetype in _BINARY_TYPES)


def _is_good_path(relative: str) -> bool:
    try:
        paths.program_path(relative)
    except InvalidInput:
        return False
    return True
