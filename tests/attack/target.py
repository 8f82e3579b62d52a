"""The server that is attacked, in a process of its own: what it takes is not what the attacker takes."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from support.raw_socket import RawSocket, dial
from support.server import LabServer

CHECKOUT = Path(__file__).parents[2]
CONFIG = """
c.Limits.max_rooms_per_user = 10_000
c.Limits.max_rooms_per_day = 10_000
from attack.people import NamedByHeader
c.ServerApp.identity_provider_class = NamedByHeader
c.ServerApp.jpserver_extensions = {
    "jupyter_server_fileid": True, "jupyter_server_ydoc": True, "timewarp_jupyter": True,
}
"""
_TLS = CHECKOUT / "tests" / "support" / "tls"
_MIB = 2**20


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: Any

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class _AsIs(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Follow nothing."""


class Target:
    """One server, its rooms and the programs in them; everyone may write, ``viv1`` of the first only read.

    With ``tls`` it is reached over HTTPS, and its sockets are Tornado's instead of our own.
    """

    def __init__(self, folder: Path, config: str = "", *, tls: bool = False) -> None:
        self.tls = ssl.create_default_context(cafile=str(_TLS / "localhost.pem")) if tls else None
        if tls:
            config += f'c.ServerApp.certfile = "{_TLS}/localhost.pem"\n'
            config += f'c.ServerApp.keyfile = "{_TLS}/localhost.key"\n'
        command = (sys.executable, "-m", "jupyter_server")
        path = f"{CHECKOUT}:{CHECKOUT / 'tests'}"
        self.server = _Named(
            self.tls,
            folder / "root",
            folder / "home",
            command=command,
            config=CONFIG + config,
            PYTHONPATH=path,
        )
        self.server.start()
        self._opener = urllib.request.build_opener(_AsIs, urllib.request.HTTPSHandler(context=self.tls))
        self.process = psutil.Process(self.server.pid)
        self.rooms = 0

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server.port

    async def dial(self, path: str, user: str | None) -> RawSocket:
        """Ask for a socket."""
        return await dial(self.port, path, user, tls=self.tls)

    def call(self, user: str | None, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask, whatever the answer is."""
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.server.url}/{path}", method=method, data=data)
        for name, value in {**({"X-User": user} if user else {}), **headers}.items():
            request.add_header(name, value)
        try:
            with self._opener.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read(), error.headers)

    def ok(self, user: str, method: str, path: str, body: Any = None) -> Any:
        """Ask, and fail unless it is done."""
        answer = self.call(user, method, path, body)
        assert 200 <= answer.status < 300, f"{method} {path}: {answer.status} {answer.body!r}"
        return answer.json if answer.body else None

    def room(self, text: str = "TO MAZE\nEND\n", **fields: Any) -> Any:
        """A new room of olga's with ``maze.logo``; open to editors unless said otherwise."""
        self.rooms += 1
        fields = {"name": f"Club {self.rooms}", "visibility": "open", "default_role": "editor", **fields}
        room = self.ok("olga", "POST", "api/timewarp/rooms", fields)
        path = f"api/timewarp/rooms/{room['id']}"
        room["document"] = self.ok(
            "olga", "POST", f"{path}/documents", {"path": "maze.logo", "content": text}
        )
        self.ok("olga", "PUT", f"{path}/members/viv{self.rooms}", {"role": "viewer"})
        return room

    def text(self, room: Any) -> str:
        """The committed text of a room's program."""
        path = f"api/timewarp/rooms/{room['id']}/documents/{room['document']['id']}"
        return str(self.ok("olga", "GET", path)["content"])

    @contextmanager
    def bounded(self, seconds: float, mebibytes: float = 64.0) -> Iterator[None]:
        """Fails where the server takes more CPU time, or grows by more, than this while the block runs."""
        before, grown = self._cpu(), self.process.memory_info().rss
        yield
        took, grown = self._cpu() - before, self.process.memory_info().rss - grown
        assert took < seconds, f"{took:.2f} s of CPU"
        assert grown < mebibytes * _MIB, f"{grown / _MIB:.1f} MiB"

    def _cpu(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def dealt_with(self) -> int:
        """How many messages of all clients the server has dealt with since it began."""
        return self._metric("timewarp_messages_total")

    def connections(self) -> int:
        """How many sockets it has let in."""
        return self._metric("timewarp_connections")

    async def at_rest(self) -> None:
        """Until nobody is connected: of who has hung up, what had come before is dealt with in its time."""
        for _ in range(300):
            if not self.connections():
                return
            await asyncio.sleep(0.1)
        raise AssertionError("somebody is still connected")

    def _metric(self, name: str) -> int:
        told = self.call("olga", "GET", "metrics").body.decode()
        found = re.search(rf"^{name} ([\d.e+]+)$", told, re.MULTILINE)
        assert found is not None, told
        return int(float(found[1]))

    def faults(self) -> list[str]:
        """The lines of the log that tell of something unexpected."""
        return self.server.faults


class _Named(LabServer):
    """It knows nobody by a token: whoever asks what it is says a name."""

    def __init__(self, tls: ssl.SSLContext | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tls = tls

    @property
    def url(self) -> str:
        """With the name that is in the certificate."""
        return f"https://localhost:{self.port}" if self._tls else super().url

    def about(self) -> dict[str, Any] | None:
        """As the others' is."""
        request = urllib.request.Request(f"{self.url}/api/timewarp", headers={"X-User": "olga"})
        try:
            with urllib.request.urlopen(request, timeout=5, context=self._tls) as answer:
                return dict(json.load(answer))
        except OSError:
            return None
