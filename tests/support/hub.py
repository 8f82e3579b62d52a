"""A real JupyterHub with its proxy, and people who sign in to it."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from .person import Answer
from .server import environment, free_port
from .waiting import until

EXAMPLE = Path(__file__).parents[2] / "examples" / "jupyterhub" / "jupyterhub_config.py"

_CONFIG = """\
exec(compile(open({example!r}).read(), {example!r}, "exec"), {{**globals(), "__file__": {example!r}}})
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.SharedPasswordAuthenticator.admin_password = {admin!r}
c.JupyterHub.services[0]["environment"].update({environment!r})
c.JupyterHub.services[0]["command"] += {arguments!r}
c.JupyterHub.services.append({{"name": "tests", "api_token": {token!r}}})
c.JupyterHub.load_roles.append(
    {{"name": "tests", "services": ["tests"], "scopes": ["admin:users", "admin:groups", "read:services"]}}
)
"""

_HASTY = ["--HubOAuth.cache_max_age=1", "--Limits.reauthenticate_interval=1"]
"""Tests do not wait a minute until a change at the hub is seen."""


def missing() -> str:
    """The line that installs what a hub needs; empty where it is there."""
    if not shutil.which("jupyterhub", path=os.path.dirname(sys.executable)):
        return "pip install jupyterhub"
    return "" if shutil.which("configurable-http-proxy") else "npm install -g configurable-http-proxy"


class Hub:
    """The example of this repository, on ports that are free."""

    def __init__(self, folder: Path) -> None:
        self.port, self.token, self.password = free_port(), secrets.token_hex(16), secrets.token_hex(8)
        self.folder, self.log_file = folder, folder / "hub.log"
        self.classroom = folder / "classroom"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the proxy, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def service(self) -> str:
        """The address of the class's server."""
        return f"{self.url}/services/classroom"

    @property
    def log(self) -> str:
        """All that the hub, its proxy and the class's server have printed."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def start(self) -> Hub:
        """Start everything, and wait until the class's server answers through the proxy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        env = environment(
            self.folder,
            CLASS_PASSWORD=self.password,
            CLASSROOM_URL=f"http://127.0.0.1:{free_port()}",
            CLASSROOM_FOLDER=str(self.classroom),
        )
        config = self.folder / "jupyterhub_config.py"
        config.write_text(
            _CONFIG.format(
                example=str(EXAMPLE),
                port=self.port,
                hub=free_port(),
                api=free_port(),
                proxy=shutil.which("configurable-http-proxy"),
                admin=secrets.token_hex(32),
                token=self.token,
                arguments=[*_HASTY, *(["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else [])],
                environment={
                    name: env[name]
                    for name in (
                        "HOME",
                        "PATH",
                        "JUPYTER_CONFIG_DIR",
                        "JUPYTER_DATA_DIR",
                        "JUPYTER_RUNTIME_DIR",
                    )
                },
            )
        )
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [os.path.join(os.path.dirname(sys.executable), "jupyterhub"), "-f", str(config)],
                cwd=self.folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(self._answers, f"the class's server behind the hub; its log: {self.log_file}", 60)
        return self

    def stop(self) -> None:
        """End the hub, its proxy and the class's server."""
        if self._process is None or self._process.poll() is not None:
            return
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(15)
        self._process = None

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The hub's own API, as an administrator."""
        request = urllib.request.Request(
            f"{self.url}/hub/api{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise AssertionError(f"The hub ended:\n{self.log}")
        try:
            with urllib.request.urlopen(f"{self.service}/api", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


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

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        """Ask the class's server as a page of it does, whatever the answer is."""
        request = urllib.request.Request(
            self.hub.service + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-XSRFToken": self._xsrf(), "Content-Type": "application/json"},
        )
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

    def cookie_header(self) -> str:
        """What a browser sends with the upgrade of a socket of the class's server."""
        mine = [cookie for cookie in self.cookies if cookie.path.startswith("/services/classroom")]
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in mine)

    def _xsrf(self) -> str:
        found = [
            c.value for c in self.cookies if c.name == "_xsrf" and c.path.startswith("/services/classroom")
        ]
        return str(found[0]) if found else ""
