"""A real server whose store and disk can fail, that can be killed at chosen points, and that does all it does
by itself sooner than others: see ``timewarp_jupyter.testing.server_faults``."""

from __future__ import annotations

from pathlib import Path

from timewarp_jupyter.testing.server_faults import VARIABLE

from .server import LabServer

CONFIG = """\
c.ServerApp.jpserver_extensions = {
    "timewarp_jupyter": True, "timewarp_jupyter.testing.server_faults": True,
    "jupyterlab": False, "notebook": False, "notebook_shim": False, "jupyter_lsp": False,
    "jupyter_server_terminals": False,
}
c.ServerApp.contents_manager_class = "timewarp_jupyter.testing.killing.DeadlyContents"
c.AsyncLargeFileManager.delete_to_trash = False
c.Limits.save_delay = 0.3
c.Limits.save_max_delay = 1.0
c.Limits.disk_poll_interval = 0.2
c.Limits.unload_after = 1.0
c.Limits.activity_window = 0.3
c.Limits.checkpoint_every = 20
c.Limits.ping_interval = 2.0
c.Limits.ping_timeout = 2.0
c.Limits.max_messages_burst = 10_000
c.Limits.max_room_messages_burst = 10_000
"""


def faulty_server(folder: Path) -> LabServer:
    """One that is not started yet, in an empty folder; its faults are in the folder ``faults``."""
    (folder / "faults").mkdir(parents=True)
    (folder / "home" / "data").mkdir(
        parents=True
    )  # where the ids of files are kept; only JupyterLab makes it
    return LabServer(
        folder / "workspace",
        folder / "home",
        command=("jupyter-server",),
        config=CONFIG,
        **{VARIABLE: str(folder / "faults")},
    )
