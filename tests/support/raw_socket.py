"""A client of a WebSocket without manners: it sends the bytes it is told to, and reads what comes."""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import dataclass, field
from typing import Any

from timewarp_jupyter.handlers.frames import BINARY, CLOSE, unmasked

DEADLINE = 10.0
MASK = b"\x37\xfa\x21\x3d"


def frame(opcode: int, payload: bytes = b"", *, final: bool = True) -> bytes:
    """A frame as a client sends it."""
    size = len(payload)
    length = bytes((0x80 | min(size, 125),))
    if size > 125:
        length = b"\xfe" + size.to_bytes(2, "big") if size < 2**16 else b"\xff" + size.to_bytes(8, "big")
    return bytes((opcode | (0x80 if final else 0),)) + length + MASK + unmasked(MASK, payload)


def sync_path(room: Any, query: str = "") -> str:
    """The sync socket of a room's program."""
    return f"api/timewarp/rooms/{room['id']}/documents/{room['document']['id']}/sync{query}"


@dataclass
class RawSocket:
    """One connection after its upgrade was asked for."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    status: int = 0
    closed: int | None = None
    reason: dict[str, Any] = field(default_factory=dict)
    answer: str = ""

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)

    async def next(self) -> tuple[int, bytes] | None:
        """The next frame of the server, None at the end of the connection."""
        try:
            first, second = await asyncio.wait_for(self.reader.readexactly(2), DEADLINE)
            length = second & 0x7F
            if length > 125:
                length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8), "big")
            payload = await asyncio.wait_for(self.reader.readexactly(length), DEADLINE)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        if first & 0x0F == CLOSE and len(payload) >= 2:
            self.closed = int.from_bytes(payload[:2], "big")
            # Where it is not ours, it is a sentence.
            self.reason = json.loads(payload[2:]) if payload[2:].startswith(b"{") else {}
        return first & 0x0F, payload

    async def until(self, opcode: int, begins: bytes = b"") -> bytes:
        """The payload of the next frame of a kind that begins so."""
        while (came := await self.next()) is not None:
            if came[0] == opcode and came[1].startswith(begins):
                return came[1]
        raise AssertionError(f"the connection ended ({self.closed}) before a frame {opcode} {begins!r}")

    async def message(self, begins: bytes) -> bytes:
        """The next message that begins so."""
        return await self.until(BINARY, begins)

    async def end(self) -> int | None:
        """The close code, once the server has hung up. A close is answered, as browsers do."""
        while (came := await self.next()) is not None:
            if came[0] == CLOSE:
                self.send(frame(CLOSE, came[1][:2]))
        return self.closed

    def hang_up(self) -> None:
        """End the connection at once, without a word."""
        self.writer.transport.abort()


async def dial(
    port: int,
    path: str,
    user: str | None,
    *,
    early: bytes = b"",
    tls: ssl.SSLContext | None = None,
    base: str = "/",
    **headers: str | None,
) -> RawSocket:
    """Ask for an upgrade; ``early`` is sent in the same packet. A header that is None is left out.

    ``base`` is the server's base URL.
    """
    reader, writer = await asyncio.open_connection("localhost", port, ssl=tls)
    asked: dict[str, str | None] = {
        "Host": f"localhost:{port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "X-User": user,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"{name}: {value}" for name, value in asked.items() if value is not None]
    writer.write(f"GET {base}{path} HTTP/1.1\r\n".encode() + "\r\n".join([*lines, "", ""]).encode() + early)
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), DEADLINE)
    return RawSocket(reader, writer, int(answer.split()[1]), answer=answer.decode("latin-1"))
