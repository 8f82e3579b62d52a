"""Making a room of a prepared archive: files first, then one commit, or neither is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from logging import Logger

from ...documents import paths
from ...documents.workspace import Workspace
from ...errors import Conflict, NotFound, TimeWarpError
from ...store.operations import AddActivity, Operation
from ..folders import Folders
from .layout import Parts
from .planning import Plan
from .preparing import Prepared


class Founding:
    """Fills the folder of a room that is being made. The folder must be a new one."""

    def __init__(
        self,
        prepared: Prepared,
        parts: Parts,
        authors: Mapping[str, str],
        told: AddActivity,
        folders: Folders,
        workspace: Workspace,
        log: Logger,
    ) -> None:
        self._prepared = prepared
        self._parts = parts
        self._authors = authors
        self._told = told
        self._folders = folders
        self._workspace = workspace
        self._log = log
        self._files: list[str] = []
        self._made: list[str] = []

    @asynccontextmanager
    async def at(self, folder: str) -> AsyncIterator[Sequence[Operation]]:
        """The files in their folder, and what to commit with the room; on failure no file is left.

        Raises ``Conflict`` (``folder_exists``), ``Unavailable``, and as ``Plan.operations`` does.
        """
        if await self._workspace.exists(folder):
            raise Conflict(
                "There is such a folder already. Choose another name.", code="folder_exists", reason=folder
            )
        try:
            yield await self._fill(folder)
        except BaseException:
            await self._clean_up()
            raise

    async def _fill(self, folder: str) -> Sequence[Operation]:
        wanted = sorted(set(_folders_of(folder, [program.path for program in self._prepared.programs])))
        self._made = [each for each in wanted if not await self._workspace.folder_exists(each)]
        await self._folders.make(folder)
        for each in wanted:
            await self._workspace.make_folder(each)
        hashes: dict[str, str] = {}
        ids: dict[str, str | None] = {}
        for program in self._prepared.programs:
            full = paths.join(folder, program.path)
            self._files.append(full)
            hashes[program.path] = await self._workspace.write(full, program.history.text, program.newline)
            ids[program.path] = self._workspace.id_of(full)
        plan = Plan(self._prepared, self._parts, self._authors, self._told.actor, folder, ids, hashes)
        return await asyncio.to_thread(plan.operations, self._told)

    async def _clean_up(self) -> None:
        """Remove what was made, the innermost first; what is not ours keeps its folder from going."""
        for path in [*reversed(self._files), *reversed(self._made)]:
            try:
                await self._workspace.delete(path)
            except NotFound:
                continue
            except TimeWarpError as error:
                self._log.warning("%s could not be removed again: %s", path, error.message)


def _folders_of(folder: str, programs: Sequence[str]) -> Iterator[str]:
    """The folder of a room, those above it, and those of its programs."""
    for path in (f"{folder}/", *(paths.join(folder, program) for program in programs)):
        parts = path.split("/")[:-1]
        yield from ("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
