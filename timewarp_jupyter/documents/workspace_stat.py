"""What a disk tells of files without reading them. All of it may hang: ask it beside the event loop."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence

Stamp = tuple[int | str, ...]
"""What changes when a file is written: its time, size and, on a disk, its inode."""


def touch(file: str) -> None:
    """Ask whether the disk answers at all."""
    with contextlib.suppress(OSError, ValueError):  # what is wrong is said by who is asked next
        os.stat(file)


def links_in(folder: str) -> frozenset[str]:
    """The names of links.

    Looks at each file as well: a file system far away remembers for a moment what it has told.
    """
    links = set()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_symlink():
                    links.add(entry.name)
                with contextlib.suppress(OSError):
                    entry.stat()
    except (OSError, ValueError):
        return frozenset()
    return frozenset(links)


def stamps(files: Sequence[str]) -> list[Stamp | None]:
    """The stamp of each file, None where there is none."""
    return [_stamp_of(file) for file in files]


def _stamp_of(file: str) -> Stamp | None:
    try:
        status = os.stat(file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        # It may be there: reading it will say what is wrong.
        return ("error", error.errno or 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)
