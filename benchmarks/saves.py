"""The GET that a stock JupyterLab client sends when the shared state says that the file was saved.

Every client has one kept-alive HTTP connection, as a browser would. A save that comes while a GET
is under way causes one more GET, not several.
"""

from __future__ import annotations

import asyncio
import time

from .address import Address
from .histogram import Histogram

#: Seconds after which a GET counts as failed.
DEADLINE = 30.0


class AfterSave:
    """Sends the GETs of one client. ``run`` is its task; cancel it at the end."""

    def __init__(self, address: Address, latency: Histogram) -> None:
        self._address = address
        self.latency = latency
        self._wanted = asyncio.Event()
        self.failed = 0

    def saved(self) -> None:
        """The file was saved: ask for its metadata soon."""
        self._wanted.set()

    async def run(self) -> None:
        """Answer saves until cancelled."""
        writer: asyncio.StreamWriter | None = None
        try:
            while True:
                await self._wanted.wait()
                self._wanted.clear()
                if writer is None:
                    reader, writer = await asyncio.open_connection(self._address.host, self._address.port)
                begun = time.monotonic()
                try:
                    await asyncio.wait_for(self._get(reader, writer), DEADLINE)
                except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, ValueError):
                    self.failed += 1
                    writer.close()
                    writer = None
                    continue
                self.latency.add(time.monotonic() - begun)
        finally:
            if writer is not None:
                writer.close()

    async def _get(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One GET. Raises ValueError for an answer other than 200."""
        headers = {"Host": f"{self._address.host}:{self._address.port}", **self._address.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"GET {self._address.after_save} HTTP/1.1\r\n{lines}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if " 200 " not in head.partition("\r\n")[0] + " ":
            raise ValueError(head.partition("\r\n")[0])
        size = head.partition("content-length:")[2].partition("\r\n")[0]
        await reader.readexactly(int(size))
