"""``support.raw_socket`` for the servers of these tests, which have a base URL."""

from __future__ import annotations

from functools import partial

from conftest import BASE
from support.raw_socket import RawSocket, frame, sync_path
from support.raw_socket import dial as _dial

dial = partial(_dial, base=BASE)

__all__ = ["RawSocket", "dial", "frame", "sync_path"]
