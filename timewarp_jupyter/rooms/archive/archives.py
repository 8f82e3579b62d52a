"""Rooms taken out of the server, brought in, and copied: what the handlers ask."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import fields
from logging import Logger
from typing import IO, TYPE_CHECKING

from ...beside import beside
from ...clock import now_ms
from ...store.interface import Store
from ...store.operations import AddActivity, Role, Visibility
from ...turns import Places
from ..permissions import Action
from ..registry import Registry
from ..room import Room
from .container import too_large
from .exporting import Export
from .founding import Founding
from .layout import ArchiveLimits, Parts
from .planning import imported_authors
from .preparing import Prepared, prepare

if TYPE_CHECKING:
    from ...config import Limits

_SECONDS = 20.0
"""Until who waits for others' archives is told to come back."""
_UPLOADS = 10
"""At once, each a file of up to ``max_archive_bytes``."""
_DOWNLOADS = 100
"""At once; each has at most one piece of work in the lane, and little in memory."""
_UNPACKED = 4
"""How many times larger text usually is unpacked: a guess of the work that an archive makes."""


class Archives:
    """Exports, imports and copies. One room is made at a time: it takes memory and the writer's time."""

    def __init__(self, registry: Registry, store: Store, limits: Limits, log: Logger) -> None:
        self._registry = registry
        self._store = store
        self._log = log
        self._making = Places(1, each=1, seconds=_SECONDS)
        self.uploads = Places(_UPLOADS, each=1, seconds=_SECONDS)
        """Taken while an archive comes in."""
        self.downloads = Places(_DOWNLOADS, each=1, seconds=_SECONDS)
        self.limits = ArchiveLimits(
            **{field.name: getattr(limits, field.name) for field in fields(ArchiveLimits)}
        )

    async def export(self, room: Room, by: str) -> AsyncIterator[bytes]:
        """The pieces of an archive with everything. That it was taken is told in the room.

        A user has one at a time. Raises as ``Export.pieces`` and ``Places.place`` do, and ``Forbidden`` where
        the user may not take it any more when their turn comes.
        """
        async with self.downloads.place(by):
            room.require(by, Action.EXPORT)
            export = Export(room, self._store, Parts())
            first = True
            async for piece in export.pieces():
                if first:
                    await room.commit(AddActivity(by, "room.exported", None, now_ms()))
                    first = False
                yield piece

    async def bring_in(
        self, file: IO[bytes], owner: str, name: str | None, folder: str | None, visibility: Visibility | None
    ) -> Room:
        """A room of an uploaded archive, a named file. ``owner`` is its only member.

        Raises as ``prepare``, ``Founding.at`` and ``Registry.create`` do, and ``Unavailable`` (``busy``):
        then nothing is there.
        """
        async with self._making.place(owner):
            prepared = await self._prepare(file)
            authors = imported_authors(prepared.room.people)
            told = AddActivity(owner, "room.imported", None, now_ms(), {"name": prepared.room.name})
            return await self._found(
                prepared, Parts(), authors, told, name or prepared.room.name, folder, visibility
            )

    async def copy(
        self,
        room: Room,
        owner: str,
        name: str,
        folder: str | None,
        visibility: Visibility | None,
        default_role: Role | None,
        parts: Parts,
    ) -> Room:
        """Another room with the programs of this one, and the ``parts``. Raises as the two above do."""
        async with self._making.place(owner):
            room.require(owner, Action.EXPORT)
            export = Export(room, self._store, parts)
            with tempfile.NamedTemporaryFile(prefix="timewarp-copy-") as file:
                await self._keep(export, file)
                prepared = await self._prepare(file)
            detail = {"history": parts.history, "chat": parts.chat, "activity": parts.activity}
            told = AddActivity(owner, "room.copied", None, now_ms(), detail)
            authors = export.cast.usernames
            role = default_role or room.row.default_role
            made = await self._found(prepared, parts, authors, told, name, folder, visibility, role)
        await room.commit(AddActivity(owner, "room.copied_out", None, now_ms(), detail))
        return made

    async def _keep(self, export: Export, file: IO[bytes]) -> None:
        size = 0
        async for piece in export.pieces():
            size += len(piece)
            if size > self.limits.max_archive_bytes:
                raise too_large(self.limits)
            await asyncio.to_thread(file.write, piece)

    async def _prepare(self, file: IO[bytes]) -> Prepared:
        file.flush()
        size = file.tell()
        return await beside(_UNPACKED * size, prepare, file.name, self.limits)

    async def _found(
        self,
        prepared: Prepared,
        parts: Parts,
        authors: Mapping[str, str],
        told: AddActivity,
        name: str,
        folder: str | None,
        visibility: Visibility | None,
        default_role: Role | None = None,
    ) -> Room:
        registry = self._registry
        founding = Founding(prepared, parts, authors, told, registry.folders, registry.workspace, self._log)
        role = default_role or prepared.room.default_role
        return await registry.create(name, folder, told.actor, visibility, role, filled=founding.at)
