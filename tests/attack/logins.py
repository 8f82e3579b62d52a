"""People who come in by a shared token or by a password, with the cookies of a browser each."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jupyter_server.auth.security import passwd
from support.server import LabServer

from .target import CHECKOUT, Answer

PASSWORD = "correct horse battery staple"
EXTENSIONS = """
c.ServerApp.jpserver_extensions = {
    "jupyter_server_fileid": True, "jupyter_server_ydoc": True, "timewarp_jupyter": True,
}
"""


class Way(LabServer):
    """A server and the way in: ``token`` or ``password``."""

    def __init__(self, folder: Path, way: str) -> None:
        self.way = way
        config = EXTENSIONS
        if way == "password":
            config += f"c.PasswordIdentityProvider.hashed_password = {passwd(PASSWORD, 'sha256')!r}\n"
        super().__init__(folder / "root", folder / "home", command=_COMMAND, config=config, PYTHONPATH=_PATH)


class Visitor:
    """Somebody who has come in."""

    def __init__(self, server: Way) -> None:
        self.server = server
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        if server.way == "password":
            self._opener.open(f"{server.url}/login", timeout=10).read()
            form = urlencode({"password": PASSWORD, "_xsrf": self._cookie("_xsrf")}).encode()
            self._opener.open(f"{server.url}/login", form, timeout=10).read()
        else:
            self._opener.open(f"{server.url}/api/timewarp?token={server.token}", timeout=10).read()
            self._opener.open(f"{server.url}/login", timeout=10).read()  # which sets the XSRF cookie
        self.username = str(self.call("GET", "api/me").json["identity"]["username"])

    def _cookie(self, name: str) -> str:
        return next((str(cookie.value) for cookie in self.cookies if cookie.name == name), "")

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask as a page of the server does, whatever the answer is."""
        request = urllib.request.Request(
            f"{self.server.url}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-XSRFToken": self._cookie("_xsrf"), "Content-Type": "application/json", **headers},
        )
        try:
            with self._opener.open(request, timeout=20) as answer:
                return Answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read(), error.headers)

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """Ask, and fail unless it is done."""
        answer = self.call(method, path, body)
        assert 200 <= answer.status < 300, f"{method} {path}: {answer.status} {answer.body!r}"
        return answer.json if answer.body else None

    def cookie_header(self) -> str:
        """The cookies as a header, for sockets."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)


_COMMAND = (sys.executable, "-m", "jupyter_server")
_PATH = str(CHECKOUT)
