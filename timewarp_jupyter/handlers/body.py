"""Reading what a caller sends: JSON bodies and query parameters, checked field by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import InvalidInput

Field = Callable[[str, Any], Any]
"""Takes a field's name and value, gives the value to use, or raises ``InvalidInput``."""


def parse_object(body: bytes) -> dict[str, Any]:
    """A JSON object; an empty body is an empty one. Raises ``InvalidInput`` (``not_json``)."""
    if not body.strip():
        return {}
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput("The body is not JSON.", code="not_json") from error
    if not isinstance(value, dict):
        raise InvalidInput("The body must be a JSON object.", code="not_json")
    return value


def read_fields(
    values: Mapping[str, Any], fields: Mapping[str, Field], required: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The values that were given, each checked by its field.

    Raises ``InvalidInput``: ``unknown_field``, ``missing_field``, or what a field raises.
    """
    for name in values:
        if name not in fields:
            raise InvalidInput("There is no such field.", code="unknown_field", reason=name[:80])
    for name in required:
        if name not in values:
            raise InvalidInput("A field is missing.", code="missing_field", reason=name)
    return {name: fields[name](name, value) for name, value in values.items()}


def _wrong(name: str, expected: str) -> InvalidInput:
    return InvalidInput(f"{name} must be {expected}.", code="bad_field", reason=name)


def text(max_length: int) -> Field:
    """A string of at most so many characters, that can be stored as UTF-8."""

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise _wrong(name, "a string")
        if len(value) > max_length:
            raise _wrong(name, f"a string of at most {max_length} characters")
        if any("\ud800" <= ch <= "\udfff" for ch in value):
            raise _wrong(name, "a string without half characters")
        return value

    return check


def one_of(*allowed: str) -> Field:
    """One of a few strings."""

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise _wrong(name, " or ".join(allowed))
        return value

    return check


def flag(name: str, value: Any) -> bool:
    """True or false."""
    if value is True or value is False:
        return value is True
    raise _wrong(name, "true or false")


def only(allowed: bool) -> Field:
    """A flag that can be set in one direction only."""

    def check(name: str, value: Any) -> bool:
        if value is not allowed:
            raise _wrong(name, str(allowed).lower())
        return bool(allowed)

    return check


def number(low: int, high: int) -> Field:
    """A whole number between two bounds, both allowed."""

    def check(name: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise _wrong(name, f"a whole number from {low} to {high}")
        return value

    return check


def optional(field: Field) -> Field:
    """A field that may be null."""

    def check(name: str, value: Any) -> Any:
        return None if value is None else field(name, value)

    return check


def query_flag(name: str, value: str) -> bool:
    """A query parameter that is true or false."""
    if value not in ("true", "false", "1", "0", ""):
        raise _wrong(name, "true or false")
    return value in ("true", "1")


def query_number(name: str, value: str, low: int, high: int) -> int:
    """A query parameter that is a whole number between two bounds."""
    # Nothing longer could be in range; int() of a long text is slow.
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise _wrong(name, "a whole number")
    return int(number(low, high)(name, int(value)))
