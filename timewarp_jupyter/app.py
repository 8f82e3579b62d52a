"""The extension: its traits, and the one place where the concrete parts are put together.

Starting does not slow Jupyter's own: the parts are imported and the store is opened once the server
listens. Until then, and when the store cannot be opened, rooms answer 503 with the reason.
"""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.serverapp import ServerApp
from traitlets import Bool, CaselessStrEnum, List, Unicode, default
from traitlets.config import Config

from . import __version__
from .config import Limits
from .opening import Opening
from .page_config import announce, ask_nothing_about_news
from .secret_addresses import keep_out_of_logs
from .services import Services

if TYPE_CHECKING:
    from .commands.demo import DemoRoom

STOP_SECONDS = 5.0
"""How long stopping may take: a hub kills a server soon after."""

OFF = ("0", "false", "no", "off")


EXAMPLES = """\
jupyter timewarp --demo             # start, with a room to try it with a friend
jupyter timewarp --ip=0.0.0.0       # for others in the same network as well
jupyter timewarp owner-link ROOM    # a link that makes the one who opens it an owner
jupyter timewarp backup FILE        # a copy of everything, while the server runs
jupyter timewarp doctor             # what is wrong with the store, and what to do
"""


class TimeWarp(ExtensionApp):
    """Rooms in which a class writes programs together, live."""

    name = "timewarp"
    version = __version__
    description = """Time Warp for Jupyter: rooms in which a class writes programs together, live.

    Starts JupyterLab with Time Warp. `jupyter lab` has it as well once it is installed.
    """
    examples = EXAMPLES
    default_url = "/lab"
    extension_url = "/lab"
    load_other_extensions = True
    file_url_prefix = "/lab/tree"
    classes = [*ExtensionApp.classes, Limits]  # noqa: RUF012 (traitlets asks for it in this way)
    flags = {  # noqa: RUF012
        "demo": (
            {"TimeWarp": {"demo": True}},
            "Make a room 'demo' in this folder if there is none, print links to it, and open it.",
        ),
        "no-browser": (
            {"ServerApp": {"open_browser": False}, "ExtensionApp": {"open_browser": False}},
            "Do not open a browser.",
        ),
    }
    subcommands = {  # noqa: RUF012
        "owner-link": (
            "timewarp_jupyter.commands.owner_link.OwnerLink",
            "Make a link that makes the one who opens it an owner of a room.",
        ),
        "backup": (
            "timewarp_jupyter.commands.backup.Backup",
            "Write a copy of all rooms and their history to a file.",
        ),
        "restore": (
            "timewarp_jupyter.commands.restore.Restore",
            "Put a backup in the place of all rooms.",
        ),
        "doctor": (
            "timewarp_jupyter.commands.doctor.Doctor",
            "Look for what is wrong with the store, and tell what to do.",
        ),
    }

    enabled = Bool(
        help="Whether there are rooms at all; False leaves plain JupyterLab. Default True, or False where "
        "the environment variable TIMEWARP_ENABLED is 0."
    ).tag(config=True)
    teachers = List(
        Unicode(),
        help="Who is an owner of every room: user names, and groups of a JupyterHub as 'group:NAME'.",
    ).tag(config=True)
    default_visibility = CaselessStrEnum(
        ("open", "invite"),
        help="Who may come into a new room: 'open' is everyone on this server, 'invite' only people who "
        "are invited. Default 'invite' on a JupyterHub, 'open' elsewhere.",
    ).tag(config=True)
    store_url = Unicode(
        help="SQLAlchemy URL of the database. Empty: SQLite in .timewarp/timewarp.sqlite of the workspace. "
        "Default empty, or the environment variable DATABASE_URL."
    ).tag(config=True)
    store_synchronous = CaselessStrEnum(
        ("full", "normal"),
        "full",
        help="How SQLite writes: 'full' survives a power cut, 'normal' a crash of the server only.",
    ).tag(config=True)
    bus_url = Unicode(
        help="URL of the bus between several servers; empty is one server, and all that is built yet. "
        "Default empty, or the environment variable REDIS_URL."
    ).tag(config=True)
    emit_events = Bool(
        False,
        help="Whether joins, leaves and edits are emitted as Jupyter events, for c.EventLogger.handlers. "
        "Note that Jupyter tells them to everyone who may open its /api/events/subscribe, of all rooms.",
    ).tag(config=True)
    demo = Bool(False, help="Whether to make a room 'demo' to try things with, as --demo does.").tag(
        config=True
    )

    @default("enabled")
    def _enabled_default(self) -> bool:
        return os.environ.get("TIMEWARP_ENABLED", "1").strip().lower() not in OFF

    @default("default_visibility")
    def _default_visibility_default(self) -> str:
        return "invite" if os.environ.get("JUPYTERHUB_API_TOKEN") else "open"

    @default("store_url")
    def _store_url_default(self) -> str:
        return os.environ.get("DATABASE_URL", "")

    @default("bus_url")
    def _bus_url_default(self) -> str:
        return os.environ.get("REDIS_URL", "")

    services: Services
    demo_room: DemoRoom
    _opening: Opening | None = None

    @classmethod
    def make_serverapp(cls, **kwargs: Any) -> ServerApp:
        """The server of ``jupyter timewarp``: it reads the command line, so it has to know our flags.

        JupyterLab's question whether it may fetch news is not for a class; configuration can bring it back.
        """
        serverapp = super().make_serverapp(**kwargs)
        serverapp.flags = {**serverapp.flags, **cls.flags}
        serverapp.update_config(Config({"LabApp": {"news_url": None}}))
        return serverapp

    @property
    def server(self) -> ServerApp:
        """The Jupyter server that we are part of."""
        if self.serverapp is None:
            raise RuntimeError("Time Warp is not part of a server yet.")
        return self.serverapp

    @property
    def root(self) -> str:
        """The folder of the workspace on disk."""
        return os.path.realpath(self.server.root_dir)

    def initialize_settings(self) -> None:
        """Tell the frontend whether we are here; leave our services for the handlers."""
        self.services = Services(
            version=__version__,
            enabled=self.enabled,
            limits=Limits(parent=self),
            active=self._note_activity,
        )
        self.settings["timewarp"] = self.services
        self.settings["timewarp_app"] = self
        announce(self.settings, enabled=self.enabled, version=__version__)
        if self.enabled and self.server.config.get("LabApp", {}).get("news_url", "") is None:
            ask_nothing_about_news(self.settings)

    def initialize_handlers(self) -> None:
        """Add routes and side doors, unless switched off."""
        if not self.enabled:
            self.log.info("Time Warp is switched off.")
            return
        from .handlers import handlers, others, side_doors

        keep_out_of_logs(self.log, self.server.log)
        web_app = self.server.web_app
        rules = handlers(web_app.settings["base_url"])
        web_app.add_handlers(".*$", rules)  # type: ignore[no-untyped-call]
        side_doors.install(web_app, self.services, self.log)
        others.install(self.server.identity_provider)
        if self.demo:
            from .commands.demo import DemoHandler, DemoRoom

            self.demo_room = DemoRoom(self)
            self.handlers.append((r"/timewarp/demo", DemoHandler))
        from .metrics import COLLECTOR

        COLLECTOR.add(self.services)
        self._opening = Opening(self)

    def _prepare_config(self) -> None:
        # Only what is ours: the inherited method also reads what needs a running server.
        own = self.class_own_traits(config=True)
        self.extension_config = Config({name: getattr(self, name) for name in own})

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        # Jupyter calls this as well where loading us has failed: without doors there must be no rooms.
        if self._opening is not None:
            self._opening.start()

    def current_activity(self) -> bool:
        """Whether somebody is in a room now, so that the server must not stop as idle."""
        if self._opening is None:  # switched off, or not loaded
            return False
        parts = self.services.parts
        return parts is not None and parts.registry.connections() > 0

    async def stop_extension(self) -> None:
        """Write everything that is not yet on disk, within ``STOP_SECONDS``."""
        opening, self._opening = self._opening, None
        if opening is None:
            return
        try:
            await asyncio.wait_for(opening.stop(), STOP_SECONDS)
        except asyncio.TimeoutError:
            self.log.error(
                "Rooms could not be closed within %g s. Nothing that anyone has seen is lost; files that "
                "were not written are written when their program is next opened.",
                STOP_SECONDS,
            )

    def _note_activity(self) -> None:
        times = self.server.web_app.settings["last_activity_times"]
        times["timewarp"] = datetime.now(timezone.utc)


main = TimeWarp.launch_instance
