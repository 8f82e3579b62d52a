"""The OpenAPI 3.1 description of the HTTP interface, made from the table of routes and its handlers.

Bodies and query parameters are not described yet: an operation says its address, who may call it, its
purpose and the one shape of errors.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from tornado.web import RequestHandler
from tornado.websocket import WebSocketHandler

METHODS = ("get", "post", "put", "patch", "delete")
_PART = "([^/]+)"
_NAMES = {
    "rooms": "room",
    "members": "username",
    "messages": "message",
    "documents": "document",
    "revisions": "seq",
    "join": "token",
}
"""What a part of a path is called, by the part before it."""

_ERROR = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "reason"],
            "additionalProperties": False,
            "properties": {name: {"type": "string"} for name in ("code", "message", "reason")},
        }
    },
}


def path_of(route: str) -> str | None:
    """A rule of the table as OpenAPI writes it; None for a rule that takes whatever is no route."""
    if "*" in route:
        return None
    parts = route.replace(_PART, "\0").split("/")
    for at, part in enumerate(parts):
        if part == "\0":
            fallback = "invitation" if "{room}" in parts else "token"
            parts[at] = "{" + _NAMES.get(parts[at - 1], fallback) + "}"
    return "/" + "/".join(parts)


def methods_of(handler: type[Any]) -> list[str]:
    """The methods that a handler implements, small letters; an upgrade to a WebSocket is a GET."""
    if issubclass(handler, WebSocketHandler):
        return ["get"]
    refused = RequestHandler._unimplemented_method
    return [method for method in METHODS if getattr(handler, method) is not refused]


def describe(routes: Sequence[tuple[str, type[Any]]], version: str) -> dict[str, Any]:
    """The whole description. Addresses are below the server's base URL."""
    paths = {path: _item(path, handler) for route, handler in routes if (path := path_of(route))}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Time Warp for Jupyter", "version": version},
        "paths": paths,
        "components": {
            "schemas": {"Error": _ERROR},
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": "Authorization"},
            },
        },
        "security": [{"token": []}],
    }


def _item(path: str, handler: type[Any]) -> dict[str, Any]:
    item: dict[str, Any] = {
        method: _operation(path, method, handler) for method in methods_of(handler)
    }
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    if names:
        item["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    return item


def _operation(path: str, method: str, handler: type[Any]) -> dict[str, Any]:
    is_socket = issubclass(handler, WebSocketHandler)
    # Pages are for people: their errors are pages, too.
    kind: dict[str, Any] = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    if not path.startswith("/api/"):
        kind = {"text/html": {}}
    return {
        "operationId": f"{handler.__name__.removesuffix('Handler')}_{method}",
        "description": inspect.getdoc(getattr(handler, method)) or "",
        "responses": {
            "101" if is_socket else "2XX": {"description": "The socket opens." if is_socket else "Done."},
            "default": {"description": "Refused; `code` says why.", "content": kind},
        },
    }
