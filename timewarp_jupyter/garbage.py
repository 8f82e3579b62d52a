"""What the server has loaded is no garbage, and nobody waits while it is looked through.

A full collection looks at every object, which are half a million in JupyterLab's server: for 150 ms nobody's
edit is seen. What is there once everything is open stays until the end; it is set aside.
"""

from __future__ import annotations

import gc
from functools import cache

_ALLOCATED = 10_000
"""Objects more than before, after which the youngest are looked through. With Python's own 700, a school of
1,000 connections that come and go had all of them looked through every second, for 50 ms and more."""


@cache
def set_aside() -> None:
    """Have the collector pass over all that is there now. Once for all servers of this process, as what is
    set aside by a later one would hold the remains of those before it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(max(_ALLOCATED, gc.get_threshold()[0]), *gc.get_threshold()[1:])
