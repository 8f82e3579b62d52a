"""What the body of a contents ``PUT`` or ``POST`` would write."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from ..documents.paths import program_path
from ..errors import InvalidInput


def is_text_write(model: dict[str, Any], relative: str) -> bool:
    """Whether this could write a program: a file of a name that a program may have."""
    if not model or model.get("type") in ("directory", "notebook"):
        return False
    try:
        program_path(relative)
    except InvalidInput:
        return False
    return True


def check_ending(model: dict[str, Any]) -> None:
    """Jupyter puts ``ext`` behind the name it chooses, and with a slash in it that names any other place.

    Raises ``InvalidInput`` (``bad_field``).
    """
    ending = model.get("ext") or ""
    if not isinstance(ending, str) or not {"/", "\\", "\0"}.isdisjoint(ending):
        raise InvalidInput("ext must be the ending of a name.", code="bad_field", reason="ext")


def text_of(model: dict[str, Any]) -> str | None:
    """The text that is to be written, None if it is binary. Raises ``InvalidInput`` (``bad_field``)."""
    content = model.get("content")
    if content is None:
        return ""
    if not isinstance(content, str):
        raise InvalidInput("content must be a string.", code="bad_field", reason="content")
    if model.get("format") != "base64":
        return content
    try:
        return base64.b64decode(content.encode("ascii")).decode("utf-8")
    except UnicodeDecodeError:
        return None
    except (UnicodeEncodeError, binascii.Error) as error:
        raise InvalidInput("content is not base64.", code="bad_field", reason="content") from error
