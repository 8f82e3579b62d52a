"""One server with several users: every request says by a header who asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest
from jupyter_server.auth.identity import IdentityProvider, User
from support.conformance import check_answer
from traitlets.config import Config

BASE = "/a%40b/"
"""The base URL of pytest-jupyter's servers: percent-encoded on purpose."""

ANON = "0123456789abcdef" * 2
"""A user name as a server with a shared token gives it: this person may choose a name."""


@dataclass
class HubLikeUser(User):
    """A user with a hub's model."""

    hub_user: dict[str, Any] | None = None


class HeaderIdentity(IdentityProvider):
    """``X-User`` names a user, as a token would; the cookie ``user`` does, as a browser's would."""

    def get_user(self, handler: Any) -> User | None:
        """The user, or None."""
        named = handler.request.headers.get("X-User")
        username = named or handler.get_cookie("user")
        if not username:
            return None
        # Only requests with a token are free from the XSRF check.
        handler._token_authenticated = bool(named)
        groups = handler.request.headers.get("X-Groups")
        if groups is None:
            return User(username, display_name=handler.request.headers.get("X-Name", ""))
        return HubLikeUser(username, hub_user={"name": username, "groups": groups.split(",")})


@pytest.fixture
def timewarp_config() -> dict[str, Any]:
    """Traits of the extension; override in a module."""
    return {}


@pytest.fixture
def jp_server_config(tmp_path: Path, timewarp_config: dict[str, Any]) -> Config:
    """A server with us, file ids and jupyter-collaboration."""
    return Config(
        {
            "ServerApp": {
                "jpserver_extensions": {
                    "jupyter_server_fileid": True,
                    "jupyter_server_ydoc": True,
                    "timewarp_jupyter": True,
                },
                "identity_provider_class": HeaderIdentity,
            },
            "BaseFileIdManager": {"db_path": str(tmp_path / "file_ids.db")},
            "SQLiteYStore": {"db_path": str(tmp_path / "ystore.db")},
            "TimeWarp": timewarp_config,
        }
    )


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: Any

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.json["error"]["code"])


class School:
    """A running server, and everyone who asks it something."""

    def __init__(self, serverapp: Any, client: Any, root: Path) -> None:
        self.serverapp = serverapp
        self.root = root
        self._client = client

    @property
    def services(self) -> Any:
        """The parts of the running server."""
        return self.serverapp.web_app.settings["timewarp"]

    async def raw(
        self,
        user: str | None,
        method: str,
        path: str,
        body: str | bytes | None = None,
        /,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        """Ask with a path that is encoded already, whatever the answer is: it has to be as described."""
        sent = dict(headers or {})
        if user is not None:
            sent.setdefault("X-User", user)
        answer = await self._client.fetch(
            BASE + path + (f"?{urlencode(query)}" if query else ""),
            method=method,
            body=body,
            headers=sent,
            raise_error=False,
            allow_nonstandard_methods=True,
            follow_redirects=False,
            request_timeout=20,
        )
        media = answer.headers.get("Content-Type", "")
        check_answer(method, unquote(path), answer.code, media, answer.body)
        return Answer(answer.code, answer.body, answer.headers)

    async def call(
        self, user: str | None, method: str, path: str, body: Any = None, /, **query: Any
    ) -> Answer:
        """Ask, with a JSON body, whatever the answer is."""
        text = None if body is None else json.dumps(body)
        return await self.raw(user, method, quote(path), text, **query)

    async def ok(self, user: str, method: str, path: str, body: Any = None, /, **query: Any) -> Any:
        """Ask, and fail unless it is done; gives the JSON, if there is some."""
        answer = await self.call(user, method, path, body, **query)
        assert 200 <= answer.status < 300, f"{method} {path}: {answer.status} {answer.text}"
        return answer.json if answer.body else None

    async def make_room(self, name: str, owner: str = "olga", **fields: Any) -> Any:
        """A new room; invite unless said otherwise."""
        fields.setdefault("visibility", "invite")
        return await self.ok(owner, "POST", "api/timewarp/rooms", {"name": name, **fields})

    async def set_role(self, room: Any, username: str, role: str, by: str = "olga") -> Any:
        """Make somebody a member."""
        path = f"api/timewarp/rooms/{room['id']}/members/{username}"
        return await self.ok(by, "PUT", path, {"role": role})

    async def full_room(self, name: str = "Maze Club", **fields: Any) -> Any:
        """A room with olga (owner), edda (editor) and viv (viewer), and one program."""
        room = await self.make_room(name, **fields)
        await self.set_role(room, "edda", "editor")
        await self.set_role(room, "viv", "viewer")
        room["document"] = await self.make_document(room, "maze.logo", "TO MAZE\nEND\n")
        return room

    async def make_document(self, room: Any, path: str, content: str = "") -> Any:
        """A new program of olga's."""
        body = {"path": path, "content": content}
        return await self.ok("olga", "POST", f"api/timewarp/rooms/{room['id']}/documents", body)

    async def text(self, room: Any, document: Any, user: str = "olga") -> str:
        """The committed text of a document."""
        path = f"api/timewarp/rooms/{room['id']}/documents/{document['id']}"
        return str((await self.ok(user, "GET", path))["content"])

    def file(self, path: str) -> Path:
        """A file of the workspace on disk."""
        return self.root / path


@pytest.fixture
def school(
    jp_serverapp: Any, http_server_client: Any, jp_root_dir: Path, jp_asyncio_loop: Any
) -> Iterator[School]:
    """A server whose rooms are open, as it is once it listens."""
    made = School(jp_serverapp, http_server_client, jp_root_dir)

    async def start() -> None:
        await jp_serverapp.extension_manager.start_all_extensions()
        await made.services.opened.wait()
        assert made.services.ready, made.services.failure

    jp_asyncio_loop.run_until_complete(start())
    yield made
