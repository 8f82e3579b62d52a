"""A person at a server over HTTP: a browser's cookies, without the browser."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import quote

from .server import LabServer


@dataclass
class Answer:
    """Status and body of an answer; ``json`` where there is a body."""

    status: int
    text: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Follow nothing."""


class Person:
    """One user of a server with a shared token: that is, one set of cookies."""

    def __init__(self, server: LabServer, name: str = "") -> None:
        self.server = server
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.username: str = self.call("GET", "/api/me").json["identity"]["username"]
        self.in_rooms = self.call("GET", "/api/timewarp").status == 200
        """Whether the server has rooms: not when it is switched off."""
        if name and self.in_rooms:
            self.ok("PATCH", "/api/timewarp/me", {"display_name": name})

    def call(self, method: str, path: str, body: Any = None, *, seconds: float = 30) -> Answer:
        """Ask, whatever the answer is."""
        request = urllib.request.Request(
            self.server.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.server.token}", "Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=seconds) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())

    def address_of(self, path: str) -> str:
        """Where a page redirects to, followed no further; without the server's address."""
        request = urllib.request.Request(
            self.server.url + path, headers={"Authorization": f"token {self.server.token}"}
        )
        self.cookies.add_cookie_header(request)
        try:
            urllib.request.build_opener(_NoRedirect).open(request, timeout=30)
        except urllib.error.HTTPError as error:
            if error.code in (301, 302, 303, 307):
                return str(error.headers["Location"]).removeprefix(self.server.url)
            raise
        raise AssertionError(f"{path} does not redirect")

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """Ask, and fail unless it is done; gives the JSON, if there is some."""
        answer = self.call(method, path, body)
        assert 200 <= answer.status < 300, f"{method} {path}: {answer.status} {answer.text}"
        return answer.json if answer.text else None

    def make_room(self, name: str, **fields: Any) -> Any:
        """A new room of this person's."""
        return self.ok("POST", "/api/timewarp/rooms", {"name": name, **fields})

    def document(self, room: Any, path: str) -> Any:
        """A document of a room by its path."""
        items = self.ok("GET", f"/api/timewarp/rooms/{room['id']}/documents")["items"]
        return next(item for item in items if item["path"] == path)

    def text(self, room: Any, document: Any) -> str:
        """The committed text of a document."""
        path = f"/api/timewarp/rooms/{room['id']}/documents/{document['id']}"
        return str(self.ok("GET", path)["content"])

    def set_role(self, room: Any, username: str, role: str) -> None:
        """Give somebody a role in a room."""
        path = f"/api/timewarp/rooms/{room['id']}/members/{quote(username, safe='')}"
        self.ok("PUT", path, {"role": role})

    def cookie_header(self) -> str:
        """The cookies as a request's header, for clients of other kinds."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)
