"""A WebSocket client's wire: the upgrade request and frames, nothing else (RFC 6455).

Small on purpose: at 500 clients a general library costs more than the server under test.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping

#: First byte of an unfragmented binary frame: what nearly every frame is.
BINARY = 0x82
PING = 0x89
PONG = 0x8A
CLOSE = 0x88
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class UpgradeRefused(Exception):
    """The server answered the upgrade with something else than 101."""


class Upgrade:
    """The way from a connection to a WebSocket: the request, and its answer as it comes."""

    def __init__(self) -> None:
        self.is_open = False
        self._key = base64.b64encode(os.urandom(16)).decode()
        self._head = b""

    def request(self, host: str, port: int, path: str, headers: Mapping[str, str]) -> bytes:
        """The HTTP request that opens a WebSocket. No compression is offered."""
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {host}:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {self._key}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def feed(self, data: bytes) -> bytes | None:
        """Take what arrived: the beginning of the frames, None while the answer is not complete.

        Raises ``UpgradeRefused`` unless it is the 101 that belongs to the request.
        """
        self._head += data
        head, end, rest = self._head.partition(b"\r\n\r\n")
        if not end:
            return None
        status, *lines = head.decode("latin-1").split("\r\n")
        if " 101 " not in status + " ":
            raise UpgradeRefused(status)
        accept = base64.b64encode(hashlib.sha1(self._key.encode() + _GUID).digest()).decode()
        if not any(line.lower().startswith("sec-websocket-accept:") and accept in line for line in lines):
            raise UpgradeRefused("wrong Sec-WebSocket-Accept")
        self.is_open = True
        return rest


def client_frame(payload: bytes, first: int = BINARY) -> bytes:
    """One masked frame. The mask is random: some servers skip the work for a mask of zeros."""
    size = len(payload)
    if size < 126:
        head = bytes((first, 0x80 | size))
    elif size < 65536:
        head = bytes((first, 0xFE)) + size.to_bytes(2, "big")
    else:
        head = bytes((first, 0xFF)) + size.to_bytes(8, "big")
    mask = os.urandom(4)
    key = (mask * (size // 4 + 1))[:size]
    masked = int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")
    return head + mask + masked.to_bytes(size, "big")


class FrameReader:
    """Cuts a server's byte stream into frames."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Take what arrived; answer the complete frames as (first byte, payload)."""
        if self._rest:
            data = self._rest + data
        frames = []
        at, end = 0, len(data)
        while end - at >= 2:
            size, start = data[at + 1], at + 2
            if size == 126:
                start += 2
                size = int.from_bytes(data[at + 2 : start], "big")
            elif size == 127:
                start += 8
                size = int.from_bytes(data[at + 2 : start], "big")
            if start + size > end or start > end:
                break
            frames.append((data[at], data[start : start + size]))
            at = start + size
        self._rest = data[at:] if at < end else b""
        return frames
