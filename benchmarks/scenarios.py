"""The situations: how many people, how fast they type, in what document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """People typing in one document."""

    name: str
    clients: int
    #: Edits per second of each.
    rate: float
    #: Share of clients that apply what they receive to a Yjs document of their own.
    apply: float
    seconds: float = 20.0
    preload: bool = False
    gets: bool = False
    #: Seconds of typing before measuring begins.
    warm_up: float = 3.0
    #: Seconds the slowest may take to receive what was typed.
    patience: float = 60.0

    @property
    def measured(self) -> float:
        """Seconds at the end that are measured: a long run's last minute."""
        return min(self.seconds, 60.0)

    @property
    def edits(self) -> int:
        """More edits than any client will make."""
        return int((self.warm_up + self.seconds) * self.rate * 2) + 20


SCENARIOS = {
    "class": Scenario("class", clients=100, rate=2.0, apply=1.0),
    # 500 documents in one client process would measure the client.
    "hall": Scenario("hall", clients=500, rate=1.0, apply=0.02),
    "pair": Scenario("pair", clients=2, rate=2.0, apply=1.0),
}
