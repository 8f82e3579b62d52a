"""Write ``docs/configuration.md`` from the traits themselves: ``python docs/make_configuration.py``.

A test compares the file with what this makes, so that no setting stays undocumented.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from timewarp_jupyter.app import TimeWarp
from timewarp_jupyter.config import Limits

HEAD = """\
# Configuration

Made from the code by `python docs/make_configuration.py`. Settings go into `jupyter_server_config.py`, as
`c.TimeWarp.teachers = ["group:teachers"]`, or on the command line, as `--Limits.max_connections=500`.
Environment variables are for containers; what is configured goes before them.
"""


def default_of(trait: Any) -> str:
    """The default as text; a dynamic one is told by the help."""
    if "Default " in trait.help:
        return "see right"
    return f"`{trait.default_value!r}`" if not isinstance(trait.default_value, dict) else "`{}`"


def section(owner: type[Any], title: str) -> str:
    """One table: setting, default, help."""
    lines = [f"## {title}", "", "| setting | default | what |", "|---|---|---|"]
    for name, trait in sorted(owner.class_own_traits(config=True).items()):
        help_text = re.sub(r"\s+", " ", trait.help).strip()
        default = "`[]`" if name == "teachers" else default_of(trait)
        lines.append(f"| `c.{owner.__name__}.{name}` | {default} | {help_text} |")
    return "\n".join(lines)


def document() -> str:
    """The whole file."""
    parts = [HEAD, section(TimeWarp, "The extension"), "", section(Limits, "Limits")]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("configuration.md").write_text(document(), encoding="utf-8")
