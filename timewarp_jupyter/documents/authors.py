"""Authors of changes that no person typed.

A colon cannot begin the name of a person here, so that these never collide with one.
"""

from __future__ import annotations

DISK = ":disk"
"""A change of the file by another program, merged in."""

SERVER = ":server"
"""What the server itself writes: the genesis and the ``state`` map."""

UNKNOWN = ":unknown"
"""Text of a client id that the store gives to nobody: none is, unless the store was changed by hand."""
