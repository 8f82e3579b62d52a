"""Program files, read and written through Jupyter's ``ContentsManager``, so that any backend works.

Where files lie on a disk (``root_dir``), changes are noticed by ``stat`` and links are followed there;
everything else is the manager's. Paths are of the workspace and have been through ``paths`` already.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from logging import Logger
from typing import TYPE_CHECKING, Any

from ..errors import TimeWarpError
from . import paths, workspace_stat
from .uploads import Uploads
from .workspace_calls import FILES, Calls, is_missing, not_done, not_read, not_written, status_of
from .workspace_disk import save, saves_as_jupyter_does
from .workspace_stat import Stamp
from .workspace_text import FileText, Newline, digest, file_content, not_text, parse, too_large

if TYPE_CHECKING:
    from ..config import Limits


@dataclass(frozen=True, slots=True)
class Found:
    """A file, and its stamp from before it was read: what came later has another one."""

    stamp: Stamp | None
    file: FileText


@dataclass(frozen=True, slots=True)
class Written:
    """What a write left on the disk: a stamp, and the hash of what was read back."""

    stamp: Stamp | None
    hash: str


class Workspace:
    """The files of all rooms.

    ``file_ids`` follows files that are moved, where ``jupyter_server_fileid`` is there.
    """

    def __init__(
        self, contents_manager: Any, file_id_manager: Any | None, limits: Limits, log: Logger
    ) -> None:
        self.contents = contents_manager
        self.file_ids = file_id_manager
        self.limits = limits
        self.calls = Calls(log)
        self.uploads = Uploads()
        self._log = log

    @property
    def root(self) -> str | None:
        """The workspace's folder on disk, or None for a backend that has none."""
        root = getattr(self.contents, "root_dir", None)
        return root if root and hasattr(self.contents, "_get_os_path") else None

    # Reading

    async def read(self, path: str, *, adopting: bool = True) -> FileText | None:
        """A file as a document sees it; None where there is none.

        Raises ``InvalidInput`` (``not_text``), ``TooLarge``, ``Unavailable`` (``file_not_read``).
        Without ``adopting`` the limit is the one of documents, and NUL characters are let through: what
        was written once must be readable again.
        """
        found = await self.look(path, adopting=adopting)
        return None if found is None else found.file

    async def look(self, path: str, *, adopting: bool = True) -> Found | None:
        """A file and its stamp. Raises as ``read`` does."""
        limit = self.limits.max_file_bytes if adopting else self.limits.max_document_bytes
        stamp = (await self.stamps([path]))[0]
        try:
            model = await self._get(path, content=False, type="file")
            if (model.get("size") or 0) > limit:
                raise too_large(path, model["size"], limit)
            model = await self._get(path, content=True, type="file", format="text")
        except Exception as error:
            if is_missing(error):
                return None
            raise self._unreadable(path, error) from error
        if model.get("format") != "text" or not isinstance(model.get("content"), str):
            raise not_text(path, f"its format is {model.get('format')}")
        return Found(stamp, parse(path, model["content"], limit, adopting=adopting))

    async def read_bytes(self, path: str) -> bytes | None:
        """A file as it is, within the limit of documents; None where there is none."""
        try:
            model = await self._get(path, content=False, type="file")
            if (model.get("size") or 0) > self.limits.max_document_bytes:
                raise too_large(path, model["size"], self.limits.max_document_bytes)
            model = await self._get(path, content=True, type="file", format="base64")
        except Exception as error:
            if is_missing(error):
                return None
            raise not_read(path, error) from error
        return base64.decodebytes(model["content"].encode())

    async def stamps(self, wanted: Sequence[str]) -> Sequence[Stamp | None]:
        """The stamp of each file, None where there is none. Raises ``Unavailable``."""
        if self.root is not None:
            call = partial(FILES.run, workspace_stat.stamps, [self._on_disk(path) for path in wanted])
            stamps: Sequence[Stamp | None] = await self.calls.ask(wanted[0], "stat", call)
            return stamps
        return [await self._stamp(path) for path in wanted]

    async def _stamp(self, path: str) -> Stamp | None:
        try:
            model = await self._get(path, content=False)
        except Exception as error:
            if is_missing(error):
                return None
            raise not_read(path, error) from error
        return (str(model.get("last_modified")), str(model.get("size")))

    async def folder_exists(self, path: str) -> bool:
        """Whether there is such a folder. Raises ``Unavailable``."""
        try:
            return bool(await self.ask(path, "look", lambda: self.contents.dir_exists(path)))
        except Exception as error:
            if is_missing(error):  # no file can have this name
                return False
            raise not_read(path, error) from error

    async def exists(self, path: str) -> bool:
        """Whether there is such a file or folder. Raises ``Unavailable``."""
        try:
            return bool(await self.ask(path, "look", lambda: self.contents.exists(path)))
        except Exception as error:
            if is_missing(error):
                return False
            raise not_read(path, error) from error

    async def resolve(self, folder: str, relative: str) -> str:
        """The one name of a file that links may give several. Raises ``bad_path``."""
        if self.root is None:
            return relative
        call = partial(FILES.run, paths.resolve, self.root, folder, relative)
        resolved: str = await self.calls.ask(paths.join(folder, relative), "resolve", call)
        return resolved

    # Writing

    async def write(self, path: str, text: str, newline: Newline) -> str:
        """Write a file and give the hash of what is read back. Raises as ``put`` does."""
        return (await self.put(path, text, newline)).hash

    async def put(self, path: str, text: str, newline: Newline) -> Written:
        """Write a file, atomically where the manager does so, and read it back.

        Save hooks may change what is written. Raises ``Unavailable`` (``file_not_written``).
        """
        model = {"type": "file", "format": "text", "content": file_content(text, newline)}
        try:
            await self.calls.after_late_ones(path)
            saved = await self.calls.ask(path, "save", lambda: save(self.contents, model, path))
            stamp = (await self.stamps([path]))[0]
            found = await self._get(path, content=True, type="file", format="text")
        except Exception as error:
            raise not_written(path, error) from error
        back, ours = digest(found["content"].encode()), digest(str(model["content"]).encode())
        is_ours = found["last_modified"] == saved["last_modified"]
        if saves_as_jupyter_does(self.contents):
            is_ours = is_ours and back == ours
        if not self._has_post_save_hooks() and not is_ours:
            # Somebody else wrote in this moment: what they wrote must count as a change.
            return Written(None, ours)
        return Written(stamp, back)

    def _has_post_save_hooks(self) -> bool:
        hooks = getattr(self.contents, "_post_save_hooks", None)
        return bool(hooks) or getattr(self.contents, "post_save_hook", None) is not None

    async def rename(self, old: str, new: str) -> None:
        """Move a file. Raises ``NotFound``, ``Conflict`` (``path_taken``), ``Forbidden``, ``Unavailable``."""
        self.id_of(old)  # the ids of what is in a folder follow only one that has an id
        await self._do(old, "rename", lambda: self.contents.rename(old, new))
        if self.file_ids is not None and self.file_ids.get_id(new) is None:
            # The manager's own event does the same, but later.
            self.file_ids.move(old, new)

    async def delete(self, path: str) -> None:
        """Delete a file. Raises ``NotFound``, ``Forbidden``, ``Unavailable``."""
        await self._do(path, "delete", lambda: self.contents.delete(path))

    async def make_folder(self, path: str) -> None:
        """Make a folder and those above it, where they are missing."""
        parts = path.split("/") if path else []
        for depth in range(1, len(parts) + 1):
            folder = "/".join(parts[:depth])
            if not await self.folder_exists(folder):
                await self._make_one(folder)

    async def _make_one(self, folder: str) -> None:
        try:
            await self._do(folder, "make", partial(self._save_folder, folder))
        except TimeWarpError as error:
            # Somebody else may have made it in the same moment.
            if error.error_code == "workspace_slow" or not await self.folder_exists(folder):
                raise

    def _save_folder(self, folder: str) -> Any:
        return self.contents.save({"type": "directory"}, folder)

    async def _do(self, path: str, what: str, call: Any) -> None:
        try:
            await self.calls.after_late_ones(path)
            await self.ask(path, what, call)
        except Exception as error:
            raise not_done(path, error) from error

    # File ids: these live in a database of the event loop's thread, and answer at once

    def id_of(self, path: str) -> str | None:
        """The id under which a file is followed from now on."""
        if self.file_ids is None:
            return None
        file_id: str | None = self.file_ids.index(path)
        return file_id

    def path_of(self, file_id: str | None) -> str | None:
        """Where a followed file is now."""
        if self.file_ids is None or file_id is None:
            return None
        path: str | None = self.file_ids.get_path(file_id)
        return path

    # The manager

    async def _get(self, path: str, **options: Any) -> dict[str, Any]:
        model: dict[str, Any] = await self.ask(path, "read", lambda: self.contents.get(path, **options))
        return model

    async def ask(self, path: str, what: str, call: Callable[[], Any]) -> Any:
        """What the manager answers. Raises what it raises, or ``Unavailable`` (``workspace_slow``).

        Jupyter's managers look at the disk on the loop: first it is tried beside it whether that answers.
        """
        if self.root is not None:
            await self.calls.ask(path, what, partial(FILES.run, workspace_stat.touch, self._on_disk(path)))
        return await self.calls.ask(path, what, call)

    async def links_in(self, folder: str) -> frozenset[str]:
        """The names in a folder that are links, where it is on a disk. Raises ``Unavailable``."""
        if self.root is None:
            return frozenset()
        call = partial(FILES.run, workspace_stat.links_in, self._on_disk(folder))
        links: frozenset[str] = await self.calls.ask(folder, "list", call)
        return links

    async def real(self, path: str) -> str:
        """A path with the links on its way followed, where there is a disk. Raises ``Unavailable``.

        A path that leads out of the workspace or can be none stays as it is: Jupyter's own handlers judge it.
        """
        if self.root is None:
            return path
        real: str = await self.calls.ask(path, "resolve", partial(FILES.run, paths.real, self.root, path))
        return real

    def _on_disk(self, path: str) -> str:
        return os.path.join(self.root or "", *path.split("/"))

    def _unreadable(self, path: str, error: Exception) -> Exception:
        if status_of(error) == 400:
            return not_text(path, getattr(error, "reason", None) or "the workspace cannot read it")
        return not_read(path, error)
