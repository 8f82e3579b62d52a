"""Heavy work: in a thread or in a process, whose end and whose slowness are told."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import psutil
import pytest
from support.waiting import until

from timewarp_jupyter import beside as module
from timewarp_jupyter.beside import EXPORTS, LIGHT, beside, prepare
from timewarp_jupyter.documents.update import read_update
from timewarp_jupyter.errors import ProtocolError, Unavailable


def kill() -> None:
    """End this process as a system short of memory does."""
    os.kill(os.getpid(), 9)


async def test_light_work_stays_in_the_server():
    assert await beside(LIGHT, os.getpid) == os.getpid()


async def test_heavy_work_is_done_in_another_process_that_yields_to_the_server():
    worker = await beside(LIGHT + 1, os.getpid)
    assert worker != os.getpid()
    assert psutil.Process(worker).nice() > psutil.Process().nice()
    assert await beside(LIGHT + 1, os.getpid) == worker


async def test_what_it_raises_is_raised_here():
    with pytest.raises(ProtocolError):
        await beside(LIGHT + 1, read_update, b"\1")


async def test_a_process_that_is_ended_from_outside_is_told_and_the_next_one_works():
    first = await beside(LIGHT + 1, os.getpid)
    with pytest.raises(Unavailable) as caught:
        await beside(LIGHT + 1, kill)
    assert caught.value.error_code == "busy"
    assert await beside(LIGHT + 1, os.getpid) not in (first, os.getpid())


async def test_work_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch):
    worker = await beside(LIGHT + 1, os.getpid)
    monkeypatch.setattr(module, "_DEADLINE", 0.2)
    with pytest.raises(Unavailable, match="too long"):
        await beside(LIGHT + 1, time.sleep, 60)
    monkeypatch.undo()
    assert await beside(LIGHT + 1, os.getpid) != worker
    assert not psutil.pid_exists(worker) or psutil.Process(worker).status() == psutil.STATUS_ZOMBIE


async def test_what_is_too_slow_takes_nothing_else_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(module, "_DEADLINE", 0.5)
    slow, waits = await slow_and_waiting(tmp_path)
    with pytest.raises(Unavailable, match="too long"):
        await slow
    assert await waits != os.getpid()


async def test_waiting_does_not_count_as_slow(monkeypatch: pytest.MonkeyPatch):
    worker = await beside(LIGHT + 1, os.getpid)
    monkeypatch.setattr(module, "_DEADLINE", 1.0)
    work = [beside(LIGHT + 1, time.sleep, 0.4) for _ in range(4)]
    await asyncio.gather(*work)
    assert await beside(LIGHT + 1, os.getpid) == worker


async def test_who_waits_too_long_for_others_is_told_and_disturbs_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    slow, waits = await slow_and_waiting(tmp_path)
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    with pytest.raises(Unavailable) as caught:
        await beside(LIGHT + 1, os.getpid)
    assert caught.value.error_code == "busy"
    assert not slow.done()
    await asyncio.to_thread(module._lane.worker.end)
    with pytest.raises(Unavailable):
        await slow
    assert await waits != os.getpid()


async def test_exports_hold_up_nothing_else(tmp_path: Path):
    begun = tmp_path / "begun"
    export = asyncio.create_task(beside(LIGHT + 1, exec, sleeping(begun), lane=EXPORTS))
    await asyncio.to_thread(until, begun.exists, "the export to begin")
    assert await beside(LIGHT + 1, os.getpid) != os.getpid()
    assert not export.done()
    await asyncio.to_thread(EXPORTS.worker.end)
    with pytest.raises(Unavailable):
        await export


def sleeping(begun: Path) -> str:
    """Work that says that it has begun, and takes longer than any test."""
    return f"import time, pathlib; pathlib.Path({str(begun)!r}).touch(); time.sleep(60)"


async def slow_and_waiting(tmp_path: Path) -> tuple[asyncio.Task[None], asyncio.Task[int]]:
    """Work that is being done and takes long, and work that waits for it."""
    begun = tmp_path / "begun"
    slow = asyncio.create_task(beside(LIGHT + 1, exec, sleeping(begun)))
    await asyncio.to_thread(until, begun.exists, "the slow work to begin")
    waits = asyncio.create_task(beside(LIGHT + 1, os.getpid))
    await asyncio.sleep(0)
    return slow, waits


async def test_the_process_can_be_prepared():
    await asyncio.to_thread(module._lane.worker.end)
    await prepare("timewarp_jupyter.documents.history")
    (prepared,) = worker_processes()
    assert await beside(LIGHT + 1, os.getpid) == prepared


async def test_a_process_that_cannot_be_prepared_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    await asyncio.to_thread(module._lane.worker.end)

    def no_memory() -> None:
        raise OSError("no memory")

    monkeypatch.setattr(module, "_make_pool", no_memory)
    await prepare("timewarp_jupyter.documents.history")
    assert "no memory" in caplog.text


def worker_processes() -> list[int]:
    """The processes for heavy work, now."""
    assert module._lane.worker._pool is not None
    return list(module._lane.worker._pool._processes)


def niceness() -> int:
    """Of the process that this is carried out in."""
    return psutil.Process().nice()


async def test_only_the_process_steps_back_and_no_thread_of_the_server():
    """A thread that yields to others while it holds the interpreter makes everyone in the server wait."""
    await asyncio.to_thread(module._lane.worker.end)
    own = psutil.Process().nice()
    assert await beside(LIGHT + 1, niceness) > own
    if sys.platform == "linux":
        threads = {os.getpriority(os.PRIO_PROCESS, each.id) for each in psutil.Process().threads()}
        assert threads == {own}
