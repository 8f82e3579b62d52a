"""Our numbers in Jupyter's own ``/metrics``: read when they are asked for, never kept up to date.

Nothing is labelled with a room or a person: a hub's metrics are read by others than a room's members.
"""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakSet

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import REGISTRY, Collector, CollectorRegistry

from .counters import COUNTERS, Times
from .services import Services

_PREFIX = "timewarp_"


class RoomsCollector(Collector):
    """The numbers of all servers of this process: one, except in tests."""

    def __init__(self) -> None:
        self.services: WeakSet[Services] = WeakSet()
        self._registered: WeakSet[CollectorRegistry] = WeakSet()

    def add(self, services: Services, registry: CollectorRegistry = REGISTRY) -> None:
        """Count the rooms of a server too. Doing it again changes nothing."""
        self.services.add(services)
        if registry not in self._registered:
            registry.register(self)
            self._registered.add(registry)

    def describe(self) -> list[Metric]:
        """Nothing: a registry would collect at registration otherwise."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The numbers as of now."""
        yield from self._gauges()
        yield from _counts()
        refusals = CounterMetricFamily(
            f"{_PREFIX}refusals",
            "Refused requests, edits and sockets, by the code of the error",
            labels=["code"],
        )
        for code, count in sorted(COUNTERS.refusals.items()):
            refusals.add_metric([code], count)
        yield refusals
        yield _histogram("commit_seconds", "Time of a commit of edits, in the store", COUNTERS.commit_times)
        yield _histogram("fanout_seconds", "Time of writing a commit to everyone", COUNTERS.fanout_times)

    def _gauges(self) -> Iterator[Metric]:
        registries = [each.parts.registry for each in self.services if each.parts is not None]
        rooms = [room for each in registries for room in each.rooms.values() if room.row.deleted_at is None]
        connections = sum(each.connections() for each in registries)
        yield GaugeMetricFamily(f"{_PREFIX}rooms", "Rooms that are not deleted", len(rooms))
        yield GaugeMetricFamily(
            f"{_PREFIX}rooms_in_use", "Rooms with a connection", sum(bool(room.usernames()) for room in rooms)
        )
        yield GaugeMetricFamily(f"{_PREFIX}connections", "Open WebSockets into rooms", connections)


COLLECTOR = RoomsCollector()
"""The one of this process: a registry takes a name once."""


def _counts() -> Iterator[Metric]:
    for name, help_text, value in (
        ("messages", "Messages of clients that were dealt with", COUNTERS.messages),
        ("updates", "Updates of documents that were committed", COUNTERS.updates),
        ("commits", "Commits of edits", sum(COUNTERS.commit_times.counts)),
        ("commits_failed", "Commits of edits that failed", COUNTERS.failed_commits),
        ("deliveries", "Commits and cursors written to a client, one per client", COUNTERS.deliveries),
        ("received_bytes", "Bytes of committed updates", COUNTERS.bytes_in),
        ("sent_bytes", "Bytes of edits and cursors sent to clients", COUNTERS.bytes_out),
        ("slow_clients", "How often a client fell behind", COUNTERS.slow_clients),
    ):
        yield CounterMetricFamily(_PREFIX + name, help_text, value)


def _histogram(name: str, help_text: str, times: Times) -> Metric:
    return HistogramMetricFamily(_PREFIX + name, help_text, buckets=times.buckets(), sum_value=times.total)
