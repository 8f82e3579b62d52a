"""The OpenAPI 3.1 description of the HTTP interface, made of the routes and what their handlers say."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from tornado.web import RequestHandler
from tornado.websocket import WebSocketHandler

from .codes import CODES
from .handlers.body import Fields
from .handlers.operation import FORM, JSON, PARTS, Content, Operation, operation_of
from .openapi_security import SECURITY_SCHEMES, requirements
from .records import Refusal, Status
from .records_events import ServerEvent
from .schema import Schemas, reference
from .store.operations import Role, Visibility

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

_ANSWERS = {
    101: "The socket opens.",
    200: "Done.",
    201: "Made; `Location` is its address.",
    204: "Done.",
    302: "Go there.",
}
_REFUSALS = {
    400: "Not what the interface asks for.",
    403: "Not signed in, or not allowed.",
    404: "There is no such thing, or the caller may not know of it.",
    409: "The state of things does not allow it.",
    413: "Too large.",
    426: "Only for version 13 of the WebSocket protocol.",
    429: "Too much at once, or too many.",
    500: "A fault of the server, which is in its log.",
    503: "The server cannot do it now.",
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
    schemas = Schemas({Role: "Role", Visibility: "Visibility", Status: "Status"})
    schemas.components["ErrorCode"] = _codes()
    events = {"description": "What the server says on the events socket of a room."}
    schemas.components["ServerEvent"] = {**events, **schemas.of(ServerEvent)}
    paths = {path: _item(path, handler, schemas) for route, handler in routes if (path := path_of(route))}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Time Warp for Jupyter",
            "version": version,
            "description": "More fields may come in answers, these stay. Times are ISO 8601 in UTC; offsets "
            "and lengths in texts are UTF-16 units.",
        },
        # Relative to where this is served: the base URL of the server.
        "servers": [{"url": "../.."}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _codes() -> dict[str, Any]:
    meanings = "\n".join(f"- `{code}`: {meaning}" for code, meaning in sorted(CODES.items()))
    return {"type": "string", "enum": sorted(CODES), "description": meanings}


def _item(path: str, handler: type[Any], schemas: Schemas) -> dict[str, Any]:
    item: dict[str, Any] = {
        method: _operation(path, method, handler, schemas) for method in methods_of(handler)
    }
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    if names:
        item["parameters"] = [_part(name) for name in names]
    return item


def _part(name: str) -> dict[str, Any]:
    schema = dict(PARTS[name].schema) if name in PARTS else {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _operation(path: str, method: str, handler: type[Any], schemas: Schemas) -> dict[str, Any]:
    function = getattr(handler, method)
    said = operation_of(function)
    described: dict[str, Any] = {
        "operationId": f"{handler.__name__.removesuffix('Handler')}_{method}",
        "description": inspect.getdoc(function) or "",
        "security": requirements(method),
    }
    if said.query.fields:
        described["parameters"] = _query(said.query)
    if said.body is not None or said.media != JSON:
        described["requestBody"] = _body(said)
    described["responses"] = _responses(path, method, said, schemas)
    if said.events is not None:
        described["x-server-events"] = reference("ServerEvent")
        described["x-client-events"] = {"anyOf": [_event(*each) for each in said.events.items()]}
    return described


def _query(query: Fields) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": name in query.required, "schema": dict(field.schema)}
        for name, field in query.fields.items()
    ]


def _body(said: Operation) -> dict[str, Any]:
    content = {} if said.body is None else {"schema": said.body.schema}
    if said.media == FORM:
        content["schema"]["additionalProperties"] = True  # a page adds its ``_xsrf``
    required = said.body is None or bool(said.body.required)
    return {"required": required, "content": {said.media: content}}


def _event(kind: str, fields: Fields) -> dict[str, Any]:
    schema = fields.schema
    return {
        **schema,
        "properties": {"type": {"type": "string", "enum": [kind]}, **schema["properties"]},
        "required": ["type"],
    }


def _responses(path: str, method: str, said: Operation, schemas: Schemas) -> dict[str, Any]:
    responses = {
        str(status): {"description": _ANSWERS[status], **_content(contents, schemas)}
        for status, contents in said.gives.items()
    }
    refused = {"description": "", **_content(_error_contents(path, said), schemas)}
    for status in sorted(_refusals(path, method, said)):
        responses[str(status)] = {**refused, "description": _REFUSALS[status]}
    return responses


def _refusals(path: str, method: str, said: Operation) -> set[int]:
    """The statuses that every operation of its kind may answer with, and those that this one adds."""
    usual = {400, 403, 429, 500, 503, *said.refuses}
    if "{" in path:
        usual.add(404)
    if "{room}/" in path:
        usual.add(409)  # the room has been deleted
    if method != "get":
        usual.add(413)
    if 101 in said.gives:
        usual.add(426)
    return usual


def _error_contents(path: str, said: Operation) -> tuple[Content, ...]:
    # Pages are for people: their errors are pages, too. So are Jupyter's own of upgrades.
    if 101 in said.gives or not path.startswith("/api/"):
        return (Content("text/html"),)
    return (Content(JSON, Refusal),)


def _content(contents: tuple[Content, ...], schemas: Schemas) -> dict[str, Any]:
    if not contents:
        return {}
    return {
        "content": {
            each.media: {} if each.kind is None else {"schema": schemas.of(each.kind)} for each in contents
        }
    }
