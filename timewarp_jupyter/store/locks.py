"""Locks on files as the system gives them, and whether they keep anybody out: not every file system's do."""

from __future__ import annotations

import errno
import os
import sys

_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_PLACE = 1 << 30
"""Where Windows locks a byte: what is locked there cannot be read by others."""


class Held(Exception):
    """Somebody else has the lock."""


def lock(descriptor: int) -> None:
    """Lock a file for this descriptor, until it is closed. Raises ``Held``, and ``OSError``."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, _PLACE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            raise Held from error
        raise


def excludes(path: str) -> bool:
    """Whether the lock that we have on a file keeps another descriptor of it out. Raises ``OSError``."""
    other = os.open(path, os.O_RDWR)
    try:
        lock(other)
    except Held:
        return True
    finally:
        os.close(other)
    return False
