"""The benchmark's count of who received what: loss must be seen, and nothing counted twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from multiprocessing.shared_memory import SharedMemory

import pytest
from pycrdt import merge_updates

from benchmarks.histogram import Histogram, summary
from benchmarks.ledger import Ledger, Receipts, SendTimes
from benchmarks.report import add_ratios
from benchmarks.typist import Typist
from benchmarks.wire import FrameReader, client_frame

FIRST = 0x10000000


@pytest.fixture
def sent() -> Iterator[SendTimes]:
    memory = SharedMemory(create=True, size=SendTimes.size(3, 100))
    times = SendTimes(memory, 100)
    yield times
    times.close()
    memory.close()
    memory.unlink()


def edits(sent: SendTimes, author: int, count: int) -> list[bytes]:
    typist = Typist(FIRST + author, "source", None, None, 0)
    for clock in range(count):
        sent.note(author, clock)
    return [typist.edit() for _ in range(count)]


def test_a_merged_frame_counts_each_edit_once(sent: SendTimes) -> None:
    ledger = Ledger(FIRST, 3, sent)
    receipts = Receipts(3, own=2)
    frame = merge_updates(*edits(sent, 0, 4), *edits(sent, 1, 3))
    ledger.receive(receipts, ledger.marks(frame), time.monotonic())
    ledger.receive(receipts, ledger.marks(frame), time.monotonic())
    assert (ledger.deliveries, ledger.repeats) == (7, 7)
    assert ledger.latency.total() == 7
    assert receipts.lost([4, 3, 50]) == 0
    assert receipts.lost([5, 3, 50]) == 1


def test_an_edit_that_never_came_is_lost_and_those_after_it_are_not(sent: SendTimes) -> None:
    ledger = Ledger(FIRST, 3, sent)
    receipts = Receipts(3, own=2)
    updates = edits(sent, 0, 5)
    for number in (0, 2, 3, 4, 2):
        ledger.receive(receipts, ledger.marks(updates[number]), time.monotonic())
    assert (receipts.lost([5, 0, 0]), ledger.deliveries, ledger.repeats) == (1, 4, 1)
    ledger.receive(receipts, ledger.marks(updates[1]), time.monotonic())
    assert (receipts.lost([5, 0, 0]), ledger.deliveries, receipts.ahead) == (0, 5, set())


def test_ones_own_edits_are_no_deliveries(sent: SendTimes) -> None:
    ledger = Ledger(FIRST, 3, sent)
    ledger.receive(Receipts(3, own=0), ledger.marks(edits(sent, 0, 1)[0]), time.monotonic())
    assert (ledger.deliveries, ledger.repeats) == (0, 0)


def test_times_come_out_as_they_went_in() -> None:
    histogram = Histogram()
    for ms in range(1, 101):
        histogram.add(ms / 1000 - 0.00001)
    merged = Histogram()
    merged.merge(histogram.filled())
    assert summary(merged) == {"p50": 50.0, "p95": 95.0, "p99": 99.0, "max": 100.0}
    merged.add(1e6)
    assert summary(merged)["max"] == 120_000.0


def test_frames_are_cut_wherever_the_network_cuts_them() -> None:
    payloads = [b"", b"a", b"b" * 125, b"c" * 126, b"d" * 65_535, b"e" * 65_536]
    stream = b"".join(_server_frame(payload) for payload in payloads)
    for step in (1, 7, 4096, len(stream)):
        reader = FrameReader()
        found = [frame for at in range(0, len(stream), step) for frame in reader.feed(stream[at : at + step])]
        assert found == [(0x82, payload) for payload in payloads]


@pytest.mark.parametrize("size", [0, 1, 3, 4, 125, 126, 70_000])
def test_the_mask_comes_off_again(size: int) -> None:
    payload = bytes(n % 251 for n in range(size))
    frame = client_frame(payload)
    body = frame[len(frame) - size :]
    mask = frame[len(frame) - size - 4 : len(frame) - size]
    assert bytes(byte ^ mask[n % 4] for n, byte in enumerate(body)) == payload
    assert frame[1] & 0x80


def test_ratios_name_the_reference() -> None:
    rows = {"timewarp": {"cpu_us_per_delivery": 9.0}, "y-websocket": {"cpu_us_per_delivery": 27.0}}
    add_ratios(rows)
    assert rows["timewarp"]["cpu_ratio"] == {"y-websocket": 0.333, "jupyter-collaboration": None}


def _server_frame(payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((0x82, size)) + payload
    if size < 65_536:
        return b"\x82\x7e" + size.to_bytes(2, "big") + payload
    return b"\x82\x7f" + size.to_bytes(8, "big") + payload
