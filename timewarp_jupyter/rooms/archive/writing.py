"""A ZIP made piece by piece, for a reader who gets each piece at once: nothing of it is kept in memory."""

from __future__ import annotations

import asyncio
import hashlib
import io
import stat
import time
import zipfile
from typing import IO, Any


class _Sink(io.RawIOBase):
    """What ``zipfile`` writes into. It cannot be sought in, so sizes follow what they are of."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def take(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class ZipStream:
    """Gives the bytes of an archive as its entries are added, one after the other.

    ``entries`` is what the manifest says of them.
    """

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._name = ""
        self._entry: IO[bytes] | None = None
        self._hash = hashlib.sha256()
        self._size = 0

    def begin(self, name: str) -> None:
        """Begin an entry: an ordinary file, which its owner may write."""
        info = zipfile.ZipInfo(name, time.gmtime()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o644) << 16
        self._name, self._hash, self._size = name, hashlib.sha256(), 0
        self._entry = self._zip.open(info, "w")

    async def add(self, content: bytes) -> bytes:
        """More of the entry; gives what can be sent. Packing is not done on the loop."""
        return await asyncio.to_thread(self._add, content)

    def _add(self, content: bytes) -> bytes:
        if self._entry is None:
            raise ValueError("no entry was begun")
        self._hash.update(content)
        self._size += len(content)
        self._entry.write(content)
        return self._sink.take()

    def end(self) -> bytes:
        """The entry is complete."""
        if self._entry is not None:
            self._entry.close()
            self._entry = None
            self.entries[self._name] = {"size": self._size, "sha256": self._hash.hexdigest()}
        return self._sink.take()

    def finish(self) -> bytes:
        """The archive is complete: without its last bytes it cannot be read."""
        self._zip.close()
        return self._sink.take()
