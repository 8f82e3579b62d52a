"""As many descriptors as this user may have: a thousand connections need a thousand."""

from __future__ import annotations

import resource


def many_files() -> int:
    """Take them; servers that are started later have them as well. How many that is."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
