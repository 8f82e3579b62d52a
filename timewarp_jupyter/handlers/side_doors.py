"""The side doors keep the same roles: Jupyter's own routes to the files of a room, guarded.

``install`` puts one rule in front of all others. For an address of a file it finds the handler that would
have answered, whoever it belongs to, and lets the same handler answer behind a guard. That one finds out
whether the file is of a room, where it can wait: the disk is never asked on the event loop. So do all of
jupyter-collaboration, as a file may come into a room while it is open. While the store cannot be opened there
are no rooms and files are plain files; only the store's own folder stays closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from logging import Logger
from typing import Any

from jupyter_server.services.contents.handlers import (
    CheckpointsHandler,
    ContentsHandler,
    ModifyCheckpointsHandler,
    TrustNotebooksHandler,
)
from jupyter_server.utils import url_path_join
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.routing import AnyMatches, Router, Rule, RuleRouter
from tornado.web import Application, RequestHandler

from ..services import Services
from .doors import HIDDEN, Guard, leads_to_hidden
from .doors_checkpoints import CheckpointsDoor, ModifyCheckpointsDoor, TrustDoor
from .doors_collaboration import KINDS, CollaborationGuard
from .doors_contents import ContentsDoor
from .doors_events import EventsGuard, Places
from .doors_files import FileIdGuard, HiddenHandler, PageGuard
from .stock_documents import StockDocuments

_CONTENTS: Sequence[tuple[type[RequestHandler], type[Guard]]] = (
    (ModifyCheckpointsHandler, ModifyCheckpointsDoor),
    (CheckpointsHandler, CheckpointsDoor),
    (TrustNotebooksHandler, TrustDoor),
    (ContentsHandler, ContentsDoor),
)


def install(web_app: Application, services: Services, log: Logger) -> None:
    """Put the doors in front of every rule of the application, those that come later as well."""
    rules = web_app.default_router.rules
    if not any(isinstance(rule.target, SideDoors) for rule in rules):
        rules.insert(0, Rule(AnyMatches(), SideDoors(web_app, services)))
    stock = StockDocuments(web_app.settings, services, log)
    web_app.settings["timewarp_stock"] = stock
    services.on_arrival = stock.arrived
    web_app.settings["timewarp_places"] = Places(services, web_app.settings["contents_manager"])
    contents: Any = web_app.settings["contents_manager"]
    if HIDDEN not in contents.hide_globs:
        contents.hide_globs = [*contents.hide_globs, HIDDEN]


class SideDoors(Router):
    """Finds the door of an address, if it has one."""

    def __init__(self, web_app: Application, services: Services) -> None:
        self._app = web_app
        self._services = services
        self._classes: dict[tuple[type[Guard], type[RequestHandler]], type[RequestHandler]] = {}
        base = web_app.settings["base_url"]
        self._contents = url_path_join(base, "api/contents")
        self._events = url_path_join(base, "api/events")
        self._ids = url_path_join(base, "api/fileid") + "/"
        self._pages = tuple(url_path_join(base, part) for part in ("files/", "view/", "nbconvert/"))
        self._live = tuple(url_path_join(base, "api/collaboration", kind) + "/" for kind in KINDS)

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate | None:
        """The guarded handler, or None: then routing goes on as if we were not there."""
        if leads_to_hidden(request):
            return self._app.get_handler_delegate(request, HiddenHandler)
        path = request.path
        if not path.startswith((self._contents, self._events, self._ids, *self._pages, *self._live)):
            return None
        for handler, parameters in self._others(request):
            guard = self._guard(request, handler)
            if guard is None:
                return None
            guarded = self._guarded(guard, handler)
            return self._app.get_handler_delegate(request, guarded, **parameters)
        return None

    def _guarded(self, guard: type[Guard], handler: type[RequestHandler]) -> type[RequestHandler]:
        """A handler of somebody else's, behind a guard."""
        key = guard, handler
        if key not in self._classes:
            name = f"Guarded{handler.__name__}"
            self._classes[key] = type(name, (guard, handler), {"__doc__": handler.__doc__})
        return self._classes[key]

    def _others(self, request: HTTPServerRequest) -> Iterator[tuple[type[RequestHandler], dict[str, Any]]]:
        """The handlers that would answer, the first one first, with the parameters of their routes."""
        for host in self._app.default_router.rules:
            if isinstance(host.target, RuleRouter) and host.matcher.match(request) is not None:
                for rule in host.target.rules:
                    parameters = rule.matcher.match(request)
                    if parameters is not None and isinstance(rule.target, type):
                        if rule.target_kwargs:
                            parameters["target_kwargs"] = rule.target_kwargs
                        yield rule.target, parameters

    def _guard(self, request: HTTPServerRequest, handler: type[RequestHandler]) -> type[Guard] | None:
        """Who stands before a handler, if anybody must."""
        if request.path.startswith(self._live):
            return CollaborationGuard
        if request.path.startswith(self._pages):
            return PageGuard
        if request.path.startswith(self._events):
            return EventsGuard
        if request.path.startswith(self._ids):
            return FileIdGuard
        return next((guard for kind, guard in _CONTENTS if issubclass(handler, kind)), None)
