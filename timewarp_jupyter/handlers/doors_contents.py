"""The door of Jupyter's contents API: the same roles, and changes recorded with their author.

A room's programs are changed through the room, so that live editors see it at once; what is no program
(notebooks, pictures, folders) is decided here and done by Jupyter's own handler.
"""

from __future__ import annotations

from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.handlers import ContentsHandler
from tornado.web import HTTPError

from ..documents.authors import DISK
from ..errors import InvalidInput
from ..rooms.permissions import Action
from ..rooms.room import Room
from .allow import allow
from .contents_body import check_ending, is_text_write, text_of
from .contents_moves import Mover
from .doors import Guard, Place


class ContentsDoor(Guard, ContentsHandler):
    """``/api/contents``."""

    _made: dict[str, Any] | None = None
    """The model of what Jupyter's handler has made, held back until the room knows of it."""
    _holds_back = False

    async def admit(self) -> None:
        """Readers only; what else is needed is decided by each method, which knows the body."""
        self.require(self.place, Action.READ)

    @allow("write", resource="contents")
    async def put(self, path: str = "") -> None:
        """Save a file, or make one of this name."""
        model = self._model()
        await self._check_second_path(model, "path")
        place = self.place
        if place.room is None:
            await ensure_async(super().put(path))
        elif not place.relative or not is_text_write(model, place.relative):
            await self._require_write(place)
            await self._put_by_jupyter(place.room, place)
        elif model.get("chunk") is not None:
            await self._put_piece(place.room, place, model["chunk"])
        else:
            await self._put_program(place.room, place, model)

    async def _put_piece(self, room: Room, place: Place, number: Any) -> None:
        """A piece of a large file: Jupyter puts them together, and what they are is seen at the end (-1)."""
        uploads = room.workspace.uploads
        if number == 1 or not uploads.is_under_way(place.path):
            await self._require_no_program(room, place, known=number != 1)
        await self._require_write(place)
        if number != -1:
            uploads.piece(place.path)
            await ensure_async(super().put(place.path))
            return
        self._holds_back = True
        await ensure_async(super().put(place.path))
        uploads.done(place.path)
        await self._adopt(place.path)
        self._release()

    async def _put_by_jupyter(self, room: Room, place: Place) -> None:
        """Let Jupyter write what is no program. If it becomes one, that is the caller's work."""
        if place.relative and await room.has_program(place.relative):
            raise _not_text(place)
        self._holds_back = True
        await ensure_async(super().put(place.path))
        if self._made is not None:
            await self._adopt(self._made["path"])
        self._release()

    async def _require_no_program(self, room: Room, place: Place, *, known: bool) -> None:
        """Raise where a program would be overwritten; ``known`` ones alone where an upload was forgotten."""
        if known:
            async with room.use() as library:
                is_program = library.by_path(place.relative) is not None
        else:
            is_program = await room.has_program(place.relative)
        if is_program:
            raise _not_text(place)

    async def _put_program(self, room: Room, place: Place, model: dict[str, Any]) -> None:
        """A program's text, by way of the room; binary content only where there is no program."""
        text, exists = text_of(model), await self._exists(place)
        if not exists:
            room.require(self.username, Action.CREATE)
        elif not await room.has_program(place.relative):
            await self._require_write(place)
        else:
            room.require(self.username, Action.EDIT)
        is_program = not exists or await room.has_program(place.relative)
        if text is None and exists and is_program:
            raise _not_text(place)
        if text is None or not is_program:
            await self._put_by_jupyter(room, place)
            return
        async with room.use() as library:
            if exists:
                row = library.by_path(place.relative)
                row = row or await library.adopt(place.relative, DISK)
                check = room.check(self.username, Action.EDIT)
                await library.write(row.id, text, self.username, check)
            else:
                check = room.check(self.username, Action.CREATE)
                await library.create(place.relative, text, self.username, check)
                self.set_status(201)
        await self._answer(place.path)

    @allow("write", resource="contents")
    async def post(self, path: str = "") -> None:
        """A new file or a copy, in a folder; the name is chosen by Jupyter."""
        model = self._model()
        check_ending(model)
        source = await self._check_second_path(model, "copy_from")
        if source is not None:
            if not source.path:
                raise InvalidInput("The whole workspace cannot be copied.", code="workspace_root")
            self.require(source, Action.READ)
            for room in source.around:
                room.require(self.username, Action.READ)
        self.require(self.place, Action.CREATE)
        self._holds_back = True
        await ensure_async(super().post(path))
        if self._made is not None:
            await self._adopt(self._made["path"])
        self._release()

    @allow("write", resource="contents")
    async def patch(self, path: str = "") -> None:
        """Rename or move."""
        model = self._model()
        target = await self._check_second_path(model, "path")
        registry = self.registry
        if not self.place.path:  # Jupyter refuses this, and rooms are not to be touched before that
            raise HTTPError(400, "The whole workspace cannot be moved.")
        if target is None or target.path == self.place.path:
            self.require(self.place, Action.RENAME)
            await ensure_async(super().patch(path))
        elif registry is not None and Mover.concerns(self.place, target):
            await Mover(self.username, registry).move(self.place, target)
            await self._answer(target.path)
        else:
            await ensure_async(super().patch(path))

    @allow("write", resource="contents")
    async def delete(self, path: str = "") -> None:
        """Delete a file, or a folder with all that is in it."""
        registry = self.registry
        if not self.place.path:  # as above: all rooms were deleted before Jupyter said no
            raise HTTPError(400, "The whole workspace cannot be deleted.")
        if registry is None or (self.place.room is None and not self.place.around):
            await ensure_async(super().delete(path))
            return
        await Mover(self.username, registry).delete(self.place)
        self.set_status(204)
        self.finish()

    def _model(self) -> dict[str, Any]:
        model = self.get_json_body()
        if model is not None and not isinstance(model, dict):
            raise InvalidInput("The body must be a JSON object.", code="not_json")
        return model or {}

    async def _check_second_path(self, model: dict[str, Any], name: str) -> Place | None:
        """The place of a path in the body. Raises 404 for the store's folder."""
        path = model.get(name)
        if path is None:
            return None
        if not isinstance(path, str):
            raise HTTPError(400, "%s must be a string", name)
        return await self.find(path)

    async def _require_write(self, place: Place) -> None:
        self.require(place, Action.EDIT if await self._exists(place) else Action.CREATE)

    async def _exists(self, place: Place) -> bool:
        contents: Any = self.contents_manager
        return bool(await ensure_async(contents.file_exists(place.path)))

    async def _adopt(self, path: str) -> None:
        """Take a new program into its room as the work of who made it."""
        place = await self.find(path)
        if place.room is not None and await place.room.has_program(place.relative):
            async with place.room.use() as library:
                if library.by_path(place.relative) is None:
                    await library.adopt(place.relative, self.username)

    async def _answer(self, path: str) -> None:
        contents: Any = self.contents_manager
        model = await ensure_async(contents.get(path, content=False))
        self._finish_model(model)

    def _release(self) -> None:
        """Answer what was held back."""
        self._holds_back = False
        if self._made is not None:
            self._finish_model(self._made)

    def _finish_model(self, model: dict[str, Any], location: bool = True) -> None:
        # Jupyter's handlers end by this, with their answer.
        if self._holds_back:
            self._made = model
        else:
            super()._finish_model(model, location)  # type: ignore[no-untyped-call]


def _not_text(place: Place) -> InvalidInput:
    return InvalidInput(
        "This would replace a program of a room by something that is no text.",
        code="not_text",
        reason=place.path,
    )
