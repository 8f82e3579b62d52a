"""Where sockets are read to."""

from __future__ import annotations

import threading

from .upgrade import READ_AT_ONCE

_buffers = threading.local()


def read_buffer() -> memoryview:
    """One for all sockets of a thread: what is read is taken out of it at once."""
    found: memoryview | None = getattr(_buffers, "read", None)
    if found is None:
        found = _buffers.read = memoryview(bytearray(READ_AT_ONCE))
    return found
