"""People who sign in to a hub and use the class's server as their browsers would."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from .hub import Hub
from .person import Answer


class Pupil:
    """Somebody with a browser's cookies, signed in by the hub's own form."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.hub, self.name = hub, name
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def page(self, url: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """Open a page, or send a form, and follow where it leads: the last address and its text."""
        data = None if form is None else urllib.parse.urlencode(form).encode()
        with self._opener.open(urllib.request.Request(url, data), timeout=30) as answer:
            return str(answer.url), str(answer.read().decode())

    def sign_in(self, url: str, text: str) -> tuple[str, str]:
        """Fill in the login form of a page; gives the page that comes after it."""
        action = re.search(r'<form[^>]*action="([^"]*)"', text)
        token = re.search(r'name="_xsrf"\s+value="([^"]*)"', text)
        assert action is not None and token is not None, text
        target = urllib.parse.urljoin(url, action[1].replace("&amp;", "&"))
        form = {"username": self.name, "password": self.hub.password, "_xsrf": token[1]}
        return self.page(target, form)

    def enter(self, path: str = "/lab") -> tuple[str, str]:
        """Open a page of the class's server for the first time, by way of the login."""
        return self.sign_in(*self.page(self.hub.service + path))

    def call(
        self, method: str, path: str, body: Any = None, xsrf: str | None = None, **headers: str
    ) -> Answer:
        """Ask the class's server as a page of it does, whatever the answer is; ``xsrf`` as a forger would."""
        request = urllib.request.Request(
            self.hub.service + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **headers},
        )
        token = self.xsrf() if xsrf is None else xsrf
        if token:
            request.add_header("X-XSRFToken", token)
        return self._send(request)

    def _send(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """Ask, and fail unless it is done; gives the JSON, if there is some."""
        answer = self.call(method, path, body)
        assert 200 <= answer.status < 300, f"{method} {path}: {answer.status} {answer.text}"
        return answer.json if answer.text else None

    def sign_out(self) -> None:
        """Sign out at the hub."""
        self.page(f"{self.hub.url}/hub/logout")

    def ask_hub(self, method: str, path: str) -> int:
        """Ask the hub's own API as a page of the hub does: the status of the answer."""
        headers = {"X-XSRFToken": self.xsrf("/hub/"), "Referer": f"{self.hub.url}/hub/home"}
        return self._send(urllib.request.Request(self.hub.url + path, method=method, headers=headers)).status

    def cookie_header(self) -> str:
        """What a browser sends with the upgrade of a socket of the class's server."""
        mine = [cookie for cookie in self.cookies if cookie.path.startswith("/services/classroom")]
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in mine)

    def xsrf(self, path: str = "/services/classroom/") -> str:
        """The token for requests that change something below a path; the hub has one, each server another."""
        found = [cookie.value for cookie in self.cookies if (cookie.name, cookie.path) == ("_xsrf", path)]
        return str(found[0]) if found else ""
