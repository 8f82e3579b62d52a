"""Ana stays awake; Bo and Cy sleep at a computer that is frozen while something happens to the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from classroom import START, Classroom
from computer import Computer
from desk import Desk
from playwright.sync_api import expect
from support.server import LabServer
from support.waiting import until

from timewarp_jupyter.testing.server_faults import LIVE, VARIABLE

CONFIG = """\
c.ServerApp.jpserver_extensions = {"timewarp_jupyter.testing.server_faults": True}
c.ServerApp.contents_manager_class = "timewarp_jupyter.testing.killing.DeadlyContents"
c.Limits.save_delay = 0.3
c.Limits.save_max_delay = 1.0
c.Limits.disk_poll_interval = 0.2
c.Limits.unload_after = 1.0
c.Limits.ping_interval = 1.0
c.Limits.ping_timeout = 1.0
"""

SENT, UNSENT = "; sent\n", "; unsent\n"


class SleepingClass(Classroom):
    """Bo falls asleep with edits that never left, Cy with nothing that waits."""

    def __init__(
        self,
        folder: Path,
        lab_server: Callable[..., LabServer],
        seat: Callable[..., Desk],
        computer: Computer,
    ) -> None:
        faults = folder / "faults"
        faults.mkdir()
        super().__init__(lab_server(config=CONFIG, **{VARIABLE: str(faults)}), seat)
        self.before = START
        """What everybody had when Bo and Cy fell asleep."""
        self.computer = computer
        self.opens(self.ana)
        self.bo, self.cy = (self._sits_down(seat, name) for name in ("Bo", "Cy"))

    def _sits_down(self, seat: Callable[..., Desk], name: str) -> Desk:
        desk = seat(self.server, name, self.computer.browser)
        self.give(desk, "editor")
        return self.opens(desk)

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """Bo writes something that arrives, and something that does not; then nothing more happens here."""
        self.before = self.text() + SENT
        self.bo.types(SENT)
        self.ana.sees(self.before)
        self.cy.sees(self.before)
        self.cy.puts_cursor(self.before[: self.before.index("  FORWARD 10")].count("\n") + 1)
        expect(self.bo.status).to_have_attribute("data-saved", "true")
        until(lambda: self.file() == self.before, "what all have in the file")
        with self.computer.deaf():
            self.bo.types(UNSENT)
            expect(self.bo.status).to_have_attribute("data-saved", "false")
            with self.computer.frozen():
                yield

    def are_well(self, text: str) -> None:
        """All have this text, the server and the file too, and the status items say so."""
        self.everyone_has(text, self.ana, self.bo, self.cy, seconds=60)
        for desk in (self.ana, self.bo, self.cy):
            expect(desk.status).to_have_attribute("data-status", "connected")
            expect(desk.status).to_have_attribute("data-saved", "true")

    def is_unloaded(self) -> None:
        """Wait until the server has no document in its memory."""
        until(lambda: self.teacher.ok("GET", f"/{LIVE}") == [], "a server without documents in memory")
