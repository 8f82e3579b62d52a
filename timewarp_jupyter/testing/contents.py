"""Contents managers with a fault, each named for it, on real files."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager

# Jupyter Server's managers are not annotated.
_save: Any = AsyncLargeFileManager.save
_dir_exists: Any = AsyncLargeFileManager.dir_exists
_before_save: Any = AsyncLargeFileManager.register_pre_save_hook
_after_save: Any = AsyncLargeFileManager.register_post_save_hook
_os_path: Any = AsyncLargeFileManager._get_os_path


class FullDiskContents(AsyncLargeFileManager):
    """Refuses to write while ``is_full``, as a full disk does: before the old file is touched."""

    is_full = False

    def atomic_writing(self, os_path: str, *args: Any, **kwargs: Any) -> Any:
        """Fails with ``ENOSPC``."""
        if self.is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os_path)
        return super().atomic_writing(os_path, *args, **kwargs)


class SlowContents(AsyncLargeFileManager):
    """Writes nothing until ``gate`` is set, and is in ``begun`` then."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.gate = asyncio.Event()
        self.begun = asyncio.Event()

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Wait, then write."""
        self.begun.set()
        await self.gate.wait()
        saved: dict[str, Any] = await _save(self, model, path)
        return saved


class HangingContents(AsyncLargeFileManager):
    """Does not say what folders there are in ``far`` until ``gate`` is set, and is in ``begun`` then."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.gate = asyncio.Event()
        self.begun = asyncio.Event()

    async def dir_exists(self, path: str) -> bool:
        """Wait, then look."""
        if path.strip("/").partition("/")[0] == "far":
            self.begun.set()
            await self.gate.wait()
        return bool(await _dir_exists(self, path))


class RewritingContents(LargeFileManager):
    """Has a save hook that strips the blanks at the ends of lines. It is a synchronous manager."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        _before_save(self, strip_trailing_blanks)


def strip_trailing_blanks(model: dict[str, Any], **_: Any) -> None:
    """A pre-save hook that changes what is written."""
    if model["type"] == "file":
        lines = model["content"].split("\n")
        model["content"] = "\n".join(line.rstrip(" ") for line in lines)


class StampingContents(AsyncLargeFileManager):
    """Has a hook that puts another line on top after each save: one that is never content."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        _after_save(self, put_line_on_top)


def put_line_on_top(os_path: str, model: dict[str, Any], **_: Any) -> None:
    """A post-save hook that changes the file behind the manager's back."""
    if model["type"] == "file":
        file = Path(os_path)
        file.write_bytes(b"REM SAVED\n" + file.read_bytes())


class TornContents(AsyncLargeFileManager):
    """Ends in the middle of a write while ``is_torn``, as a killed server does: half of the file is there."""

    is_torn = False

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Write half, then never answer."""
        if not self.is_torn:
            saved: dict[str, Any] = await _save(self, model, path)
            return saved
        write_half(_os_path(self, path), model["content"].encode())
        raise ConnectionAbortedError("killed")


def write_half(os_path: str, data: bytes) -> None:
    """The first half of the bytes, wherever that is."""
    Path(os_path).write_bytes(data[: len(data) // 2])


class ContentsChangedByOthers(AsyncLargeFileManager):
    """Somebody else writes the file right after we did: each text of ``others`` once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.others: list[str] = []

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Write, and be overwritten before it can be read back."""
        saved: dict[str, Any] = await _save(self, model, path)
        if self.others:
            write_later(_os_path(self, path), self.others.pop(0))
        return saved


def write_later(os_path: str, content: str) -> None:
    """Write a file at a time of its own: the clock of a file system may be coarse."""
    file = Path(os_path)
    file.write_bytes(content.encode())
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1_000_000))
