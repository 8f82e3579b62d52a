"""What all side doors share: Jupyter's own ways to the files of a room, kept to the same roles.

A door stands in front of Jupyter's handler for the same address. It is that very handler, with a guard
before it: where a file concerns no room, nothing is different.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from jupyter_server.base.handlers import JupyterHandler
from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError

from ..documents import paths
from ..documents.workspace_calls import DEADLINE, FILES
from ..errors import TimeWarpError, Unavailable
from ..rooms.permissions import Action
from ..rooms.registry import Registry
from ..rooms.room import Room
from ..services import Services
from .base import log_refusal, wait_until_open

HIDDEN = ".timewarp"
"""The folder of the store: served by no door, whatever ``allow_hidden`` says."""


def clean(path: str) -> str | None:
    """A path of the workspace without empty parts; None for one that climbs (``..``) or cannot be (NUL).

    No client of Jupyter sends such a path, and a link could make it lead elsewhere than it reads.
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    return None if ".." in parts or "\0" in path else "/".join(parts)


def is_hidden(path: str) -> bool:
    """Whether a path leads into the store's folder."""
    return HIDDEN in (part.casefold().rstrip(". ") for part in path.replace("\\", "/").split("/"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path of the workspace leads: into a room, around rooms, or to neither."""

    path: str
    room: Room | None
    relative: str
    around: tuple[Room, ...]

    @property
    def is_room_folder(self) -> bool:
        """Whether the path is the folder of a room."""
        return self.room is not None and not self.relative

    @property
    def rooms_moved(self) -> tuple[Room, ...]:
        """The rooms whose folders go along if this path is moved or deleted."""
        own = (self.room,) if self.room is not None and self.is_room_folder else ()
        return own + self.around


async def locate(registry: Registry | None, path: str, contents: Any) -> Place | None:
    """The place of a path; None where it must look as if there were nothing.

    ``registry`` is None while the store cannot be used: then there is only its own folder to hide.
    Raises ``Unavailable`` where the workspace does not answer.
    """
    cleaned = clean(path)
    if cleaned is None or is_hidden(cleaned):
        return None
    real = await (_real(contents, cleaned) if registry is None else registry.folders.real(cleaned))
    if is_hidden(real):
        return None
    if registry is None:
        return Place(cleaned, None, "", ())
    room, relative = registry.place_of(cleaned, real) or (None, "")
    return Place(cleaned, room, relative, tuple(registry.below(cleaned)))


async def _real(contents: Any, path: str) -> str:
    """As ``Workspace.real``, while there is none."""
    root = getattr(contents, "root_dir", None)
    if root is None:
        return path
    try:
        return await asyncio.wait_for(FILES.run(paths.real, root, path), DEADLINE)
    except asyncio.TimeoutError:
        raise Unavailable("The workspace does not answer.", code="workspace_slow") from None


def leads_to_hidden(request: HTTPServerRequest) -> bool:
    """Whether an address leads into the store's folder, however it is encoded."""
    queries = [value for name in ("path", "uri") for value in request.query_arguments.get(name, ())]
    texts = [request.path, *(value.decode("utf-8", "replace") for value in queries)]
    return any(is_hidden(form) for text in texts for form in _decodings(text))


def _decodings(text: str) -> list[str]:
    """The text as it is, and decoded as often as a chain of proxies and handlers could."""
    forms = [text]
    for _ in range(3):
        forms.append(unquote(forms[-1]))
    return forms


def path_of(args: Any, kwargs: Any) -> str:
    """The path among the parameters of a route: named ``path``, or the last one."""
    value = kwargs.get("path")
    if value is None and args:
        value = args[-1]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value or "")


class Guard(JupyterHandler):
    """Stands before a handler of Jupyter's: finds the place, and lets through who may pass."""

    place: Place

    answers_json = True
    """Whether refusals are JSON, or pages."""
    answers_alone = False
    """Whether the handler behind is not to be asked at all."""

    async def prepare(self, **options: Any) -> None:
        """Find out who asks and for what, before Jupyter's handler does anything at all."""
        await JupyterHandler.prepare(self, **options)
        if self._finished:
            return
        if self.current_user is not None:
            await self.judge()
        elif self.answers_json:
            raise HTTPError(403)
        if not self.answers_alone:
            await super().prepare(**options)

    async def judge(self) -> None:
        """Raise where the caller may not pass."""
        services: Services = self.settings["timewarp"]
        await wait_until_open(services)
        if services.ready:
            services.registry.note(self.current_user)
        try:
            self.place = await self.find(path_of(self.path_args, self.path_kwargs))
            await self.admit()
        except TimeWarpError as error:
            if self.answers_json:
                raise
            raise HTTPError(error.status, "%s", error.message) from error

    async def admit(self) -> None:
        """Raise where the caller may not use this door here: by default they must be readers."""
        self.require(self.place, Action.READ)

    async def find(self, path: str) -> Place:
        """The place of a path. Raises 404 for what is never served, ``Unavailable`` as ``locate`` does."""
        place = await locate(self.registry, path, self.settings["contents_manager"])
        if place is None:
            raise HTTPError(404)
        return place

    @property
    def registry(self) -> Registry | None:
        """The rooms, None while the store cannot be used: then files are plain files."""
        services: Services = self.settings["timewarp"]
        return services.registry if services.ready else None

    @property
    def username(self) -> str:
        """The user name of who asks."""
        return str(self.current_user.username)

    def require(self, place: Place, action: Action) -> None:
        """Raise ``Forbidden`` where the place is in a room and the caller may not do this there."""
        if place.room is not None:
            place.room.require(self.username, action)

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Give our errors their own status."""
        exception = (kwargs.get("exc_info") or (None, None))[1]
        if isinstance(exception, TimeWarpError):
            status_code = exception.status
        super().send_error(status_code, **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Our errors in the shape that Jupyter's clients read, with ours beside it."""
        exception = (kwargs.get("exc_info") or (None, None))[1]
        if not isinstance(exception, TimeWarpError):
            super().write_error(status_code, **kwargs)
            return
        body = {"message": exception.message, "reason": exception.reason, **exception.to_json()}
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(body, ensure_ascii=False))

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        """A refusal is no fault of the server."""
        if isinstance(value, TimeWarpError) and value.status != HTTPStatus.INTERNAL_SERVER_ERROR:
            log_refusal(self, value)
        else:
            super().log_exception(typ, value, tb)
