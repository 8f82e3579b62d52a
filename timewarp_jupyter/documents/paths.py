"""The one place for rules on paths: what may name a program of a room, and where it really is.

A path is relative to the room's folder, POSIX, in Unicode NFC where the server chooses the spelling.
Names that Windows reserves (``CON``, ``NUL``) are ordinary names here. Everything is refused with
``InvalidInput`` of code ``bad_path`` and the reason.
"""

from __future__ import annotations

import os
import re
import unicodedata

from ..errors import InvalidInput

MAX_NAME_BYTES = 255
"""What common file systems take as one name, in UTF-8."""

MAX_PATH_BYTES = 1024
"""A whole relative path, in UTF-8: leaves room for the workspace's own below the usual 4096."""

_ENCODED = re.compile(r"%(?:2e|2f|5c|25|7f|[01][0-9a-f])", re.IGNORECASE)
"""Percent-encoded ``. / \\ %`` and control characters: never a name, always an attempt to pass."""

_REFUSED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that make a name look like another one."""

_NOTEBOOK = ".ipynb"


def bad_path(path: str, reason: str) -> InvalidInput:
    """The error for a path that must not be used. The path is shortened, and printable."""
    shown = path[:80].encode("unicode_escape").decode("ascii")
    return InvalidInput(
        f"This name cannot be used for a program: {reason}.",
        code="bad_path",
        reason=f"{shown}: {reason}",
    )


def clean(relative: str) -> str:
    """A relative path that obeys all rules, in the spelling given. Raises ``bad_path``."""
    if not relative:
        raise bad_path(relative, "it is empty")
    if any(_is_refused(character) for character in relative):
        raise bad_path(relative, "it has control characters")
    if "\\" in relative:
        raise bad_path(relative, "it has a backslash")
    if _ENCODED.search(relative):
        raise bad_path(relative, "it is percent-encoded")
    if relative.startswith("/") or re.match(r"[A-Za-z]:/", relative):
        raise bad_path(relative, "it is absolute")
    for name in relative.split("/"):
        _check_name(relative, name)
    if len(relative.encode()) > MAX_PATH_BYTES:
        raise bad_path(relative, f"it is longer than {MAX_PATH_BYTES} bytes")
    return relative


def _is_refused(character: str) -> bool:
    return character in _BIDIRECTIONAL or unicodedata.category(character) in _REFUSED_CATEGORIES


def _check_name(relative: str, name: str) -> None:
    if not name.strip():
        raise bad_path(relative, "a part of it is empty")
    if name in (".", ".."):
        raise bad_path(relative, "it has . or .. in it")
    if name.startswith("."):
        raise bad_path(relative, "a part of it is hidden")
    if len(name.encode()) > MAX_NAME_BYTES:
        raise bad_path(relative, f"a part of it is longer than {MAX_NAME_BYTES} bytes")


def program_path(relative: str) -> str:
    """``clean`` for a new program: in NFC, and not a notebook (Jupyter opens those as JSON)."""
    path = clean(key(relative))
    if path.lower().endswith(_NOTEBOOK):
        raise bad_path(path, "notebooks are not programs of a room")
    return path


def key(relative: str) -> str:
    """What two spellings of the same path have in common."""
    return unicodedata.normalize("NFC", relative)


def join(folder: str, relative: str) -> str:
    """The workspace path of a path in a folder; ``""`` is the workspace itself."""
    return f"{folder.strip('/')}/{relative}".strip("/")


def normalise(folder: str, relative: str) -> str:
    """The workspace path of a path that a caller gave, in NFC. Raises ``bad_path``."""
    return join(folder, clean(key(relative)))


def inside(folder: str, path: str) -> str | None:
    """The part of a workspace path below a folder, or None where it is elsewhere."""
    start = folder.strip("/") + "/"
    path = path.strip("/")
    if start == "/":
        return path or None
    return path[len(start) :] or None if path.startswith(start) else None


def real(root: str, path: str) -> str:
    """A workspace path with the links on its way followed; one that leaves it stays as it is.

    ``root`` is the workspace on disk, which is touched.
    """
    base = os.path.realpath(root)
    try:
        target = os.path.realpath(os.path.join(base, *path.split("/")))
    except ValueError:  # NUL or half a character: no file can have this name
        return path
    if not target.startswith(base.rstrip(os.sep) + os.sep):
        return path
    return os.path.relpath(target, base).replace(os.sep, "/")


def resolve(root: str, folder: str, relative: str) -> str:
    """The path with the links on its way followed, so that a file has one name. Touches the disk.

    ``root`` is the workspace on disk. Raises ``bad_path`` for a link that leaves the room's folder, or
    that leads to something hidden in it.
    """
    base = os.path.realpath(os.path.join(root, *folder.split("/")))
    target = os.path.realpath(os.path.join(base, *relative.split("/")))
    if target != base and not target.startswith(base.rstrip(os.sep) + os.sep):
        raise bad_path(relative, "it is a link that leaves the room's folder")
    found = os.path.relpath(target, base).replace(os.sep, "/")
    return relative if key(found) == key(relative) else clean(found)
