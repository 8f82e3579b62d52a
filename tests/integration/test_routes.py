"""Walks every route of the running application: none answers without sign-in, or whatever the role."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import BASE, School
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.web import RequestHandler
from tornado.websocket import WebSocketHandler, websocket_connect

USERS = (None, "sam", "viv", "edda", "olga")
"""Nobody, a stranger, a viewer, an editor, an owner."""

FIRST = 3
"""The seq of the program of a full room: two members have come before it."""

BODIES: dict[tuple[str, str], Any] = {
    ("PATCH", "api/timewarp/me"): {},
    ("POST", "api/timewarp/lookup"): {"path": "maze-club/maze.logo"},
    ("POST", "api/timewarp/rooms"): {"name": "New"},
    ("PATCH", "api/timewarp/rooms/{room}"): {"locked": True},
    ("POST", "api/timewarp/rooms/{room}/copy"): {"name": "Copy"},
    ("PUT", "api/timewarp/rooms/{room}/members/{username}"): {"role": "viewer"},
    ("POST", "api/timewarp/rooms/{room}/invitations"): {"role": "viewer"},
    ("POST", "api/timewarp/rooms/{room}/messages"): {"body": "Hello", "client_id": "c"},
    ("PATCH", "api/timewarp/rooms/{room}/messages/{message}"): {"body": "Hello"},
    ("PUT", "api/timewarp/rooms/{room}/read"): {"seq": 0},
    ("POST", "api/timewarp/rooms/{room}/documents"): {"path": "new.bas"},
    ("PATCH", "api/timewarp/rooms/{room}/documents/{document}"): {"path": "b.logo"},
    ("POST", "api/timewarp/rooms/{room}/documents/{document}/restore"): {"seq": FIRST},
}

QUERIES: dict[tuple[str, str], dict[str, int]] = {
    ("GET", "api/timewarp/rooms/{room}/documents/{document}/diff"): {"from": FIRST, "to": FIRST},
}

NAMES = {
    "rooms": "{room}",
    "members": "{username}",
    "messages": "{message}",
    "documents": "{document}",
    "join": "{token}",
} | {"revisions": "{seq}"}


def table() -> dict[tuple[str, str], tuple[int, ...]]:
    """The rows of ``routes.txt``."""
    rows = {}
    for line in (Path(__file__).parent / "routes.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            method, route, *codes = line.split()
            assert (method, route) not in rows, line
            rows[method, route] = tuple(map(int, codes))
            assert len(codes) == len(USERS), line
    return rows


def rules(router: Any) -> Iterator[tuple[str, type[RequestHandler]]]:
    """Pattern and handler of every rule of an application, in order."""
    for rule in router.rules:
        if hasattr(rule.target, "rules"):
            yield from rules(rule.target)
        elif isinstance(rule.target, type) and hasattr(rule.matcher, "regex"):
            yield rule.matcher.regex.pattern, rule.target


def template(pattern: str) -> str | None:
    """A pattern below our roots as the table names it, None for those of others."""
    path = pattern.rstrip("$").removeprefix(BASE)
    if not path.startswith(("api/timewarp", "timewarp")):
        return None
    parts = path.split("/")
    if "([^/]+)" in path:
        parts = path.replace("([^/]+)", "\0").split("/")
    for at, part in enumerate(parts):
        if part == "\0":
            parts[at] = NAMES.get(parts[at - 1]) or ("{invitation}" if "rooms" in parts else "{token}")
    return "/".join(parts)


def methods(handler: type[RequestHandler]) -> list[str]:
    """The methods that a handler implements; ANY where it answers in ``prepare``."""
    if issubclass(handler, WebSocketHandler):
        return ["WS"]
    own = [
        method
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
        if getattr(handler, method.lower()) is not RequestHandler._unimplemented_method
    ]
    return own or ["ANY"]


def test_the_table_and_the_running_application_agree(school: School):
    found = {
        (method, route)
        for pattern, handler in rules(school.serverapp.web_app.default_router)
        if (route := template(pattern)) is not None
        for method in methods(handler)
    }
    assert found == set(table())


def test_a_pattern_that_the_walk_could_not_read_is_not_passed_over(school: School):
    unread = [
        pattern
        for pattern, _ in rules(school.serverapp.web_app.default_router)
        if "timewarp" in unquote(pattern) and template(pattern) is None
    ]
    assert unread == []
    assert all(not re.search(r"[()\[\]]", route) or method == "ANY" for method, route in table())


async def path_for(school: School, room: Any, route: str) -> str:
    """An address of a route, in a fresh room."""
    invitations = f"api/timewarp/rooms/{room['id']}/invitations"
    made = await school.ok("olga", "POST", invitations, {"role": "viewer"})
    said = {"body": "Hello", "client_id": "walk"}
    message = await school.ok("olga", "POST", f"api/timewarp/rooms/{room['id']}/messages", said)
    values = {
        "{room}": room["id"],
        "{message}": message["id"],
        "{document}": room["document"]["id"],
        "{username}": "tim",
        "{invitation}": made["id"],
        "{token}": made["url"].rsplit("/", 1)[1],
        "{seq}": str(FIRST),
        "(?:/.*)?": "/no/such",
        ".*": "no/such",
    }
    for name, value in values.items():
        route = route.replace(name, value)
    return route


async def socket_status(school: School, port: int, path: str, user: str | None) -> int:
    """101 for a socket on which the server speaks, else its close code or the HTTP status."""
    headers = {"X-User": user} if user else {}
    request = HTTPRequest(f"ws://localhost:{port}{BASE}{path}", headers=headers)
    try:
        socket = await websocket_connect(request)
    except HTTPClientError as error:
        return error.code
    message = await socket.read_message()
    if isinstance(message, str) and json.loads(message)["type"] == "error":
        message = await socket.read_message()  # why it is closed
    socket.close()
    return 101 if message is not None else int(socket.close_code or 0)


@pytest.mark.parametrize(("row", "codes"), table().items(), ids=lambda value: " ".join(map(str, value)))
async def test_what_each_role_gets(school: School, row, codes, jp_http_port):
    method, route = row
    seen = []
    for number, user in enumerate(USERS):
        room = await school.full_room("Maze Club", folder=f"room{number}")
        await school.set_role(room, "tim", "editor")
        path = await path_for(school, room, route)
        if method == "WS":
            seen.append(await socket_status(school, jp_http_port, path, user))
            continue
        body = BODIES.get(row)
        if body and "path" in body and route.endswith("lookup"):
            body = {"path": f"{room['folder']}/maze.logo"}
        query = QUERIES.get(row, {})
        if row == ("GET", "api/timewarp/lookup"):
            query = {"path": f"{room['folder']}/maze.logo"}
        verb = "GET" if method == "ANY" else method
        text = json.dumps(body) if body is not None else ("" if verb == "POST" else None)
        seen.append((await school.raw(user, verb, path, text, **query)).status)
    assert tuple(seen) == codes
