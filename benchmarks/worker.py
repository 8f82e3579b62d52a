"""A worker process: some of the load clients, in one event loop, told what to do through a pipe.

Commands and answers: ``("join", range)`` → seconds each client took; ``Typing`` → edits typed by
each of this worker's clients; ``("drain", typed, deadline)`` → ``Result``; ``None`` ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import hashlib
import random
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory
from typing import Any

import psutil  # type: ignore[import-untyped]
from pycrdt import Doc, Text

from .client import Client, Reader
from .histogram import Histogram
from .ledger import Ledger, Receipts, SendTimes
from .plan import Plan, Result, Typing
from .saves import AfterSave
from .typist import Typist

#: Seconds between two looks at the loop's own lag.
BEAT = 0.01
JOIN_DEADLINE = 60.0
#: How many clients of a worker connect at the same time.
JOINING = 10


def work(plan: Plan, pipe: Connection) -> None:
    """The entry point of a worker process."""
    if plan.cores:
        psutil.Process().cpu_affinity(list(plan.cores))
    times, counters = SharedMemory(plan.times), SharedMemory(plan.counters)
    assert counters.buf is not None
    counts = counters.buf.cast("Q")
    sent = SendTimes(times, plan.edits)
    gc.disable()  # a pause here would count as the server's
    try:
        asyncio.run(Worker(plan, pipe, sent, counts).run())
    finally:
        sent.close()
        counts.release()
        times.close()
        counters.close()


class Worker:
    """The clients of one process."""

    def __init__(self, plan: Plan, pipe: Connection, sent: SendTimes, counts: memoryview[int]) -> None:
        self._plan = plan
        self._pipe = pipe
        self._sent = sent
        self._counts = counts
        self._ledger = Ledger(plan.first_id, plan.total, sent)
        self._reader = Reader(self._ledger, plan.address.prefix)
        self._clients: dict[int, Client] = {}
        self._getters: list[AfterSave] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._random = random.Random(plan.first_id + plan.worker)
        self._lag = Histogram()
        self._gets = Histogram()
        self._cpu = 0.0
        self._frames_before = (0, 0)

    async def run(self) -> None:
        """Do what the pipe says until it says None."""
        loop = asyncio.get_running_loop()
        self._tasks.append(loop.create_task(self._beat()))
        try:
            while (command := await loop.run_in_executor(None, self._pipe.recv)) is not None:
                answer = await self._obey(command)
                self._check_tasks()
                self._pipe.send(answer)
        finally:
            for client in self._clients.values():
                client.leave()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _obey(self, command: Any) -> Any:
        if isinstance(command, Typing):
            return await self._type(command)
        if command[0] == "join":
            return await self._join(command[1])
        return await self._drain(command[1], command[2])

    def _check_tasks(self) -> None:
        """Fail if a background task failed: figures without it would be wrong."""
        for task in self._tasks:
            if task.done():
                task.result()

    async def _join(self, numbers: range) -> list[float]:
        """Connect the clients of ``numbers`` that are ours; answer the seconds until synced."""
        turn = asyncio.Semaphore(JOINING)

        async def one(number: int) -> float:
            async with turn:
                begun = time.monotonic()
                client = await self._connect(number)
                await asyncio.wait_for(client.synced, JOIN_DEADLINE)
                return time.monotonic() - begun

        return list(await asyncio.gather(*(one(n) for n in numbers if n in self._plan.clients)))

    async def _connect(self, number: int) -> Client:
        plan = self._plan
        left, right = plan.places[number]
        typist = Typist(plan.first_id + number, plan.root, left, right, number)
        receipts = Receipts(plan.total, number)
        doc: Doc[Any] | None = None
        if int((number + 1) * plan.apply) > int(number * plan.apply):
            doc = Doc()
            doc.get(plan.root, type=Text)
        getter = self._getter() if plan.gets and plan.address.after_save else None
        client = Client(
            plan.address,
            typist,
            receipts,
            self._ledger,
            self._reader,
            self._sent,
            doc,
            getter.saved if getter else None,
        )
        await asyncio.get_running_loop().create_connection(
            lambda: client, plan.address.host, plan.address.port
        )
        self._clients[number] = client
        return client

    def _getter(self) -> AfterSave:
        getter = AfterSave(self._plan.address, self._gets)
        self._getters.append(getter)
        self._tasks.append(asyncio.get_running_loop().create_task(getter.run()))
        return getter

    async def _beat(self) -> None:
        """Measure how late this process runs; keep connections alive; publish the counter."""
        due = time.monotonic() + BEAT
        beats = 0
        while True:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self._lag.add(time.monotonic() - due)
            self._counts[self._plan.worker] = self._ledger.deliveries
            beats += 1
            if beats % 300 == 0:
                for client in self._clients.values():
                    client.keep_alive()
            due = max(due + BEAT, time.monotonic())

    async def _type(self, typing: Typing) -> dict[int, int]:
        """All clients type until the end; answer how much each typed."""
        loop = asyncio.get_running_loop()
        period = 1 / self._plan.rate
        for number, client in self._clients.items():
            begin = typing.begin + self._random.random() * period
            loop.call_at(begin, self._stroke, number, client, typing.end)
        await asyncio.sleep(typing.measure - time.monotonic())
        self._begin_to_measure()
        cpu, since = time.process_time(), time.monotonic()
        await asyncio.sleep(typing.end - time.monotonic())
        self._cpu = (time.process_time() - cpu) / (time.monotonic() - since)
        await asyncio.sleep(2 * period)
        return {number: client.typist.clock for number, client in self._clients.items()}

    def _begin_to_measure(self) -> None:
        self._ledger.latency = Histogram()
        self._lag = Histogram()
        self._gets = Histogram()
        for getter in self._getters:
            getter.latency = self._gets
        self._frames_before = self._traffic()

    def _traffic(self) -> tuple[int, int]:
        clients = self._clients.values()
        return sum(c.frames for c in clients), sum(c.received_bytes for c in clients)

    def _stroke(self, number: int, client: Client, end: float) -> None:
        """One key, and the next one to come."""
        loop = asyncio.get_running_loop()
        if client.closed is not None or client.typist.clock >= self._plan.edits:
            return
        client.type_one(number)
        following = loop.time() + self._random.uniform(0.5, 1.5) / self._plan.rate
        if following < end:
            loop.call_at(following, self._stroke, number, client, end)

    async def _drain(self, typed: Sequence[int], deadline: float) -> Result:
        """Wait until everything has come or the deadline passed; answer what was seen."""
        with contextlib.suppress(asyncio.TimeoutError):  # then the rest counts as lost
            await asyncio.wait_for(self._everything(typed), max(0.1, deadline - time.monotonic()))
        frames, received_bytes = self._traffic()
        clients = self._clients.items()
        docs = [client.doc for _, client in clients if client.doc is not None]
        return Result(
            latency=self._ledger.latency.filled(),
            lag=self._lag.filled(),
            gets=self._gets.filled(),
            deliveries=self._ledger.deliveries,
            repeats=self._ledger.repeats,
            lost={n: lost for n, client in clients if (lost := client.receipts.lost(typed))},
            closed={n: client.closed for n, client in clients if client.closed is not None},
            frames=frames - self._frames_before[0],
            received_bytes=received_bytes - self._frames_before[1],
            cpu=self._cpu,
            failed_gets=sum(getter.failed for getter in self._getters),
            appliers=len(docs),
            texts={self._fingerprint(doc) for doc in docs},
        )

    async def _everything(self, typed: Sequence[int]) -> None:
        """Wait until all clients that are still connected have all that the others typed."""
        while True:
            present = [client for client in self._clients.values() if client.closed is None]
            # The sum first: looking at 500 times 500 clocks would slow the clients down.
            owed = sum(sum(typed) - typed[client.receipts.own] for client in present)
            if self._ledger.deliveries >= owed and not any(client.receipts.lost(typed) for client in present):
                return
            await asyncio.sleep(0.1)

    def _fingerprint(self, doc: Doc[Any]) -> str:
        return hashlib.sha256(str(doc.get(self._plan.root, type=Text)).encode()).hexdigest()
