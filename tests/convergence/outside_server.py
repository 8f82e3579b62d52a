"""How the server process of a plan is set up, and what is wrong with it."""

from __future__ import annotations

import time

from timewarp_jupyter.testing.killing import Faults

_AFTERMATH = 20.0
"""Seconds for which a fault may be felt after its end: a store is tried again with growing pauses."""
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


class Watched(Faults):
    """Remembers when anything was last wrong."""

    _last = 0.0

    def note(self) -> None:
        """Something is wrong now."""
        self._last = time.monotonic()

    @property
    def are_felt(self) -> bool:
        """Whether what went wrong last may still have consequences."""
        return time.monotonic() < self._last + _AFTERMATH

    def arm(self, point: str, nth: int = 1) -> None:
        """Die at a point."""
        self.note()
        super().arm(point, nth)

    def set(self, fault: str, on: bool) -> None:
        """A fault begins or ends."""
        self.note()
        super().set(fault, on)
