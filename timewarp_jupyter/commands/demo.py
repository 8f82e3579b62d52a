"""``jupyter timewarp --demo``: a room to try things with, and links into it."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from ..clock import now_ms
from ..documents.authors import SERVER
from ..handlers.authentication import may
from ..handlers.base import wait_until_open
from ..handlers.join import first_program, program_url
from ..rooms.slugs import slug_of
from ..store.operations import CreateRoom
from .links import join_path, make_link, with_token

if TYPE_CHECKING:
    from ..app import TimeWarp
    from ..store.interface import RoomRow, Store

SLUG = "demo"
PROGRAMS = Path(__file__).parent.parent / "demo"
CLASS_HOURS = 24
CLASS_USES = 100


class DemoRoom:
    """The demo room of one run of the server, and the links made for it."""

    def __init__(self, app: TimeWarp) -> None:
        self._app = app
        self._opens_browser = bool(app.server.open_browser)
        app.server.open_browser = False  # later, when the link leads somewhere
        app.server.default_url = url_path_join(app.server.base_url, "timewarp/demo")
        self.room = ""
        self.owner_token = ""
        self.class_token = ""

    async def prepare(self, store: Store) -> None:
        """Make the room where there is none, and links. Before the rooms are loaded from the store."""
        rows = await store.rooms()
        row = next((row for row in rows if _is_demo(row)), None)
        if row is None:
            await asyncio.to_thread(copy_programs, Path(self._app.root) / SLUG)
            room, slug = uuid4().hex, slug_of(SLUG, {row.slug for row in rows})
            await store.commit(room, [self._creation(slug)])
        else:
            room = row.id
        self.owner_token = await make_link(store, room, "owner", hours=CLASS_HOURS, uses=1)
        self.class_token = await make_link(store, room, "editor", hours=CLASS_HOURS, uses=CLASS_USES)
        self.room = room

    def _creation(self, slug: str) -> CreateRoom:
        visibility = self._app.default_visibility
        return CreateRoom(slug, "Demo", SLUG, None, visibility, "editor", SERVER, now_ms())

    def show(self) -> None:
        """Print the links and open the owner's, unless there is to be no browser."""
        server = self._app.server
        owner = with_token(server, join_path(self.owner_token))
        others = with_token(server, join_path(self.class_token))
        print(
            f"\nThe room 'demo' is ready.\n"
            f"  Your link, for one use (you become the owner):\n    {owner}\n"
            f"  For the others, up to {CLASS_USES}, within {CLASS_HOURS} hours:\n    {others}\n"
            f"{_reach(server)}",
            flush=True,
        )
        if self._opens_browser:
            _open_browser(server, join_path(self.owner_token))


def copy_programs(folder: Path) -> None:
    """Put the demo programs into a folder; what is there already stays as it is."""
    folder.mkdir(exist_ok=True)
    for program in sorted(PROGRAMS.iterdir()):
        if program.is_file() and not (folder / program.name).exists():
            shutil.copyfile(program, folder / program.name)


def _is_demo(row: RoomRow) -> bool:
    return row.deleted_at is None and SLUG in (row.slug, row.folder)


def _reach(server: Any) -> str:
    if server.ip in ("localhost", "127.0.0.1", "::1"):
        return "  They work on this computer. For others in your network start with --ip=0.0.0.0\n"
    return ""


def _open_browser(server: Any, path: str) -> None:
    """Let Jupyter open a page, with its token, as it opens its default page at start."""
    default_url = server.default_url
    server.default_url = url_path_join(server.base_url, path)
    try:
        if not server.no_browser_open_file:
            server.write_browser_open_files()
        server.launch_browser()
    finally:
        server.default_url = default_url


class DemoHandler(JupyterHandler):
    """``GET /timewarp/demo``: into the demo room, for whoever opens the server's front page.

    A member goes to the first program. The first one of all is offered the owner's link, everyone after
    that the link for the others.
    """

    @web.authenticated
    @may("read")
    async def get(self) -> None:
        """Redirect."""
        app = cast("TimeWarp", self.settings["timewarp_app"])
        await wait_until_open(app.services)
        self.redirect(await self._target(app))

    async def _target(self, app: TimeWarp) -> str:
        room = app.services.registry.rooms.get(app.demo_room.room)
        username = self.current_user.username
        if room is None or room.row.deleted_at is not None:
            return url_path_join(self.base_url, "lab")
        if username in room.members:
            return program_url(self.base_url, room, username, await first_program(room))
        has_owner = any(member.role == "owner" for member in room.members.values())
        token = app.demo_room.class_token if has_owner else app.demo_room.owner_token
        return url_path_join(self.base_url, join_path(token))
