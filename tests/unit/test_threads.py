"""Threads for calls that may hang: a few, started when they are needed, with an end to what waits."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from timewarp_jupyter.errors import Unavailable
from timewarp_jupyter.threads import Threads

DEADLINE = 5.0


async def test_calls_that_hang_hold_up_the_others_only_when_all_threads_have_one():
    threads, hanging = Threads("test", 2, 1), threading.Event()
    try:
        stuck = [threads.submit(hanging.wait)]
        caller = threading.current_thread().name
        name = await asyncio.wait_for(threads.run(lambda: threading.current_thread().name), DEADLINE)
        assert name == "timewarp test 2" != caller
        stuck.append(threads.submit(hanging.wait))
        waits = asyncio.create_task(threads.run(int, "7"))
        await asyncio.sleep(0)
        with pytest.raises(Unavailable) as caught:
            threads.submit(int, "8")
        assert caught.value.error_code == "busy"
        assert not waits.done()
    finally:
        hanging.set()
    assert await asyncio.wait_for(waits, DEADLINE) == 7
    assert [done.result(DEADLINE) for done in stuck] == [True, True]


async def test_what_is_raised_is_raised_here_and_what_nobody_waits_for_is_not_done():
    threads, hanging, done = Threads("test", 1, 5), threading.Event(), list[int]()
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 // 0)
    stuck = threads.submit(hanging.wait)
    given_up = asyncio.create_task(threads.run(done.append, 1))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    hanging.set()
    assert stuck.result(DEADLINE)
    await asyncio.wait_for(threads.run(done.append, 2), DEADLINE)
    assert done == [2]


def test_the_end_of_the_program_does_not_wait_for_what_hangs():
    program = (
        "import threading, timewarp_jupyter.threads as t; t.Threads('x', 1, 1).submit(threading.Event().wait)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
