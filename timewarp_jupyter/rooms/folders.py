"""The folders of rooms: which may be one, and where a moved one has gone.

Everything goes through the workspace's ``ContentsManager``, so that any backend works. What can only be
known of a file system (links) is looked at where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..documents import paths
from ..errors import Conflict, InvalidInput

if TYPE_CHECKING:
    from ..documents.workspace import Workspace


def is_within(path: str, folder: str) -> bool:
    """Whether a workspace path is a folder or lies in it."""
    return path == folder or path.startswith(folder + "/")


def clean_folder(folder: str) -> str:
    """A folder as it is stored, relative to the workspace, without outer slashes.

    Raises ``InvalidInput``: ``workspace_root``, ``hidden_folder``, ``bad_path``.
    """
    stripped = paths.key(folder).strip("/")
    if not stripped or set(stripped.split("/")) <= {"", "."}:
        raise InvalidInput(
            "A room needs a folder of its own, not the whole workspace.", code="workspace_root"
        )
    if any(name.startswith(".") and name.strip(".") for name in stripped.split("/")):
        raise InvalidInput("A hidden folder cannot be a room.", code="hidden_folder", reason=stripped[:80])
    return paths.clean(stripped)


def check_apart(folder: str, taken: Iterable[str]) -> None:
    """Raise ``Conflict`` (``inside_room``, ``contains_room``, ``folder_taken``).

    ``taken`` are the folders of rooms that are not deleted. Which room it is stays unsaid: the caller may be
    a stranger to it.
    """
    for other in taken:
        if other == folder:
            raise Conflict("This folder is a room already.", code="folder_taken", reason=folder)
        if is_within(folder, other):
            raise Conflict("This folder is inside a room.", code="inside_room", reason=folder)
        if is_within(other, folder):
            raise Conflict("This folder contains a room.", code="contains_room", reason=folder)


class Folders:
    """The workspace's folders, and the file ids by which moved ones are found again.

    Whatever asks the workspace raises ``Unavailable`` where that does not answer.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def exists(self, folder: str) -> bool:
        """Whether there is such a folder now."""
        return await self._workspace.folder_exists(folder)

    async def make(self, folder: str) -> None:
        """Create the folder, and those above it, where missing.

        Raises ``InvalidInput``: ``folder_is_file``, ``bad_path`` for a link that leaves the workspace.
        """
        if paths.key(await self._workspace.resolve("", folder)) != folder:
            raise InvalidInput("A room's folder cannot be a link.", code="bad_path", reason=folder[:80])
        parts = folder.split("/")
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            if await self.exists(path):
                continue
            if await self._workspace.exists(path):
                if await self.exists(path):
                    continue  # somebody else has just made it
                raise InvalidInput("There is a file of this name.", code="folder_is_file", reason=path)
            await self._workspace.make_folder(path)

    async def free_name(self, wished: str, taken: Iterable[str]) -> str:
        """A folder name, like the wished one, that nothing has yet, and that is none of the ``taken``."""
        folded = {folder.casefold() for folder in taken}
        name, number = wished, 1
        while name.casefold() in folded or await self._workspace.exists(name):
            number += 1
            name = f"{wished}-{number}"
        return name

    def id_of(self, folder: str) -> str | None:
        """The file id by which the folder can be found again after a move."""
        found = self._workspace.id_of(folder)
        return None if found is None else str(found)

    def path_of(self, folder_id: str | None) -> str | None:
        """Where the folder of this id is now, as far as is known."""
        found = self._workspace.path_of(folder_id)
        return None if found is None else str(found).strip("/")

    async def delete(self, folder: str) -> None:
        """Delete a folder with all that is in it."""
        if await self.exists(folder):
            await self._workspace.delete(folder)

    async def real(self, path: str) -> str:
        """A workspace path with the links on its way followed; see ``Workspace.real``."""
        return await self._workspace.real(path)
